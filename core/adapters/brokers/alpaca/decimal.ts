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
 * What `shares` are worth at `price`, both as text. Only orders of others have
 * parts of a share; the price of those is rounded first.
 *
 * @throws {RangeError} If one is no decimal, or the value is out of range.
 */
export function valueOf(price: string, shares: string): Money {
  const [, , whole = "", places = ""] = DECIMAL.exec(shares) ?? [];
  const parts = places.replace(/0+$/, "");
  if (parts === "") return moneyOf(price, Number(shares));
  const units = Number(whole + parts);
  if (!Number.isSafeInteger(units)) {
    throw new RangeError(`Cannot count shares: "${shares}"`);
  }
  return mulDiv(moneyOf(price), units, 10 ** parts.length, "nearest");
}

/**
 * A price as Alpaca takes it: two places from a dollar on, four below. Its SDK
 * would send a float as it prints, 0.1 + 0.2 with seventeen places.
 *
 * @throws {RangeError} If it has more.
 */
export function priceText(price: Price): string {
  const places = price < MILLION ? 4 : 2;
  const text = written(price);
  const kept = text.slice(0, text.length - MONEY_PLACES + places);
  if (/^0*$/.test(text.slice(kept.length))) return kept;
  throw new RangeError(
    `Cannot price an order: ${text} has more than ${places} places`,
  );
}
