/** How a report writes numbers for people; JSON keeps its own exact forms. @module */
import { MILLION } from "../../core/money.ts";

/** Stands where there is no number. */
export const NONE = "–";

const LOCALE = "en-US";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
// "negative" and "exceptZero" look at the rounded number: no "-0.00".
const plain = format("negative");
const signed = format("exceptZero");

/** Millionths of a currency as "100,212.49". */
export function amountText(millionths: number): string {
  return Number.isFinite(millionths)
    ? plain.format(millionths / MILLION)
    : NONE;
}

/** As `amountText`, with a "+" before gains. */
export function gainText(millionths: number): string {
  return Number.isFinite(millionths)
    ? signed.format(millionths / MILLION)
    : NONE;
}

/** The ratio 0.0021 as "0.21", a number of percents. */
export function percentText(ratio: number | null): string {
  return Number.isFinite(ratio) ? plain.format(ratio! * 100) : NONE;
}

/** As `percentText`, with a "+" before rises. */
export function riseText(ratio: number): string {
  return Number.isFinite(ratio) ? signed.format(ratio * 100) : NONE;
}

/** A count as "126,570". */
export function countText(count: number): string {
  return Number.isFinite(count) ? whole.format(count) : NONE;
}

/** "1 trade", "2 trades". */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function format(signDisplay: "negative" | "exceptZero"): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay,
  });
}
