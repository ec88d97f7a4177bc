/** What one bar of the tape gives to one order. @module */
import type { Print, Working } from "./venue.ts";

/**
 * A limit that the open is through fills at the open, put on the tick against
 * us; else it fills only if the bar traded through it: a touch is no proof that
 * we were first in the queue. A stop that the bar traded at or through fills at
 * the worse of stop and open. A market order, and what is left of a stop that
 * was triggered, fills at the open and pays a tick for it. No bar gives more
 * than its share of volume, in whole lots, and never less than one lot if it
 * traded one; a bar without a lot triggers no stop.
 *
 * @param tick Price step of that market and date, in millionths.
 * @param participation Share of the bar's volume, as a ratio.
 */
export function tradeIn(
  order: Working,
  print: Print,
  tick: number,
  participation: number,
): { quantity: number; price: number } | undefined {
  const price = order.limitPrice !== null
    ? limitFill(order.limitPrice, order, print, tick)
    : order.stopPrice !== null && order.filled === 0
    ? stopFill(order.stopPrice, order, print, tick)
    : marketFill(order, print, tick);
  if (price === undefined) return;
  const { volume } = print, { lot } = order;
  const share = Math.floor(volume * participation / lot) * lot;
  const available = share > 0 ? share : volume >= lot ? lot : 0;
  const quantity = Math.min(available, order.quantity - order.filled);
  return quantity > 0 ? { quantity, price } : undefined;
}

function limitFill(
  limit: number,
  { side }: Working,
  { open, high, low }: Print,
  tick: number,
): number | undefined {
  const buys = side === "buy";
  if (buys ? open <= limit : open >= limit) return againstUs(open, tick, buys);
  return (buys ? low < limit : high > limit) ? limit : undefined;
}

function stopFill(
  stop: number,
  { side }: Working,
  { open, high, low }: Print,
  tick: number,
): number | undefined {
  const buys = side === "buy";
  if (buys ? high < stop : low > stop) return;
  const gapped = buys ? open > stop : open < stop;
  return gapped ? againstUs(open, tick, buys) : stop;
}

function marketFill({ side }: Working, { open }: Print, tick: number): number {
  const buys = side === "buy";
  const price = againstUs(open, tick, buys) + (buys ? tick : -tick);
  return Math.max(price, tick); // no price is below that
}

/** Up for a buy, down for a sell; a limit is on a tick, so never beyond it. */
function againstUs(price: number, tick: number, buys: boolean): number {
  const steps = price / tick;
  return (buys ? Math.ceil(steps) : Math.floor(steps)) * tick;
}
