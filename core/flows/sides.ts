/** Books and venue read until what differs is no mere matter of time. @module */
import { localDate } from "../market/sessions.ts";
import type { Price } from "../money.ts";
import { BrokerUnavailable, type Desk, type Ledger } from "../ports.ts";
import { isLive, type OrderReport } from "../trading/order.ts";
import { differencesOf, type Found, type Sides } from "./differences.ts";
import { lookUp } from "./recover.ts";
import { bookListed, takeReports } from "./reports.ts";

/** Looks until a difference is one: what fills meanwhile is told a moment later. */
const LOOKS_MAX = 3;

/**
 * The venue's side is read first: whatever it counts already and has not told
 * yet is asked for order by order, and then both sides are looked at again.
 * What was seen before in the same words is not.
 *
 * @param strangers What was told of orders that are not ours; more is added.
 * @throws {BrokerUnavailable} If the venue's side could not be read whole.
 */
export async function readSides(
  desk: Desk,
  strangers: OrderReport[],
): Promise<Sides> {
  for (let look = 1;; look++) {
    const sides = await readOnce(desk, strangers);
    const found = differencesOf(sides, desk.market);
    const isNew = found.some((one) => !wasSeen(desk, sides.ledger, one));
    const suspects = suspectsOf(sides, isNew ? found : []);
    if (look === LOOKS_MAX || suspects.length === 0 && !isNew) return sides;
    for (const id of suspects) await lookUp(desk, id);
    if (!isNew && !await settledOne(desk, sides)) return sides;
  }
}

/** The books as they are now. */
export function ledgerOf({ books, market, clock }: Desk): Promise<Ledger> {
  return books.ledger(localDate(market, clock.now()));
}

async function readOnce(desk: Desk, strangers: OrderReport[]): Promise<Sides> {
  const account = await desk.broker.account();
  const listed = await desk.broker.orders();
  const told = await takeReports(desk);
  strangers.push(...told.strangers);
  const { strangers: foreign } = await bookListed(desk, listed);
  const ledger = await ledgerOf(desk);
  const ids = new Set(listed.map(({ orderId }) => orderId));
  const sides: Sides = {
    ledger,
    account,
    listed,
    strangers: foreign,
    unlisted: unlistedOf(strangers, ids),
    missing: ledger.orders.filter((order) =>
      isLive(order) && order.status !== "intent" && !ids.has(order.id)
    ),
    prices: new Map(),
  };
  return { ...sides, prices: await pricesOf(desk, sides) };
}

/** The last that was told of each. */
function unlistedOf(
  strangers: readonly OrderReport[],
  listed: ReadonlySet<string | null>,
): OrderReport[] {
  const last = new Map(strangers.map((report) => [report.orderId, report]));
  return [...last.values()].filter(({ orderId }) => !listed.has(orderId));
}

/** Of what the venue holds for an unknown cost and the books do not. */
async function pricesOf(
  { data }: Desk,
  { ledger, account }: Sides,
): Promise<Map<string, Price>> {
  const held = new Set(ledger.positions.map(({ symbol }) => symbol));
  const symbols = [...account.positions].flatMap(([symbol, { cost }]) =>
    cost === null && !held.has(symbol) ? [symbol] : []
  );
  if (symbols.length === 0) return new Map();
  try {
    const snapshots = await data.snapshots(symbols);
    return new Map(
      [...snapshots].map(([symbol, { price }]) => [symbol, price]),
    );
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return new Map(); // A price is only for what an orphan is worth.
  }
}

/** Whether it is on record in the same words. */
function wasSeen(
  { sightings }: Desk,
  { orphans }: Ledger,
  { key, difference: { kind, symbol, text, venue } }: Found,
): boolean {
  const orphan = kind === "orphan" &&
    orphans.some((known) =>
      known.symbol === symbol && `${known.quantity}` === venue
    );
  return orphan || sightings.get(key)?.text === text;
}

/**
 * Orders whose fate may explain what was found, and those the venue does not
 * list. One that is whole explains nothing, and look-ups are few at some venues.
 */
function suspectsOf(
  { ledger, missing }: Sides,
  found: readonly Found[],
): string[] {
  if (found.length === 0) return missing.map(({ id }) => id);
  const symbols = found.map(({ difference }) => difference.symbol);
  return ledger.orders.filter((order) =>
    order.status !== "intent" && order.filledQuantity < order.quantity &&
    (isLive(order) || symbols.includes(order.symbol))
  ).map(({ id }) => id);
}

/** Whether a look-up has ended the doubt about one the venue does not list. */
async function settledOne(desk: Desk, { missing }: Sides): Promise<boolean> {
  const { orders } = await ledgerOf(desk);
  const now = new Map(orders.map((order) => [order.id, order]));
  return missing.some(({ id, status }) => now.get(id)?.status !== status);
}
