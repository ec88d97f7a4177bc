/** The hours of a date and the time it is, as Alpaca has them. @module */
import { z } from "zod";
import { shifted } from "../../../market/sessions.ts";
import type { VenueDay } from "../../../ports.ts";
import { Instant } from "../../../time.ts";
import type { Access } from "./client.ts";
import { isMissing } from "./failure.ts";

/** Some date among so many has a session, so none at all is no answer. */
const DAYS = 10;

const hour = z.string().regex(/^\d\d:?\d\d$/)
  .transform((text) => `${text.slice(0, 2)}:${text.slice(-2)}`);
const WireDay = z.object({ date: z.iso.date(), open: hour, close: hour });
const WireClock = z.object({ timestamp: z.string() });

/**
 * What Alpaca says of an exchange-local date.
 *
 * @throws {RangeError} If it has no calendar; and as the SDK.
 */
export async function dayOf(access: Access, date: string): Promise<VenueDay> {
  const { alpaca, requests, market } = access;
  const query = {
    start: new Date(`${date}T00:00:00Z`),
    end: new Date(`${shifted(date, DAYS)}T00:00:00Z`),
  };
  const told = await requests.get(async (init) => {
    const answer = await alpaca.trading.calendar.legacyCalendarRaw(query, init);
    return z.array(WireDay).parse(await answer.raw.json());
  });
  if (told.length === 0) {
    throw new RangeError(`no session in ${DAYS} days from ${date}`);
  }
  const day = told.find((day) => day.date === date);
  const at = (time: string) =>
    Temporal.PlainDateTime.from(`${date}T${time}`)
      .toZonedDateTime(market.timezone).epochMilliseconds as Instant;
  const hours = day
    ? { open: at(day.open), close: at(day.close), lunch: null }
    : null;
  if (hours && hours.open >= hours.close) {
    throw new RangeError(`a session from ${day?.open} to ${day?.close}`);
  }
  return { hours, now: await clockOf(access) };
}

/** Null where a server has no clock. */
async function clockOf({ alpaca, requests }: Access): Promise<Instant | null> {
  try {
    const told = await requests.get(async (init) => {
      const answer = await alpaca.trading.clock.legacyClockRaw(init);
      return WireClock.parse(await answer.raw.json());
    });
    return Instant.decode(told.timestamp);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
