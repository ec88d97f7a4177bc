/** The hours of a trading day on the exchange's own clock. @module */
import type { Dated } from "./dated.ts";
import type { Phase } from "./market.ts";

/** A phase and its half-open stretch [start, end), "HH:MM" local time. */
export type Stretch = readonly [phase: Phase, start: string, end: string];

/** A market's hours, on ordinary and on shortened days, from a date on. */
export interface Hours extends Dated {
  /** In order of time; what lies between or outside is "closed". */
  full: readonly Stretch[];
  short: readonly Stretch[];
}
