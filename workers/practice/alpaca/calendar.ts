/** When the market is open: /v2/clock, /v3/clock, /v2/calendar. @module */
import type { Market, Phase, Session } from "../../../core/market/market.ts";
import {
  localDate,
  nextSession,
  sessionsBetween,
  shifted,
} from "../../../core/market/sessions.ts";
import { type Instant, iso } from "../../../core/time.ts";
import type { Ask } from "./ask.ts";
import { malformed } from "./fault.ts";

/** Days of a calendar that is asked for without its ends. */
const DAYS = 365;

const PHASES: Record<Phase, string> = {
  closed: "closed",
  pre: "pre",
  auction: "pre",
  regular: "core",
  lunch: "lunch",
  post: "post",
};

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

export function clocksView({ floor }: Ask) {
  const { market } = floor, now = floor.now();
  const { nextOpen, nextClose } = nextIn(market, now);
  const open = market.phaseAt(now) === "regular";
  return {
    clocks: [{
      market: {
        name: "New York Stock Exchange",
        acronym: "NYSE",
        mic: "XNYS",
        bic: "XNYSUS33",
        timezone: market.timezone,
      },
      timestamp: iso(now),
      is_market_day: market.sessionOn(localDate(market, now)) !== undefined,
      next_market_open: iso(nextOpen),
      next_market_close: iso(nextClose),
      phase: PHASES[market.phaseAt(now)],
      phase_until: iso(open ? nextClose : nextOpen),
    }],
  };
}

export function calendarView({ floor, query }: Ask) {
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
  return sessionsBetween(market, known(from), known(to))
    .map((session) => dayView(market, session));
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
function nextIn(market: Market, now: Instant) {
  const session = nextSession(market, now);
  if (!session) throw malformed("the calendar has ended");
  const after = now < session.open
    ? session
    : nextSession(market, session.close) ?? session;
  return { nextOpen: after.open, nextClose: session.close };
}

/** "2026-01-05T09:25:00-05:00". */
function local({ timezone }: Market, at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toString({ timeZone: timezone });
}

/** "09:30". */
function timeOfDay({ timezone }: Market, at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timezone).toPlainTime()
    .toString({ smallestUnit: "minute" });
}
