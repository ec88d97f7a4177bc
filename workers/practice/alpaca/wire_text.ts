/** Decimals, times and ids as Alpaca writes them. @module */
import {
  MILLION,
  type Money,
  mulDiv,
  type Price,
  written,
} from "../../../core/money.ts";

const MONEY_PLACES = 6;
const MOST_PLACES = 15;

/** An amount with two places at least and no zeros after them: "4000.25". */
export function decimal(amount: number): string {
  return trimmed(written(amount as Money));
}

/**
 * What a share cost on average, with as many places as it takes to give `value`
 * back: times `quantity`, rounded to millionths, nothing is lost.
 */
export function average(value: Money, quantity: number): string {
  const rest = value % (quantity * MILLION);
  const whole = (value - rest) / (quantity * MILLION);
  for (let places = MONEY_PLACES; places <= MOST_PLACES; places++) {
    const scale = 10 ** (places - MONEY_PLACES);
    const units = mulDiv<number>(rest, scale, quantity, "nearest");
    if (mulDiv<number>(units, quantity, scale, "nearest") !== rest) continue;
    return trimmed(`${whole}.${String(units).padStart(places, "0")}`);
  }
  throw new RangeError(`Cannot write the average of ${quantity}: ${value}`);
}

/** A price as market data has it: a JSON number. */
export function plain(price: Price): number {
  return Number(written(price));
}

/** `number` in the form of a UUID; no two kinds share one. */
export function uuid(kind: Kind, number: number, part = 0): string {
  const hex = (n: number, digits: number) =>
    n.toString(16).padStart(digits, "0");
  return `${hex(part, 8)}-0000-4000-${KINDS[kind]}-${hex(number, 12)}`;
}

/** The number of an order's UUID; undefined if it is none of ours. */
export function orderNumber(id: string): number | undefined {
  const [, hex] = ORDER_UUID.exec(id) ?? [];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}

const KINDS = { account: "8000", asset: "9000", order: "a000", fill: "b000" };
type Kind = keyof typeof KINDS;
const ORDER_UUID = /^0{8}-0000-4000-a000-([0-9a-f]{12})$/;

function trimmed(text: string): string {
  return text.replace(/(\.\d\d\d*?)0+$/, "$1");
}
