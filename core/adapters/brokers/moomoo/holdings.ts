/** Cash and shares of the paper account at one moment. @module */
import type { Market } from "../../../market/market.ts";
import { type Money, type Price } from "../../../money.ts";
import { vendorPrice } from "../../../market/vendor_price.ts";
import type { BrokerAccount, VenuePosition } from "../../../ports.ts";
import type { PaperAccount } from "./account.ts";
import { Funds, Positions, type WirePosition } from "./answers.ts";
import type { Line } from "./line.ts";
import { valueAt, vendorMoney } from "./vendor_money.ts";
import { HKD, SHORT } from "./words.ts";

/** How often an account that trades while it is read is read again. */
const READINGS = 5;

export interface Held extends VenuePosition {
  /** Of one share, as the venue last had it. */
  price: Price | undefined;
}

/** @throws {Error} If it cannot be read, or never stands still. */
export async function readHoldings(
  line: Line,
  account: PaperAccount,
  market: Market,
): Promise<BrokerAccount> {
  let before = await readCash(line, account);
  for (let reading = 1; reading <= READINGS; reading++) {
    const held = await readPositions(line, account, market);
    const cash = await readCash(line, account);
    // Two answers make one account only if nothing traded between them.
    if (cash === before) {
      const positions = new Map(
        [...held].map(([symbol, { quantity, available, cost }]) => [
          symbol,
          { quantity, available, cost },
        ]),
      );
      const { accID } = account.header;
      return { account: accID, currency: "HKD", cash, positions };
    }
    before = cash;
  }
  throw new Error(`it changed ${READINGS} times while it was read`);
}

/** @throws {Error} If they could not be read whole. */
export async function readPositions(
  line: Line,
  { header }: PaperAccount,
  market: Market,
): Promise<Map<string, Held>> {
  const { positionList } = await line.ask(
    "Trd_GetPositionList",
    { header, refreshCache: true },
    Positions,
  );
  return new Map(
    positionList.filter(({ qty }) => qty !== 0).map((one) => [
      // What is no symbol of ours still must be named.
      market.symbolOf(one.code) ?? one.code,
      heldOf(one),
    ]),
  );
}

async function readCash(
  line: Line,
  { header }: PaperAccount,
): Promise<Money> {
  const { funds } = await line.ask(
    "Trd_GetFunds",
    { header, refreshCache: true },
    Funds,
  );
  // Only futures accounts must say it; another one's cash is not ours.
  const { currency = HKD, cash } = funds;
  if (currency === HKD) return vendorMoney(cash);
  throw new RangeError(`Cannot read cash: it is in currency ${currency}`);
}

function heldOf(position: WirePosition): Held {
  const { qty, canSellQty, positionSide, price } = position;
  // On paper the average is left out, and the other two are the diluted cost.
  const cost = [
    position.averageCostPrice,
    position.costPrice,
    position.dilutedCostPrice,
  ].find((one) => one !== undefined && one > 0);
  return {
    quantity: positionSide === SHORT ? -qty : qty,
    available: canSellQty,
    cost: cost === undefined ? null : valueAt(cost, qty),
    price: price > 0 ? vendorPrice(price) : undefined,
  };
}
