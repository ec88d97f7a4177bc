/** Where a position is stopped out, and what that would still lose. @module */
import { MILLION, type Money, money, type Price } from "../money.ts";
import type { Thresholds } from "../signals/parameters.ts";
import type { Position } from "../trading/position.ts";

/**
 * Further loss, in money, if the nearest stop of `position` were hit from
 * `price`: the stop loss, tightened or not, or the trailing stop once armed.
 * Never negative.
 */
export function riskOf(
  position: Position,
  price: Price,
  rules: Thresholds,
): Money {
  const { cost, quantity, highWatermark, tightenedPpm } = position;
  const loss = rules.values.stop_loss!.loss! - tightenedPpm / MILLION;
  const { armedAbove, giveback } = rules.values.trailing_stop!;
  const entry = cost / quantity;
  const long = position.side === "long";
  const sign = long ? 1 : -1;
  const stopLoss = entry * (1 - sign * loss);
  const best = sign * (highWatermark - entry) / entry;
  const trailing = best > armedAbove!
    ? highWatermark * (1 - sign * giveback!)
    : NaN;
  const nearest = Number.isNaN(trailing)
    ? stopLoss
    : long
    ? Math.max(stopLoss, trailing)
    : Math.min(stopLoss, trailing);
  return money(
    Math.max(0, Math.round(sign * (price - nearest) * quantity)),
  );
}
