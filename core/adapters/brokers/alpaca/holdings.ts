/** Cash and shares of the account, as one reading. @module */
import { z } from "zod";
import type { BrokerAccount, VenuePosition } from "../../../ports.ts";
import type { Access } from "./client.ts";
import { moneyOf } from "./decimal.ts";

/** How often an account that trades while it is read is read again. */
const READINGS = 10;

const decimal = z.union([z.string(), z.number().transform(String)])
  .refine((text) => /^-?\d+(\.\d+)?$/.test(text), "not a decimal");
const shares = decimal.transform(Number)
  .refine((count) => Math.abs(count) <= Number.MAX_SAFE_INTEGER, "too large");

const WireAccount = z.object({
  accountNumber: z.string().min(1).optional(),
  id: z.string().optional(),
  currency: z.literal("USD").default("USD"),
  cash: decimal.transform((text) => moneyOf(text)),
}).transform(({ accountNumber, id, currency, cash }) => ({
  account: accountNumber ?? id ?? "unnamed",
  currency,
  cash,
}));
const WirePosition = z.object({
  symbol: z.string().min(1),
  qty: shares,
  qtyAvailable: shares.optional(),
  side: z.string().optional(),
  costBasis: decimal.nullish(),
});

/**
 * Cash and shares as they were at one moment.
 *
 * @throws {RangeError} If it changed all the while, or holds parts of a share;
 * and as the SDK.
 */
export async function accountOf(access: Access): Promise<BrokerAccount> {
  let before = await cashOf(access);
  for (let reading = 1; reading <= READINGS; reading++) {
    const positions = await positionsOf(access);
    const after = await cashOf(access);
    // Two answers make one account only if nothing traded between them.
    if (before.cash === after.cash) {
      checkWhole(positions);
      return { ...after, positions };
    }
    before = after;
  }
  throw new RangeError(`it changed ${READINGS} times meanwhile`);
}

/**
 * What is held by our symbol, parts of a share included; what is zero is left
 * out.
 */
export async function positionsOf(
  { alpaca, requests, market }: Omit<Access, "now">,
): Promise<ReadonlyMap<string, VenuePosition>> {
  const told = await requests.get((init) =>
    alpaca.trading.positions.getAllOpenPositions(init)
  );
  const held = z.array(WirePosition).parse(told).filter(({ qty }) => qty !== 0);
  const positions = new Map(
    held.map(({ symbol, qty, qtyAvailable, side, costBasis }) => [
      market.symbolOf(symbol) ?? symbol,
      {
        quantity: side === "short" ? -Math.abs(qty) : qty,
        available: Math.abs(qtyAvailable ?? qty),
        cost: costBasis ? moneyOf(costBasis) : null,
      },
    ]),
  );
  if (positions.size === held.length) return positions;
  throw new RangeError("a symbol is held twice");
}

/** Which account it is, and its cash. */
export async function cashOf(
  { alpaca, requests }: Pick<Access, "alpaca" | "requests">,
) {
  return WireAccount.parse(
    await requests.get((init) => alpaca.trading.account.getAccount(init)),
  );
}

/** Books count whole shares. */
function checkWhole(positions: BrokerAccount["positions"]): void {
  for (const [symbol, { quantity, available }] of positions) {
    if (Number.isInteger(quantity) && Number.isInteger(available)) continue;
    throw new RangeError(`${quantity} ${symbol} are not whole shares`);
  }
}
