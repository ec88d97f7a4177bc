/** Equity as it was seen: its session ends, its deepest fall, its time at risk. @module */
import type { Instant } from "../time.ts";

export interface EquityPoint {
  at: Instant;
  /** Millionths of the market's currency. */
  equity: number;
  /** Fall from the highest equity before it, as a ratio. */
  drawdown: number;
}

/** Fed with every look at the account; keeps one point per call of `mark`. */
export class EquityCurve {
  readonly points: EquityPoint[] = [];
  /** Deepest fall from a peak, as a ratio of the peak. */
  maxDrawdown = 0;
  /** Trading minutes seen with something held. */
  heldMinutes = 0;
  #peak = -Infinity;
  #deepest = 0;
  #last: { at: Instant; equity: number } | undefined;

  /** One look: equity in millionths, and whether anything was held. */
  see(at: Instant, equity: number, held: boolean): void {
    if (equity > this.#peak) this.#peak = equity;
    const drawdown = (this.#peak - equity) / this.#peak;
    if (drawdown > this.#deepest) this.#deepest = drawdown;
    if (drawdown > this.maxDrawdown) this.maxDrawdown = drawdown;
    // A fill may be looked at twice within its minute.
    if (held && at !== this.#last?.at) this.heldMinutes++;
    this.#last = { at, equity };
  }

  /** Ends a stretch, such as a session: its last equity and its deepest fall. */
  mark(): void {
    if (!this.#last) return;
    this.points.push({ ...this.#last, drawdown: this.#deepest });
    this.#deepest = 0;
  }
}
