/** Recorded or generated market data, column by column. @module */
import type { MarketId } from "../market/market.ts";

/**
 * One symbol's bars, oldest first, strictly rising in time, all within regular
 * hours. A minute without a trade has no bar.
 */
export interface Series {
  symbol: string;
  length: number;
  /** How long each bar is. One longer than a minute stands at its last minute. */
  barMs: number;
  /** When the bar begins, or its last minute does; epoch milliseconds, whole minutes. */
  at: Float64Array;
  /** Prices in millionths, volumes in shares. */
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

export interface Tape {
  market: MarketId;
  /** Sorted by symbol; bars of one minute are taken in this order. */
  series: Series[];
  /** Bars left out because they lie outside regular hours. */
  outsideHours: number;
}
