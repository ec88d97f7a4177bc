/** When exchanges are open, by their names: /v3/clock, /v3/calendar. @module */
import type { Market, Phase, Session } from "../../../core/market/market.ts";
import { localDate, nextSession } from "../../../core/market/sessions.ts";
import { HOUR_MS, type Instant, iso, plus } from "../../../core/time.ts";
import type { Ask } from "./ask.ts";
import { local, nextIn, sessionsIn } from "./calendar.ts";
import { notFound } from "./fault.ts";

/** Those of the one market that is here. */
const NAMES = ["NYSE", "XNYS", "NASDAQ", "XNAS"];

/** Hours around the core session. */
const PRE_MS = 5.5 * HOUR_MS, POST_MS = 4 * HOUR_MS;

const PHASES: Record<Phase, string> = {
  closed: "closed",
  pre: "pre",
  auction: "pre",
  regular: "core",
  lunch: "lunch",
  post: "post",
};

export function clocksView({ floor, query }: Ask) {
  const { market } = floor, now = floor.now();
  const wanted = query.get("markets")?.split(",") ?? NAMES;
  if (!wanted.some((name) => NAMES.includes(name))) return { clocks: [] };
  const { nextOpen, nextClose } = nextIn(market, now);
  const open = market.phaseAt(now) === "regular";
  return {
    clocks: [{
      market: exchangeView(market),
      timestamp: iso(now),
      is_market_day: market.sessionOn(localDate(market, now)) !== undefined,
      next_market_open: iso(nextOpen),
      next_market_close: iso(nextClose),
      phase: PHASES[market.phaseAt(now)],
      phase_until: iso(open ? nextClose : nextOpen),
    }],
  };
}

export function calendarOf(ask: Ask) {
  const { floor: { market }, name } = ask;
  if (!NAMES.includes(name)) throw notFound(`market not found: ${name}`);
  return {
    market: exchangeView(market),
    calendar: sessionsIn(ask).map((session) => dayView(market, session)),
  };
}

function exchangeView({ timezone }: Market) {
  return {
    name: "New York Stock Exchange",
    acronym: "NYSE",
    mic: "XNYS",
    bic: "XNYSUS33",
    timezone,
  };
}

function dayView(market: Market, { date, open, close }: Session) {
  const at = (instant: Instant) => local(market, instant);
  return {
    date,
    pre_start: at(plus(open, -PRE_MS)),
    pre_end: at(open),
    core_start: at(open),
    core_end: at(close),
    post_start: at(close),
    post_end: at(plus(close, POST_MS)),
    settlement_date: nextSession(market, close)?.date ?? date,
  };
}
