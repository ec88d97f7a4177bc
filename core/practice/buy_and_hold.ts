/** The benchmark: the same symbols, bought at the start and left alone. @module */
import type { Instant } from "../time.ts";
import type { Tape } from "./tape.ts";

/**
 * Mean return of an equal amount in every symbol of the tape, from its first
 * open to its last close between `from` and `to`, before fees, as a ratio.
 * NaN if no symbol has a bar there.
 */
export function buyAndHold(tape: Tape, from: Instant, to: Instant): number {
  const returns: number[] = [];
  for (const { at, open, close, length } of tape.series) {
    const first = at.subarray(0, length).findIndex((time) => time >= from);
    const last = at.subarray(0, length).findLastIndex((time) => time < to);
    if (first < 0 || last < first) continue;
    returns.push(close[last]! / open[first]! - 1);
  }
  return returns.reduce((sum, one) => sum + one, 0) / returns.length;
}
