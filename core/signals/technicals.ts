/** What the indicator kernel knows of one symbol at one moment. @module */

/** Prices in millionths, unrounded; NaN until there are bars enough. */
export interface Technicals {
  /** Full 5-minute bars seen so far: when it grows, there is new evidence. */
  fullBars: number;
  /** Wilder RSI(14) over full bars; NaN under the thin-trading guard. */
  rsi: number;
  /** Wilder ATR(14) over full bars. */
  atr: number;
  ema20: number;
  macd: number;
  macdSignal: number;
  bandUpper: number;
  bandMiddle: number;
  bandLower: number;
  /** Volume-weighted average price of this session so far, this minute included. */
  vwap: number;
  /** Last full bar's volume over its slot's median of the last 20 sessions. */
  relativeVolume: number;
  /** The same for the full bar before it. */
  previousRelativeVolume: number;
  /** Shares traded this session so far. */
  sessionVolume: number;
  /** Mean shares per session over the last 20 full sessions. */
  averageDailyVolume: number;
  /** Close of the last full session. */
  priorClose: number;
  /** Close three full sessions ago, for the three-day move. */
  close3: number;
}
