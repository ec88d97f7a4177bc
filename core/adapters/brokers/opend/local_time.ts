/** Times as OpenD writes them: exchange-local text to the second, beside a count of seconds. @module */
import { HOUR_MS, type Instant } from "../../../time.ts";

const TEXT =
  /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2})(?:\.(\d{1,3})\d*)?)?$/;

/** Milliseconds that local time is ahead of UTC; it changes on full hours only. */
const offsets: Record<string, Map<number, number>> = {};

/** "2026-01-05 09:31:00", the second begun. */
export function localText(timezone: string, at: Instant): string {
  const byHour = offsets[timezone] ??= new Map();
  const hour = Math.floor(at / HOUR_MS);
  let offset = byHour.get(hour);
  if (offset === undefined) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(timezone);
    offset = zoned.offsetNanoseconds / 1e6;
    byHour.set(hour, offset);
  }
  return new Date(at + offset).toISOString().slice(0, 19).replace("T", " ");
}

/**
 * The instant of a local time, with or without a fraction; a date alone is its
 * midnight. Undefined if the text is neither.
 */
export function instantOf(timezone: string, text: string): Instant | undefined {
  const [, date, time = "00:00:00", fraction = ""] = TEXT.exec(text) ?? [];
  if (date === undefined) return;
  try {
    const seconds = Temporal.PlainDateTime.from(`${date}T${time}`)
      .toZonedDateTime(timezone).epochMilliseconds;
    return seconds + Number(fraction.padEnd(3, "0")) as Instant;
  } catch {
    return undefined; // a month of 13, an hour of 25
  }
}

/** OpenD's timestamps are seconds in a double. */
export function secondsOf(at: Instant): number {
  return at / 1000;
}

/** To the millisecond: what is finer is a double's noise. */
export function instantAt(seconds: number): Instant {
  return Math.round(seconds * 1000) as Instant;
}
