/** What one security did in a stretch of time. @module */
import type { Price } from "../money.ts";
import type { Instant } from "../time.ts";

export interface Bar {
  /** When it begins; it is known once it is over. */
  at: Instant;
  /** How long it lasts, in milliseconds. */
  barMs: number;
  open: Price;
  high: Price;
  low: Price;
  close: Price;
  /** Shares traded. */
  volume: number;
}
