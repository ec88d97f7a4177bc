/**
 * Turns a market's hours and closures into sessions and phases. Each day is
 * worked out once, because zone conversion is slow (7 µs); afterwards a phase
 * costs one lookup and a few comparisons. Pure: what is remembered never changes.
 *
 * @module
 */
import { DAY_MS, type Instant } from "../time.ts";
import { type Closures, datesOf } from "./closures.ts";
import { rowOn } from "./dated.ts";
import type { Hours } from "./hours.ts";
import type { Market, MarketId, Phase, Session } from "./market.ts";

/** What a calendar is made of. */
export interface CalendarRules {
  id: MarketId;
  /** IANA zone of every local time and date. */
  timezone: string;
  hours: readonly Hours[];
  closures: Closures;
}

export type Calendar = Pick<Market, "years" | "sessionOn" | "phaseAt">;

/** One phase as a half-open stretch [start, end) of market time. */
interface Span {
  phase: Phase;
  start: Instant;
  end: Instant;
}

/** One local date: its phases in order, and its session if it has one. */
interface Day {
  spans: readonly Span[];
  session: Session | undefined;
}

const CLOSED: Day = { spans: [], session: undefined };
const FRIDAY = 5;

/**
 * The calendar of one market. `sessionOn` throws a RangeError on text that is no
 * date and on a year that is not covered; `phaseAt` is "closed" outside the
 * covered years, since nothing may trade then.
 */
export function calendarOf(rules: CalendarRules): Calendar {
  const { years } = rules.closures;
  const dayOf = rememberedDays(rules);
  const byUtcDay = new Map<number, readonly Span[]>();

  /** A UTC day can hold the phases of three local dates. */
  function spansOf(utcDay: number): readonly Span[] {
    const date = Temporal.PlainDate.from("1970-01-01").add({ days: utcDay });
    const spans = [-1, 0, 1]
      .map((days) => date.add({ days }))
      .filter(({ year }) => year >= years.first && year <= years.last)
      .flatMap((local) => dayOf(local.toString()).spans);
    byUtcDay.set(utcDay, spans);
    return spans;
  }

  return {
    years,
    sessionOn(date) {
      const year = yearOf(date);
      if (year >= years.first && year <= years.last) return dayOf(date).session;
      throw new RangeError(
        `Cannot tell the ${rules.id} sessions of ${year}: the calendar covers ${years.first}–${years.last}`,
      );
    },
    phaseAt(at) {
      const utcDay = Math.floor(at / DAY_MS);
      for (
        const { phase, start, end } of byUtcDay.get(utcDay) ?? spansOf(utcDay)
      ) {
        if (at >= start && at < end) return phase;
      }
      return "closed";
    },
  };
}

function rememberedDays(rules: CalendarRules): (date: string) => Day {
  const full = datesOf(rules.closures.full);
  const early = datesOf(rules.closures.early);
  const days = new Map<string, Day>();
  return (date) => {
    const known = days.get(date);
    if (known) return known;
    const local = Temporal.PlainDate.from(date);
    const open = local.dayOfWeek <= FRIDAY && !full.has(date);
    const day = open ? tradingDay(rules, local, early.has(date)) : CLOSED;
    days.set(date, day);
    return day;
  };
}

/** Works one trading day out; a shortened day has no lunch and ends at its own close. */
function tradingDay(
  { id, timezone, hours }: CalendarRules,
  local: Temporal.PlainDate,
  halfDay: boolean,
): Day {
  const date = local.toString();
  const { full, short } = rowOn(hours, date);
  const at = (time: string) =>
    local.toZonedDateTime({ timeZone: timezone, plainTime: time })
      .epochMilliseconds as Instant;
  const spans = (halfDay ? short : full).map(([phase, start, end]) => ({
    phase,
    start: at(start),
    end: at(end),
  }));
  const trading = spans.filter(({ phase }) => phase === "regular");
  const lunch = spans.find(({ phase }) => phase === "lunch");
  const session: Session = {
    market: id,
    date,
    open: trading[0]!.start,
    close: trading.at(-1)!.end,
    lunch: lunch ? Object.freeze({ start: lunch.start, end: lunch.end }) : null,
    halfDay,
  };
  return { spans, session: Object.freeze(session) };
}

/** The year of a strict ISO date, so that one date has one spelling. */
function yearOf(date: string): number {
  try {
    const local = Temporal.PlainDate.from(date);
    if (local.toString() === date) return local.year;
  } catch { /* the message below says it in our words */ }
  throw new RangeError(`Cannot read date: "${date}"; it must be YYYY-MM-DD`);
}
