/** Decimals on Alpaca's wire: text in both directions, never a float. @module */
import {
  MILLION,
  type Money,
  money,
  mulDiv,
  type Price,
  written,
} from "../../../money.ts";

const MONEY_PLACES = 6;
/** Digits that a number holds exactly, whatever they are. */
const DIGITS = 15;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * `times` as much as the text says, rounded once. Places beyond the fifteenth
 * are too small to be money.
 *
 * @throws {RangeError} If it is no decimal, or outside the range of amounts.
 */
export function moneyOf(text: string, times = 1): Money {
  const [, sign, whole, places = ""] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) {
    throw new RangeError(`Cannot read amount: "${text}"`);
  }
  const digits = places.slice(0, DIGITS).padEnd(MONEY_PLACES, "0");
  const unitsPerMillionth = 10 ** (digits.length - MONEY_PLACES);
  const amount = money(Number(whole) * MILLION * times) +
    mulDiv<number>(Number(digits), times, unitsPerMillionth, "nearest");
  return money(sign ? -amount : amount);
}

/**
 * A price as Alpaca takes it: two places at least, no zeros after them. Its
 * SDK would send a float as it prints, 0.1 + 0.2 with seventeen places.
 */
export function priceText(price: Price): string {
  return written(price).replace(/(\.\d\d\d*?)0+$/, "$1");
}
