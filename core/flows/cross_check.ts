/** Our calendar and clock against the venue's: a session that differs is not traded. @module */
import { isCovered } from "../market/coverage.ts";
import type { Market } from "../market/market.ts";
import {
  localDate,
  localInstant,
  nextSession,
  shifted,
} from "../market/sessions.ts";
import {
  BrokerUnavailable,
  type Desk,
  type Sighting,
  type VenueDay,
} from "../ports.ts";
import { type Instant, SECOND_MS } from "../time.ts";
import type { Found } from "./differences.ts";
import type { Reconciled } from "./reconcile.ts";

/** What it is kept under from one check to the next. */
const CALENDAR = "calendar";
/** By how much the venue's clock may differ from ours. */
const CLOCK_MS = 5 * SECOND_MS;

/**
 * Compares today and the next session with the venue's hours, and the clocks.
 * What differs keeps entries out from the next comparison of the books on,
 * until a later check agrees. A venue that cannot tell changes nothing.
 */
export async function crossCheck(desk: Desk): Promise<Reconciled> {
  const { clock, market, machine, sightings } = desk;
  if (!isCovered(market, clock.now())) {
    return { equal: true, note: "Nothing to compare: our calendar ended" };
  }
  try {
    const text = (await differing(desk)).join("; ");
    if (text === "") {
      sightings.delete(CALENDAR);
      return { equal: true, note: "Calendar and clock equal the venue's" };
    }
    const before = sightings.get(CALENDAR);
    if (before?.text !== text) {
      sightings.set(CALENDAR, { text, since: machine.now(), reads: 0 });
    }
    return { equal: false, note: text };
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    const note = `Calendar was not compared with the venue's: ${error.message}`;
    return { equal: !sightings.has(CALENDAR), note };
  }
}

/** What the last check found, for the comparison of the books; none if it agreed. */
export function calendarDifference(
  sightings: ReadonlyMap<string, Sighting>,
): Found[] {
  const text = sightings.get(CALENDAR)?.text;
  if (text === undefined) return [];
  return [{
    key: CALENDAR,
    difference: {
      kind: "unknown",
      subject: "calendar",
      symbol: null,
      orderId: null,
      books: null,
      venue: null,
      text,
    },
    blocks: true,
    settlesAfterMs: null,
  }];
}

async function differing({ market, clock, broker }: Desk): Promise<string[]> {
  const before = clock.now();
  const today = localDate(market, before);
  const day = await broker.day(today);
  const after = clock.now();
  const texts = [
    hoursText(market, today, day.hours),
    clockText(day.now, before, after),
  ];
  const next = nextSession(market, localInstant(market, shifted(today, 1)));
  if (next) {
    const { hours } = await broker.day(next.date);
    texts.push(hoursText(market, next.date, hours));
  }
  return texts.filter((text) => text !== undefined);
}

/** How a date differs; undefined if it does not. */
function hoursText(
  market: Market,
  date: string,
  theirs: VenueDay["hours"],
): string | undefined {
  const ours = market.sessionOn(date) ?? null;
  const [books, venue] = [ours, theirs].map((hours) =>
    said(market, date, hours)
  );
  if (books === venue) return;
  return `${market.id} on ${date}: ${books} by our calendar, ${venue} by the venue's`;
}

/** "09:30–12:00, 13:00–16:00" in local time; equal texts are equal sessions. */
function said(market: Market, date: string, hours: VenueDay["hours"]): string {
  if (!hours) return "no session";
  const { open, close, lunch } = hours;
  const stretches: [Instant, Instant][] = lunch
    ? [[open, lunch.start], [lunch.end, close]]
    : [[open, close]];
  return stretches.map((stretch) =>
    stretch.map((at) => localText(market, date, at)).join("–")
  ).join(", ");
}

/** The time alone where it is one of `date`. */
function localText({ timezone }: Market, date: string, at: Instant): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timezone).toPlainDateTime();
  const sameDay = local.toPlainDate().toString() === date;
  const text = sameDay ? local.toPlainTime() : local;
  return text.toString();
}

/** The venue's clock must lie between what ours was before and after it was asked. */
function clockText(
  venue: Instant | null,
  before: Instant,
  after: Instant,
): string | undefined {
  if (venue === null) return;
  const ahead = venue > after ? venue - after : Math.min(venue - before, 0);
  if (Math.abs(ahead) <= CLOCK_MS) return;
  const seconds = Math.round(Math.abs(ahead) / SECOND_MS);
  const way = ahead > 0 ? "ahead of" : "behind";
  return `The venue's clock is ${seconds} s ${way} ours`;
}
