/** What one minute's bar gives to working orders, and how orders end. @module */
import {
  type Account,
  type Holding,
  type Order,
  workingOrders,
} from "./account.ts";
import type { Bars } from "./bars.ts";
import type { MarketName } from "./calendar.ts";
import { feesOf, lotOf, tickOf } from "./exchange_facts.ts";

/** From our send to the venue's book. */
const LATENCY = 250;
/** Share of a bar's volume that our order may have. */
const PARTICIPATION = 0.1;

/** Fills orders of one symbol with bar `i`, which is over at `at`. */
export function matchBar(
  account: Account,
  bars: Bars,
  i: number,
  date: string,
  at: number,
): void {
  for (const order of workingOrders(account)) {
    if (order.symbol !== bars.symbol) continue;
    // A bar that began before the order was there does not count.
    if (order.at + LATENCY > bars.at[i]!) continue;
    const { market } = account.facts;
    const price = priceIn(order, bars, i, tickOf(market, order.limit, date));
    if (price === undefined) continue;
    const quantity = quantityIn(market, order, bars.volume[i]!);
    if (quantity > 0) fill(account, order, quantity, price, date, at);
  }
}

/** At the open if it opened through the limit, at the limit if it traded through; a touch is nothing. */
function priceIn(
  { purpose, limit }: Order,
  bars: Bars,
  i: number,
  tick: number,
): number | undefined {
  const open = bars.open[i]!;
  if (purpose === "entry") {
    if (open <= limit) return Math.ceil(open / tick) * tick;
    return bars.low[i]! < limit ? limit : undefined;
  }
  if (open >= limit) return Math.floor(open / tick) * tick;
  return bars.high[i]! > limit ? limit : undefined;
}

/** A tenth of the bar in whole lots, but one lot if the bar had one; at most what is open. */
function quantityIn(market: MarketName, order: Order, volume: number): number {
  const lot = lotOf(market, order.symbol);
  let available = Math.floor(volume * PARTICIPATION / lot) * lot;
  if (available === 0 && volume >= lot) available = lot;
  return Math.min(available, order.quantity - order.filled);
}

function fill(
  account: Account,
  order: Order,
  quantity: number,
  price: number,
  date: string,
  at: number,
): void {
  const { market } = account.facts;
  const side = order.purpose === "entry" ? "buy" : "sell";
  const value = quantity * price;
  order.filled += quantity;
  order.value += value;
  // Fees are those of the whole order so far, so that minimums count once.
  const fees = feesOf(market, side, order.value, order.filled, date);
  const fee = fees - order.fees;
  order.fees = fees;
  account.cash += (side === "buy" ? -value : value) - fee;
  if (order.filled === order.quantity) order.status = "filled";
  const holding = order.holding ??= opened(account, order, price, at);
  holding.fees += fee;
  if (side === "buy") {
    holding.quantity += quantity;
    holding.bought += quantity;
    holding.cost += value;
  } else sell(holding, quantity, value, at);
}

function opened(
  account: Account,
  { symbol, entryVolume }: Order,
  price: number,
  at: number,
): Holding {
  const holding: Holding = {
    symbol,
    openedAt: at,
    closedAt: null,
    quantity: 0,
    bought: 0,
    cost: 0,
    realized: 0,
    fees: 0,
    high: price,
    entryVolume,
    tightened: 0,
    reviews: 0,
    reviewedBars: 0,
    stays: "",
  };
  account.holdings.push(holding);
  account.everyHolding.push(holding);
  return holding;
}

/** Takes the sold shares' part of the cost, to the nearest millionth; the last take the rest. */
function sell(holding: Holding, quantity: number, value: number, at: number) {
  const held = BigInt(holding.quantity);
  const twice = 2n * BigInt(holding.cost) * BigInt(quantity);
  const share = Number((twice + held) / (2n * held));
  holding.quantity -= quantity;
  holding.cost -= share;
  holding.realized += value - share;
  if (holding.quantity === 0) holding.closedAt = at;
}

/** Cancels that have arrived by `at`; at the close what still works expires. */
export function endOrders(account: Account, at: number, close: number): void {
  for (const order of workingOrders(account)) {
    const { cancelAskedAt } = order;
    if (cancelAskedAt !== null && cancelAskedAt + LATENCY <= at) {
      order.status = "cancelled";
    } else if (at >= close) order.status = "expired";
  }
}

/** Fees that an entry has yet to pay if the rest of it fills at its limit. */
export function feesAhead(market: MarketName, order: Order): number {
  const { quantity, filled, limit, value, fees, date } = order;
  const total = value + (quantity - filled) * limit;
  return feesOf(market, "buy", total, quantity, date) - fees;
}

/** Takes an order, or rejects it for want of cash or shares. */
export function send(account: Account, order: Order): void {
  const { symbol, quantity, limit, date } = order;
  const working = workingOrders(account);
  const open = (purpose: Order["purpose"]) =>
    working.filter((other) => other.purpose === purpose);
  if (order.purpose === "entry") {
    const value = quantity * limit;
    const fees = feesOf(account.facts.market, "buy", value, quantity, date);
    const reserved = open("entry").reduce(
      (sum, other) =>
        sum + (other.quantity - other.filled) * other.limit +
        feesAhead(account.facts.market, other),
      0,
    );
    if (value + fees + reserved > account.cash) order.status = "rejected";
  } else {
    const leaving = open("exit").filter((other) => other.symbol === symbol)
      .reduce((sum, other) => sum + other.quantity - other.filled, 0);
    if (quantity > order.holding!.quantity - leaving) order.status = "rejected";
  }
  account.orders.push(order);
  account.everyOrder.push(order);
}
