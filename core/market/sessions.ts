/** Questions about a market's sessions that every flow asks. @module */
import { HOUR_MS, type Instant } from "../time.ts";
import type { Market, Session } from "./market.ts";

/**
 * The sessions of a range of local ISO dates, both ends included, in order.
 *
 * @throws {RangeError} If a date is malformed or its year is not covered.
 */
export function sessionsBetween(
  market: Market,
  from: string,
  to: string,
): Session[] {
  const sessions: Session[] = [];
  for (let date = from; date <= to; date = shifted(date, 1)) {
    const session = market.sessionOn(date);
    if (session) sessions.push(session);
  }
  return sessions;
}

/**
 * The session of the market's local date at `at`; undefined on a day without one.
 *
 * @throws {RangeError} If the year is not covered.
 */
export function sessionOf(market: Market, at: Instant): Session | undefined {
  return market.sessionOn(localDate(market, at));
}

/**
 * The running session, or the next: the first whose close is after `at`;
 * undefined if the calendar ends before one is found.
 */
export function nextSession(market: Market, at: Instant): Session | undefined {
  const end = `${market.years.last}-12-31`;
  for (let date = localDate(market, at); date <= end; date = shifted(date, 1)) {
    const session = market.sessionOn(date);
    if (session && session.close > at) return session;
  }
}

/**
 * The last session before a local ISO date.
 *
 * @throws {RangeError} If the calendar begins after it.
 */
export function previousSession(market: Market, date: string): Session {
  let earlier = shifted(date, -1);
  while (true) {
    const session = market.sessionOn(earlier);
    if (session) return session;
    earlier = shifted(earlier, -1);
  }
}

/** Remembered by UTC hour: in zones of whole hours no date changes within one. */
const dates: Record<string, Map<number, string>> = {};

/** The ISO date on the exchange's own clock. */
export function localDate({ timezone }: Market, at: Instant): string {
  const byHour = dates[timezone] ??= new Map();
  const hour = Math.floor(at / HOUR_MS);
  const known = byHour.get(hour);
  if (known) return known;
  const date = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timezone).toPlainDate().toString();
  byHour.set(hour, date);
  return date;
}

/** The ISO date `days` after another; before it when negative. */
export function shifted(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** A full hour of a local date as an instant; its midnight when no hour is given. */
export function localInstant(
  { timezone: timeZone }: Market,
  date: string,
  hour = 0,
): Instant {
  return Temporal.PlainDate.from(date)
    .toZonedDateTime({ timeZone, plainTime: { hour } })
    .epochMilliseconds as Instant;
}
