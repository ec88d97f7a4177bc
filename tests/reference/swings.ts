/** Levels and swing points in a list of bars. @module */
import type { FullBar } from "./chart.ts";

/** Index of the highest high in [from, to), the earliest of equals. */
export function topOf(bars: FullBar[], from: number, to: number): number {
  let best = from;
  for (let i = from; i < to; i++) {
    if (bars[i]!.high > bars[best]!.high) best = i;
  }
  return best;
}

/** Index of the lowest low in [from, to), the earliest of equals. */
export function bottomOf(bars: FullBar[], from: number, to: number): number {
  let best = from;
  for (let i = from; i < to; i++) if (bars[i]!.low < bars[best]!.low) best = i;
  return best;
}

/**
 * The latest bar before `before` that is above the `wing` bars to its left and
 * not below the `wing` bars to its right; −1 where there is none.
 */
export function peakOf(bars: FullBar[], before: number, wing: number): number {
  for (let i = Math.min(before, bars.length - wing) - 1; i >= wing; i--) {
    const { high } = bars[i]!;
    const left = bars.slice(i - wing, i),
      right = bars.slice(i + 1, i + 1 + wing);
    if (
      left.every((b) => b.high < high) && right.every((b) => b.high <= high)
    ) {
      return i;
    }
  }
  return -1;
}

/** The same for a low: below the bars to its left, not above those to its right. */
export function troughOf(bars: FullBar[], before: number, wing: number) {
  for (let i = Math.min(before, bars.length - wing) - 1; i >= wing; i--) {
    const { low } = bars[i]!;
    const left = bars.slice(i - wing, i),
      right = bars.slice(i + 1, i + 1 + wing);
    if (left.every((b) => b.low > low) && right.every((b) => b.low >= low)) {
      return i;
    }
  }
  return -1;
}
