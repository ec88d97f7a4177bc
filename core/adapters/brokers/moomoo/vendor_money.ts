/** How OpenD's amounts, which are doubles, become exact. @module */
import { MILLION, Money, money } from "../../../money.ts";

const PLAIN = /^-?\d+(\.\d{1,6})?$/;
/** How far from a whole millionth a computed double may be and still mean it. */
const NOISE = 1e-3;

/**
 * The amount a double stands for: the decimal it is printed as, or the whole
 * millionth next to what a computation left.
 *
 * @throws {RangeError} If it is neither.
 */
export function vendorMoney(x: number): Money {
  const text = String(x);
  if (PLAIN.test(text)) return Money.parse(text);
  const near = Math.round(x * MILLION);
  if (Math.abs(x * MILLION - near) <= NOISE) return money(near);
  throw new RangeError(`Cannot read amount: ${x}`);
}

/**
 * What `quantity` shares are worth at an average, rounded once to millionths:
 * an average of seven places is no decimal, its product is.
 *
 * @throws {RangeError} If it is out of range.
 */
export function valueAt(average: number, quantity: number): Money {
  return money(Math.round(average * quantity * MILLION));
}
