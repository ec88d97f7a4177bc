/** What the practice exchange rejects, as real ones do. @module */
import type { Market } from "../market/market.ts";
import { localDate } from "../market/sessions.ts";
import { type Money, money, notional, type Price, written } from "../money.ts";
import type { Instant } from "../time.ts";
import type { VenueOrder, Working } from "./venue.ts";

/** The account as far as the rules look at it. */
interface Account {
  cash: Money;
  holdings: ReadonlyMap<string, number>;
  working: readonly Working[];
}

/** Where and when an order is judged. */
interface Scene {
  at: Instant;
  market: Market;
  account: Account;
  /** What a market order to buy is expected to cost; undefined if never traded. */
  last: LastOf;
}

export type LastOf = (symbol: string) => Price | undefined;

/** In millionths: what is less can be added up without leaving the range of money. */
const VALUE_MAX = 1_000_000_000_000_000;

/** What every wire and database can carry. */
const ID = /^[\x20-\x7e]{1,128}$/;

/** Why the venue rejects `order`; undefined if it takes it. */
export function refusalOf(order: VenueOrder, scene: Scene): string | undefined {
  const { symbol, quantity, type } = order;
  const { at, market } = scene;
  if (!ID.test(order.id)) {
    return "An order id is of 1 to 128 letters, digits and signs";
  }
  const phase = market.phaseAt(at);
  // A stop only rests, so it may come at any hour.
  if (phase !== "regular" && type !== "stop") {
    return `The market is closed: phase ${phase}`;
  }
  const lot = market.lotOf(symbol);
  if (lot === undefined) return `${symbol} is not listed here`;
  if (quantity <= 0 || quantity % lot !== 0) {
    return `${quantity} is not a multiple of the lot of ${lot}`;
  }
  return priceRefusal(order, scene) ??
    (order.side === "buy"
      ? cashRefusal(order, scene)
      : holdingRefusal(order, scene.account));
}

function priceRefusal(
  order: VenueOrder,
  { at, market, last }: Scene,
): string | undefined {
  const { symbol, side, quantity, type, limitPrice, stopPrice } = order;
  if ((type === "limit") !== (limitPrice !== null)) {
    return "A limit order has a limit, and no other has one";
  }
  if ((type === "stop") !== (stopPrice !== null)) {
    return "A stop has a stop price, and no other order has one";
  }
  const price = limitPrice ?? stopPrice ?? last(symbol);
  if (price === undefined) {
    return side === "buy" ? `${symbol} has never traded here` : undefined;
  }
  if (price * quantity > VALUE_MAX) {
    return `${quantity} at ${written(price)} is more than anybody has`;
  }
  const tick = market.tickAt(price, localDate(market, at));
  if (type === "market" || price % tick === 0) return;
  return `${written(price)} is not on a tick of ${written(tick as Money)}`;
}

function cashRefusal(
  order: VenueOrder,
  { at, market, last, account: { cash, working } }: Scene,
): string | undefined {
  const { side, quantity } = order;
  const value = notional(worth(order, last), quantity);
  const fees = market.feesOf(side, value, quantity, localDate(market, at));
  let reserved = 0;
  for (const one of working) {
    if (one.side === "buy") {
      reserved += reservedFor(one, worth(one, last), market, at);
    }
  }
  if (value + fees + reserved <= cash) return;
  return `Buying power ${written(cash - reserved as Money)} is less than ${
    written(value + fees as Money)
  }`;
}

/** What each of its shares counts for: its limit, its stop, else the last price. */
function worth(
  { symbol, limitPrice, stopPrice }: VenueOrder,
  last: LastOf,
): Price {
  return limitPrice ?? stopPrice ?? last(symbol) ?? 0 as Price;
}

/** What a working buy may still take at that price, its fees included. */
function reservedFor(
  order: Working,
  price: Price,
  market: Market,
  at: Instant,
): number {
  const { side, quantity, filled, value, fees } = order;
  const open = price * (quantity - filled);
  const total = money(value + open);
  const date = localDate(market, at);
  return open + market.feesOf(side, total, quantity, date) - fees;
}

/** Paper accounts in Hong Kong cannot sell short, so neither does this one. */
function holdingRefusal(
  { symbol, quantity }: VenueOrder,
  account: Account,
): string | undefined {
  const free = freeShares(symbol, account);
  if (quantity <= free) return;
  return `${quantity} ${symbol} to sell, ${free} held and free`;
}

/** Shares held that no working sale holds, a resting stop included. */
export function freeShares(
  symbol: string,
  { holdings, working }: Pick<Account, "holdings" | "working">,
): number {
  let free = holdings.get(symbol) ?? 0;
  for (const order of working) {
    if (order.side === "sell" && order.symbol === symbol) {
      free -= order.quantity - order.filled;
    }
  }
  return free;
}
