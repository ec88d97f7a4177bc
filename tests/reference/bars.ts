/** One symbol's recorded minutes as plain arrays, oldest first. @module */

/** Prices in millionths, volumes in shares; `at` is when the minute begins, epoch ms. */
export interface Bars {
  symbol: string;
  at: number[];
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
}

export const MINUTE = 60_000;
