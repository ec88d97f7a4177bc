/** Where a position is stopped out, and what that would still lose. @module */
import { MILLION, type Money, money, type Price } from "../money.ts";
import type { Thresholds } from "../signals/parameters.ts";
import type { Position } from "../trading/position.ts";

/**
 * The nearest stop of `position`, in millionths and between two prices: the stop
 * loss, tightened or not, or the trailing stop once that is armed.
 */
export function stopOf(position: Position, rules: Thresholds): number {
  const { cost, quantity, highWatermark, tightenedPpm } = position;
  const loss = rules.values.stop_loss!.loss! - tightenedPpm / MILLION;
  const { armedAbove, giveback } = rules.values.trailing_stop!;
  const entry = cost / quantity;
  const long = position.side === "long";
  const sign = long ? 1 : -1;
  const stopLoss = entry * (1 - sign * loss);
  const best = sign * (highWatermark - entry) / entry;
  if (!(best > armedAbove!)) return stopLoss;
  const trailing = highWatermark * (1 - sign * giveback!);
  return long ? Math.max(stopLoss, trailing) : Math.min(stopLoss, trailing);
}

/**
 * Further loss, in money, if the nearest stop of `position` were hit from
 * `price`. Never negative.
 */
export function riskOf(
  position: Position,
  price: Price,
  rules: Thresholds,
): Money {
  const sign = position.side === "long" ? 1 : -1;
  const further = sign * (price - stopOf(position, rules)) * position.quantity;
  return money(Math.max(0, Math.round(further)));
}
