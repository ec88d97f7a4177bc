/**
 * Exact prices and money. An amount is a safe integer of millionths of the
 * market's currency (1 USD = 1_000_000), so sums are exact and fast. What
 * leaves the range of its column is an error, never a rounded number.
 *
 * @module
 */
import { z } from "zod";

const DECIMALS = 6;
/** Millionths in one unit of currency; also the unit of rates in ppm. */
export const MILLION = 1_000_000;
/** Amounts lie strictly within ±9,007,199,254: the check on every money column. */
const LIMIT = 9_007_199_254_000_000;

const amount = z.int().gt(-LIMIT).lt(LIMIT);

/** Written as decimal text in SQL and GraphQL, held as millionths in the program. */
const decimal = z.codec(z.string().regex(/^-?\d+(\.\d{1,6})?$/), z.number(), {
  decode: millionths,
  encode: decimalText,
});

/** Quote currency per share, in millionths. Always positive. */
export const Price = decimal.pipe(amount.positive().brand("Price"))
  .meta({ title: "Decimal" });
export type Price = z.output<typeof Price>;

/** Profit, loss, cost or value, in millionths of the market's currency. */
export const Money = decimal.pipe(amount.brand("Money"))
  .meta({ title: "Decimal" });
export type Money = z.output<typeof Money>;

/**
 * Checks one computed amount, in millionths: wrap each single sum or product,
 * for a step outside the range is only caught where it is taken.
 *
 * @throws {RangeError} If it is not whole or not within the limit.
 */
export function money(millionths: number): Money {
  if (Number.isInteger(millionths) && Math.abs(millionths) < LIMIT) {
    return (millionths + 0) as Money; // −0 would be written "-0.000000"
  }
  throw new RangeError(`Cannot hold amount: ${millionths} millionths`);
}

/**
 * Checks one computed price, in millionths.
 *
 * @throws {RangeError} If it is not a positive amount.
 */
export function price(millionths: number): Price {
  if (money(millionths) > 0) return millionths as Price;
  throw new RangeError(`Cannot hold price: ${millionths} millionths`);
}

/** The value of `quantity` shares at `price`. */
export function notional(price: Price, quantity: number): Money {
  return money(price * quantity);
}

/** The average price of `quantity` shares worth `value`, for display: it is rounded. */
export function perShare(value: Money, quantity: number): Price {
  return mulDiv<number>(value, 1, quantity, "nearest") as Price;
}

/** The amount as people read it: "40000.000000". */
export function written(amount: Money | Price): string {
  return decimalText(amount);
}

/** The same without zeros that say nothing: "40000.00", "0.125". */
export function brief(amount: Money | Price): string {
  return decimalText(amount).replace(/0{1,4}$/, "");
}

/** Relative change from `from` to `to` as a ratio: 0.03 is a rise of 3 %. */
export function change<A extends Price | Money>(from: A, to: A): number {
  return (to - from) / from;
}

/** Towards −∞, towards +∞, or nearest with halves away from zero, as SQL rounds. */
export type Rounding = "floor" | "ceil" | "nearest";

/**
 * `amount × num ÷ den`, rounded once: shares, and rates as integer ppm of
 * 1_000_000. The product may leave the safe range; only here is bigint used.
 *
 * @throws {RangeError} If an argument is not whole, `den` is not positive, or
 * the result is not within the limit.
 */
export function mulDiv<A extends number>(
  amount: A,
  num: number,
  den: number,
  rounding: Rounding,
): A {
  if (den <= 0) throw new RangeError(`Cannot divide amount: by ${den}`);
  const product = BigInt(amount) * BigInt(num);
  const rest = product % BigInt(den);
  const step = STEPS[rounding](rest, BigInt(den));
  return money(Number(product / BigInt(den) + step)) as number as A;
}

/** From the quotient cut towards zero to the rounded one. */
const STEPS: Record<Rounding, (rest: bigint, den: bigint) => bigint> = {
  floor: (rest) => rest < 0n ? -1n : 0n,
  ceil: (rest) => rest > 0n ? 1n : 0n,
  nearest: (rest, den) => rest * 2n / den, // −1, 0 or 1
};

function millionths(text: string): number {
  const [whole = "", fraction = ""] = text.split(".");
  return Number(whole + fraction.padEnd(DECIMALS, "0")) + 0; // no −0
}

function decimalText(units: number): string {
  const digits = String(Math.abs(units)).padStart(DECIMALS + 1, "0");
  const sign = units < 0 ? "-" : "";
  return `${sign}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}
