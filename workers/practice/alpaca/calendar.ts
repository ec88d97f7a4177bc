/** When the market is open: /v2/clock, /v2/calendar. @module */
import type { Market, Session } from "../../../core/market/market.ts";
import {
  localDate,
  nextSession,
  sessionsBetween,
  shifted,
} from "../../../core/market/sessions.ts";
import type { Instant } from "../../../core/time.ts";
import type { Ask } from "./ask.ts";
import { malformed } from "./fault.ts";

/** Days of a calendar that is asked for without its ends. */
const DAYS = 365;

export function clockView({ floor }: Ask) {
  const { market } = floor, now = floor.now();
  const { nextOpen, nextClose } = nextIn(market, now);
  return {
    timestamp: local(market, now),
    is_open: market.phaseAt(now) === "regular",
    next_open: local(market, nextOpen),
    next_close: local(market, nextClose),
  };
}

export function calendarView(ask: Ask) {
  const { market } = ask.floor;
  return sessionsIn(ask).map((session) => dayView(market, session));
}

/** The sessions of the dates that are asked for, both ends included. */
export function sessionsIn({ floor, query }: Ask): Session[] {
  const { market } = floor;
  const { first, last } = market.years;
  const today = localDate(market, floor.now());
  const from = dateIn(query, "start") ?? today;
  const to = dateIn(query, "end") ?? shifted(from, DAYS);
  const known = (date: string) =>
    date < `${first}-01-01`
      ? `${first}-01-01`
      : date > `${last}-12-31`
      ? `${last}-12-31`
      : date;
  return sessionsBetween(market, known(from), known(to));
}

function dayView(market: Market, { date, open, close, halfDay }: Session) {
  return {
    date,
    open: timeOfDay(market, open),
    close: timeOfDay(market, close),
    session_open: "0400",
    session_close: halfDay ? "1700" : "2000",
    settlement_date: nextSession(market, close)?.date ?? date,
  };
}

/** The SDK sends a date with a time, of which Alpaca takes the date. */
function dateIn(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  if (text === null) return;
  const date = text.slice(0, 10);
  try {
    return Temporal.PlainDate.from(date).toString();
  } catch {
    throw malformed(`invalid ${name}: ${text}`);
  }
}

/** While it is open the next open is that of the session after. */
export function nextIn(market: Market, now: Instant) {
  const session = nextSession(market, now);
  if (!session) throw malformed("the calendar has ended");
  const after = now < session.open
    ? session
    : nextSession(market, session.close) ?? session;
  return { nextOpen: after.open, nextClose: session.close };
}

/** "2026-01-05T09:25:00-05:00". */
export function local({ timezone }: Market, at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toString({ timeZone: timezone });
}

/** "09:30". */
function timeOfDay({ timezone }: Market, at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timezone).toPlainTime()
    .toString({ smallestUnit: "minute" });
}
