/**
 * The ratios a reading is made of. Each is one division of exact amounts, so
 * 97 against 100 is −0.03 to the last bit and compares as written.
 *
 * @module
 */
import type { Side } from "./rule.ts";

/**
 * Profit as a ratio of cost: the gain in value for a long, the fall for a
 * short. Prices, or the position's total cost and value, in millionths.
 */
export function gainOf(side: Side, cost: number, value: number): number {
  return (side === "long" ? value - cost : cost - value) / cost;
}

/**
 * Retreat from the watermark as a ratio of it, never negative. A long retreats
 * from its highest price or value, a short from its lowest.
 */
export function givebackOf(
  side: Side,
  watermark: number,
  value: number,
): number {
  const retreat = side === "long" ? watermark - value : value - watermark;
  return retreat > 0 ? retreat / watermark : 0;
}

/** How far `price` is above `level` as a ratio of it; NaN if the level is. */
export function aboveOf(price: number, level: number): number {
  return (price - level) / level;
}

/** The three ratios of one position; all amounts in millionths. */
export function ratios(
  side: Side,
  entry: number,
  current: number,
  highWatermark: number,
): { gain: number; bestGain: number; giveback: number } {
  return {
    gain: gainOf(side, entry, current),
    bestGain: gainOf(side, entry, highWatermark),
    giveback: givebackOf(side, highWatermark, current),
  };
}
