/** Instants as they travel between SQL, the program and GraphQL. @module */
import { z } from "zod";

/**
 * A point in market time: ISO text or `timestamptz(3)` outside, a whole number
 * of milliseconds since 1970 UTC inside. Calendars and edges use `Temporal`.
 */
export const Instant = z.codec(z.string(), z.int().brand("Instant"), {
  decode: (text) => Temporal.Instant.from(text).epochMilliseconds,
  encode: (ms) => Temporal.Instant.fromEpochMilliseconds(ms).toString(),
}).meta({ title: "DateTime" });
export type Instant = z.output<typeof Instant>;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** `ms` milliseconds after `at`; before it when negative. */
export function plus(at: Instant, ms: number): Instant {
  return at + ms as Instant;
}

/** The instant as people and logs read it: "2026-11-23T14:30:00Z". */
export function iso(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}
