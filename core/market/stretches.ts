/** The minutes in which a session trades, lunch taken out. @module */
import type { Session } from "./market.ts";
import { type Instant, MINUTE_MS, plus } from "../time.ts";

/** Trading without a break: from `start` up to but not including `end`. */
export interface Stretch {
  start: Instant;
  end: Instant;
}

/** One stretch, or two around lunch. */
export function stretchesOf({ open, close, lunch }: Session): Stretch[] {
  if (!lunch) return [{ start: open, end: close }];
  return [
    { start: open, end: lunch.start },
    { start: lunch.end, end: close },
  ];
}

/** Trading minutes of a session: 390 on a full US day. */
export function minutesOf(session: Session): number {
  return stretchesOf(session).reduce(
    (sum, { start, end }) => sum + (end - start) / MINUTE_MS,
    0,
  );
}

/**
 * The start of trading minute `n`, counted from 0.
 *
 * @throws {RangeError} If the session has no such minute.
 */
export function minuteOf(session: Session, n: number): Instant {
  let left = n * MINUTE_MS;
  for (const { start, end } of stretchesOf(session)) {
    if (left >= 0 && left < end - start) return plus(start, left);
    left -= end - start;
  }
  throw new RangeError(`Cannot find trading minute: ${n} of ${session.date}`);
}

/** Trading minutes of the session that are over at `at`: all of them after its close. */
export function minutesBy(session: Session, at: number): number {
  return stretchesOf(session).reduce(
    (sum, { start, end }) =>
      sum + Math.max(0, Math.min(at, end) - start) / MINUTE_MS,
    0,
  );
}
