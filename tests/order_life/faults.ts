/** What goes wrong between a program and its venue, and how often. @module */

/** How often each thing goes wrong, 0–1. */
export interface Faults {
  requestLost: number;
  /** Told as a timeout; it arrives up to `LATEST` steps later. */
  requestLate: number;
  answerLost: number;
  rejected: number;
  reportSlow: number;
  reportTwice: number;
  cancelLost: number;
  cancelLate: number;
  /** A trade before the cancel that is told after it. */
  fillAfterCancel: number;
  /** The look-up does not see the order until a few steps after it arrived. */
  lookUpMisses: number;
  lookUpFails: number;
  /** The process dies, before or after any one call through a door. */
  crash: number;
}

export const MEAN: Faults = {
  requestLost: 0.08,
  requestLate: 0.12,
  answerLost: 0.1,
  rejected: 0.08,
  reportSlow: 0.4,
  reportTwice: 0.3,
  cancelLost: 0.2,
  cancelLate: 0.3,
  fillAfterCancel: 0.4,
  lookUpMisses: 0.4,
  lookUpFails: 0.05,
  crash: 0.008,
};

export const CALM = Object.fromEntries(
  Object.keys(MEAN).map((fault) => [fault, 0]),
) as unknown as Faults;

/** In steps. */
export const LATEST = 40;
