/** One date as OpenD has it: whether there is a session, and which half. @module */
import type { Market, Session } from "../../../market/market.ts";
import { localInstant, previousSession } from "../../../market/sessions.ts";
import type { VenueDay } from "../../../ports.ts";
import { type Instant, plus, SECOND_MS } from "../../../time.ts";
import { ServerTime, TradeDates } from "./answers.ts";
import { Refused } from "./failure.ts";
import type { Line } from "./line.ts";
import { AFTERNOON_ONLY, HONG_KONG, MORNING_ONLY } from "./words.ts";

/** @throws {Error} If it cannot be read. */
export async function readDay(
  line: Line,
  market: Market,
  date: string,
): Promise<VenueDay> {
  const { tradeDateList } = await line.ask(
    "Qot_RequestTradeDate",
    { market: HONG_KONG, beginTime: date, endTime: date },
    TradeDates,
  );
  const told = tradeDateList.find(({ time }) => time.startsWith(date));
  return {
    hours: told ? hoursOf(market, date, told.tradeDateType) : null,
    now: await readTime(line),
  };
}

/** Undefined times are no reason to know nothing of the date. */
async function readTime(line: Line): Promise<Instant | null> {
  try {
    const userID = "0";
    const { time } = await line.ask("GetGlobalState", { userID }, ServerTime);
    return Number(time) * SECOND_MS as Instant;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** OpenD names no hours: they are those of the latest whole session, or half of them. */
function hoursOf(
  market: Market,
  date: string,
  type: number,
): VenueDay["hours"] {
  const { open, close, lunch } = wholeSession(market, date);
  if (!lunch || (type !== MORNING_ONLY && type !== AFTERNOON_ONLY)) {
    return { open, close, lunch };
  }
  return type === MORNING_ONLY
    ? { open, close: lunch.start, lunch: null }
    : { open: lunch.end, close, lunch: null };
}

/** On that date, whatever our own calendar says of it; no clock changes here. */
function wholeSession(
  market: Market,
  date: string,
): Pick<Session, "open" | "close" | "lunch"> {
  let known = market.sessionOn(date);
  while (!known || known.halfDay) {
    known = previousSession(market, known?.date ?? date);
  }
  const laterMs = localInstant(market, date) -
    localInstant(market, known.date);
  const { open, close, lunch } = known;
  return {
    open: plus(open, laterMs),
    close: plus(close, laterMs),
    lunch: lunch && {
      start: plus(lunch.start, laterMs),
      end: plus(lunch.end, laterMs),
    },
  };
}
