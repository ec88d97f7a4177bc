/** A percentage charge rounded to what can be paid. @module */
import { type Money, money, mulDiv, type Rounding } from "../money.ts";

/** Rates are parts per billion: 0.00565 % is 56_500. */
const BILLION = 1_000_000_000;
/** One cent in millionths. */
export const CENT = 10_000;

/** `ratePpb` of `value`, rounded once to whole `step`s of millionths. */
export function levy(
  value: Money,
  ratePpb: number,
  step: number,
  rounding: Rounding,
): Money {
  const steps = mulDiv<number>(value, ratePpb, BILLION * step, rounding);
  return money(steps * step);
}
