/** What the practice exchange rejects, as real ones do. @module */
import type { Market } from "../market/market.ts";
import { localDate } from "../market/sessions.ts";
import { type Money, money, notional, written } from "../money.ts";
import type { Instant } from "../time.ts";
import type { VenueOrder, Working } from "./venue.ts";

/** The account as far as the rules look at it. */
interface Account {
  cash: Money;
  holdings: ReadonlyMap<string, number>;
  working: readonly Working[];
}

/** In millionths: what is less can be added up without leaving the range of money. */
const VALUE_MAX = 1_000_000_000_000_000;

/** What every wire and database can carry. */
const ID = /^[\x20-\x7e]{1,128}$/;

/** Why the venue rejects `order`; undefined if it takes it. */
export function refusalOf(
  order: VenueOrder,
  at: Instant,
  market: Market,
  account: Account,
): string | undefined {
  const { symbol, quantity, limitPrice } = order;
  if (!ID.test(order.id)) {
    return "An order id is of 1 to 128 letters, digits and signs";
  }
  const phase = market.phaseAt(at);
  if (phase !== "regular") return `The market is closed: phase ${phase}`;
  const lot = market.lotOf(symbol);
  if (lot === undefined) return `${symbol} is not listed here`;
  if (quantity <= 0 || quantity % lot !== 0) {
    return `${quantity} is not a multiple of the lot of ${lot}`;
  }
  if (limitPrice * quantity > VALUE_MAX) {
    return `${quantity} at ${written(limitPrice)} is more than anybody has`;
  }
  const tick = market.tickAt(limitPrice, localDate(market, at));
  if (limitPrice % tick !== 0) {
    return `${written(limitPrice)} is not on a tick of ${
      written(tick as Money)
    }`;
  }
  return order.side === "buy"
    ? cashRefusal(order, market, at, account)
    : holdingRefusal(order, account);
}

function cashRefusal(
  { side, quantity, limitPrice }: VenueOrder,
  market: Market,
  at: Instant,
  { cash, working }: Account,
): string | undefined {
  const value = notional(limitPrice, quantity);
  const fees = market.feesOf(side, value, quantity, localDate(market, at));
  let reserved = 0;
  for (const order of working) {
    if (order.side === "buy") reserved += reservedFor(order, market, at);
  }
  if (value + fees + reserved <= cash) return;
  return `Buying power ${written(cash - reserved as Money)} is less than ${
    written(value + fees as Money)
  }`;
}

/** What a working buy may still take, its fees included. */
function reservedFor(order: Working, market: Market, at: Instant): number {
  const { side, limitPrice, quantity, filled, value, fees } = order;
  const open = limitPrice * (quantity - filled);
  const total = money(value + open);
  const date = localDate(market, at);
  return open + market.feesOf(side, total, quantity, date) - fees;
}

/** Paper accounts in Hong Kong cannot sell short, so neither does this one. */
function holdingRefusal(
  { symbol, quantity }: VenueOrder,
  { holdings, working }: Account,
): string | undefined {
  let free = holdings.get(symbol) ?? 0;
  for (const order of working) {
    if (order.side === "sell" && order.symbol === symbol) {
      free -= order.quantity - order.filled;
    }
  }
  if (quantity <= free) return;
  return `${quantity} ${symbol} to sell, ${free} held and free`;
}
