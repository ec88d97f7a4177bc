/** Symbols whose shares are not the same in the books and at the venue. @module */
import { brief, type Money, money } from "../money.ts";
import type { VenuePosition } from "../ports.ts";
import { SECOND_MS } from "../time.ts";
import { isLive, type Order } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import type { Difference } from "../trading/reconciliation.ts";
import type { Found, Sides } from "./differences.ts";

/** How long other shares must be told, and how long none at all: an empty list is what a broken venue tells. */
const OTHER_MS = 10 * SECOND_MS;
const EMPTY_MS = 30 * SECOND_MS;

/** One symbol on both sides. */
interface Pair {
  symbol: string;
  held: readonly Position[];
  /** Signed shares, by the books and by the venue. */
  ours: number;
  theirs: number;
  venue: VenuePosition | undefined;
}

export function shareDifferences(sides: Sides): Found[] {
  const { ledger, account } = sides;
  const symbols = new Set([
    ...ledger.positions.map(({ symbol }) => symbol),
    ...account.positions.keys(),
    ...ledger.orphans.map(({ symbol }) => symbol),
  ]);
  return [...symbols].sort().flatMap((symbol) => {
    const pair = pairOf(symbol, sides);
    if (pair.ours !== pair.theirs) return [differenceIn(pair, sides)];
    // One that is gone at the first look may be there again at the next.
    const orphan = ledger.orphans.find((orphan) => orphan.symbol === symbol);
    return orphan && pair.ours === 0
      ? [goneOrphan(symbol, orphan.quantity, sides)]
      : [];
  });
}

/**
 * What an orphan is worth: what the venue says it cost, else what it would have
 * sold for when it was first seen; undefined if neither is known.
 */
export function orphanValue(symbol: string, sides: Sides): Money | undefined {
  const { quantity, cost } = sides.account.positions.get(symbol)!;
  if (cost !== null) return money(Math.abs(cost));
  const known = sides.ledger.orphans.find((orphan) =>
    orphan.symbol === symbol && orphan.quantity === quantity
  );
  if (known && known.value > 0) return known.value;
  const price = sides.prices.get(symbol);
  return price && money(Math.abs(quantity) * price);
}

function pairOf(symbol: string, { ledger, account }: Sides): Pair {
  const held = ledger.positions.filter((position) =>
    position.symbol === symbol
  );
  const ours = held.reduce(
    (sum, { side, quantity }) => sum + (side === "long" ? quantity : -quantity),
    0,
  );
  const venue = account.positions.get(symbol);
  return { symbol, held, ours, theirs: venue?.quantity ?? 0, venue };
}

function differenceIn(pair: Pair, sides: Sides): Found {
  const { symbol, held, ours, theirs } = pair;
  const live = sides.ledger.orders.filter((order) =>
    order.symbol === symbol && isLive(order)
  );
  const explained = live.some((order) => mayExplain(order, theirs - ours));
  const text = `${symbol} ${ours} in the books, ${theirs} at the venue`;
  if (held.length === 0 && !explained) {
    const value = orphanValue(symbol, sides);
    const worth = value === undefined
      ? "for a price nobody knows"
      : `worth ${brief(value)}`;
    return found(pair, "orphan", `${text}: not ours, ${worth}`);
  }
  const settlesAfterMs = explained ? null : patience(pair, sides);
  const why = settlesAfterMs === null && !explained ? whyNever(pair) : "";
  const known = `${text}${ordersOf(live)}${emptyOf(pair, sides)}${why}`;
  return { ...found(pair, "unknown", known), blocks: true, settlesAfterMs };
}

/** Whether a fill of `order` that was not told yet would be in that direction. */
function mayExplain({ side, status }: Order, change: number): boolean {
  return status !== "intent" && (side === "buy" ? change > 0 : change < 0);
}

/** How long it must stay so; null where the books could not follow. */
function patience({ held, ours, theirs, venue }: Pair, sides: Sides) {
  if (held.length !== 1) return null;
  if (theirs === 0) return listsNothing(sides) ? EMPTY_MS : OTHER_MS;
  if (Math.sign(theirs) !== Math.sign(ours)) return null;
  const more = Math.abs(theirs) > Math.abs(ours);
  return more && venue!.cost === null ? null : OTHER_MS;
}

function whyNever({ held, ours, theirs }: Pair): string {
  if (held.length !== 1) return ", in more than one position";
  return Math.sign(theirs) === Math.sign(ours)
    ? ", and it does not say what they cost"
    : "";
}

function goneOrphan(symbol: string, quantity: number, sides: Sides): Found {
  const pair = pairOf(symbol, sides);
  const text =
    `${symbol} ${quantity} at the venue before, 0 now: not ours, and gone`;
  const settlesAfterMs = listsNothing(sides) ? EMPTY_MS : OTHER_MS;
  return { ...found(pair, "orphan", text), settlesAfterMs };
}

function found(
  { symbol, ours, theirs }: Pair,
  kind: Difference["kind"],
  text: string,
): Found {
  const [books, venue] = [`${ours}`, `${theirs}`];
  const orderId = null;
  const subject = "position";
  return {
    key: `position ${symbol}`,
    difference: { kind, subject, symbol, orderId, books, venue, text },
    blocks: false,
    settlesAfterMs: null,
  };
}

function listsNothing({ account }: Sides): boolean {
  return account.positions.size === 0;
}

function emptyOf({ theirs }: Pair, sides: Sides): string {
  return theirs === 0 && listsNothing(sides)
    ? ", which says that it holds nothing at all"
    : "";
}

/** " (order a-1 is unknown)": what is under way in a symbol. */
function ordersOf(live: readonly Order[]): string {
  if (live.length === 0) return "";
  const said = live.map(({ id, status }) => `order ${id} is ${status}`);
  return ` (${said.join(", ")})`;
}
