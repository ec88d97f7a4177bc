/** What one bar of the tape gives to one order. @module */
import type { Print, Working } from "./venue.ts";

/**
 * A price that opens through the limit is a gap and fills at the open, put on
 * the tick against us. Otherwise the limit fills only if the bar traded
 * through it: a touch is no proof that we were first in the queue. No bar
 * gives more than its share of volume, in whole lots, and never less than one
 * lot if it traded one.
 *
 * @param tick Price step of that market and date, in millionths.
 * @param participation Share of the bar's volume, as a ratio.
 */
export function tradeIn(
  order: Working,
  { open, high, low, volume }: Print,
  tick: number,
  participation: number,
): { quantity: number; price: number } | undefined {
  const { side, limitPrice, lot } = order;
  const buys = side === "buy";
  const gapped = buys ? open <= limitPrice : open >= limitPrice;
  const through = buys ? low < limitPrice : high > limitPrice;
  if (!gapped && !through) return;
  const price = gapped ? againstUs(open, tick, buys) : limitPrice;
  const share = Math.floor(volume * participation / lot) * lot;
  const available = share > 0 ? share : volume >= lot ? lot : 0;
  const quantity = Math.min(available, order.quantity - order.filled);
  return quantity > 0 ? { quantity, price } : undefined;
}

/** Up for a buy, down for a sell; the limit is on a tick, so never beyond it. */
function againstUs(price: number, tick: number, buys: boolean): number {
  const steps = price / tick;
  return (buys ? Math.ceil(steps) : Math.floor(steps)) * tick;
}
