/** Where market time comes from: the machine's clock, or a practice venue. @module */
import type { Instant } from "../../time.ts";

export interface MarketTime {
  /** Never earlier than what it answered before. */
  now(): Instant;
  /** Market milliseconds per millisecond of the machine; 1 is real time. */
  readonly speed: number;
  /**
   * Resolves when `at` may be reached, when what is known of the time to come
   * changed, or when `signal` aborts; the caller looks again. Never rejects.
   */
  wait(at: Instant, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** There is no such clock to follow: other settings are needed. */
export class ClockRefused extends Error {
  override name = "ClockRefused";
}
