/** How a vendor's price becomes exact: text as written, a float only if it is plain. @module */
import { MILLION, type Price, price } from "../money.ts";

const PLACES = 6;
/** How far from a whole millionth a double may be and still mean it, in millionths. */
const NOISE = 1e-3;
const DECIMAL = /^\d+(\.\d+)?$/;

/**
 * The price a vendor meant. Text of up to six places is taken digit by digit.
 * A double must be a whole millionth, or else a decimal that once passed through
 * a 32-bit float, as 9.05 that arrives as 9.050000190734863: then the shortest
 * decimal with that same float is meant.
 *
 * @throws {RangeError} If it is not positive, or not a price but for rounding.
 */
export function vendorPrice(x: number | string): Price {
  const meant = typeof x === "number" ? ofDouble(x) : ofText(x);
  try {
    return price(meant);
  } catch {
    throw new RangeError(
      `Cannot read price: ${typeof x === "string" ? `"${x}"` : x}`,
    );
  }
}

/** Millionths, or NaN. Seven places or more may be a float, printed in full. */
function ofText(text: string): number {
  if (!DECIMAL.test(text)) return NaN;
  const [whole = "", fraction = ""] = text.split(".");
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > PLACES) return ofDouble(Number(text));
  return Number(whole + digits.padEnd(PLACES, "0"));
}

/** Millionths, or NaN. */
function ofDouble(x: number): number {
  const near = Math.round(x * MILLION);
  if (Math.abs(x * MILLION - near) <= NOISE) return near;
  if (Math.fround(x) !== x) return NaN;
  for (let places = 0; places <= PLACES; places++) {
    const short = Number(x.toFixed(places));
    if (Math.fround(short) === x) return Math.round(short * MILLION);
  }
  return NaN;
}
