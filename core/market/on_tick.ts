/** Puts a price on the grid the exchange accepts. @module */
import { type Price, price as checked } from "../money.ts";

/**
 * The nearest multiple of `tick` not above ("floor") or not below ("ceil") the
 * price: a buy rounds down and a sell up, so that neither gives money away.
 * Bounds of bands are multiples of the ticks on both sides, so the result is
 * valid in whichever band it lands.
 *
 * @param tick Millionths, from `Market.tickAt`.
 * @throws {RangeError} If nothing positive is left, or the tick is not a positive integer.
 */
export function onTick(
  price: Price,
  tick: number,
  rounding: "floor" | "ceil",
): Price {
  if (!Number.isSafeInteger(tick) || tick <= 0) {
    throw new RangeError(`Cannot round to tick: ${tick} millionths`);
  }
  const over = price % tick;
  if (over === 0) return price;
  return checked(price - over + (rounding === "ceil" ? tick : 0));
}
