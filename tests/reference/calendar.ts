/** Every session of an exchange, read from recorded files; by table where those have none. @module */
import { MINUTE } from "./bars.ts";

export type MarketName = "US" | "HKEX";

export interface Session {
  /** Exchange-local ISO date. */
  date: string;
  open: number;
  close: number;
  lunch: { start: number; end: number } | null;
  halfDay: boolean;
}

const DAY = 24 * 60 * MINUTE;
const CODES = { US: "XNYS", HKEX: "XHKG" };
const FILES = { US: "xnys-2012-2023.csv", HKEX: "xhkg-2012-2023.csv" };
/** Storms closed the exchange on these days, but the recorded file has sessions. */
const STORMS = ["2023-09-01", "2023-09-08"];

/** NYSE closures of the years that the recorded file leaves out. */
const US_CLOSED = `
  2015-01-01 2015-01-19 2015-02-16 2015-04-03 2015-05-25 2015-07-03 2015-09-07
  2015-11-26 2015-12-25
  2019-01-01 2019-01-21 2019-02-18 2019-04-19 2019-05-27 2019-07-04 2019-09-02
  2019-11-28 2019-12-25
  2023-01-02 2023-01-16 2023-02-20 2023-04-07 2023-05-29 2023-06-19 2023-07-04
  2023-09-04 2023-11-23 2023-12-25
`;
const US_EARLY = `
  2015-11-27 2015-12-24 2019-07-03 2019-11-29 2019-12-24 2023-07-03 2023-11-24
`;

/** The sessions from one local date to another, both included, in order. */
export function sessionsOf(
  market: MarketName,
  from: string,
  to: string,
): Session[] {
  const recorded = recordedSessions(market);
  const lastRecorded = [...recorded.keys()].at(-1)!;
  const missing = market === "US" ? ["2015", "2019"] : [];
  const sessions: Session[] = [];
  for (let day = Date.parse(from); day <= Date.parse(to); day += DAY) {
    const date = new Date(day).toISOString().slice(0, 10);
    const year = date.slice(0, 4);
    if (market === "HKEX" && (year === "2015" || year === "2019")) {
      throw new Error(`The reference has no ${market} calendar of ${year}`);
    }
    const inFile = date <= lastRecorded && !missing.includes(year);
    const session = inFile ? recorded.get(date) : ruledSession(market, date);
    if (session) sessions.push(session);
  }
  return sessions;
}

function recordedSessions(market: MarketName): Map<string, Session> {
  const sessions = new Map<string, Session>();
  for (const line of read(`sessions/${FILES[market]}`).trim().split("\n")) {
    const [day = "", open = "", close = "", start = "", end = ""] = line.trim()
      .split(",");
    const date = day.slice(0, 10);
    if (day === "session") continue;
    if (market === "HKEX" && STORMS.includes(date)) continue;
    const lunch = start === ""
      ? null
      : { start: Date.parse(start), end: Date.parse(end) };
    const opens = Date.parse(open), closes = Date.parse(close);
    const halfDay = closes - opens < 6 * 60 * MINUTE;
    sessions.set(date, { date, open: opens, close: closes, lunch, halfDay });
  }
  return sessions;
}

/** Weekdays less closures, with the exchange's usual or early hours. */
function ruledSession(market: MarketName, date: string): Session | undefined {
  const midnight = Date.parse(date);
  const weekday = new Date(midnight).getUTCDay();
  if (weekday === 0 || weekday === 6) return;
  const truth = TRUTH[CODES[market]];
  const listed = (rows: { date: string }[]) =>
    rows.some((row) => row.date === date);
  if (listed(truth.holidays) || US_CLOSED.includes(date)) return;
  const halfDay = listed(truth.early_closes) ||
    (market === "US" && US_EARLY.includes(date));
  const at = (time: string) => local(market, date, time);
  const lunch = market === "HKEX" && !halfDay
    ? { start: at(truth.lunch[0]), end: at(truth.lunch[1]) }
    : null;
  const close = at(halfDay ? truth.early_close : truth.close);
  return { date, open: at(truth.open), close, lunch, halfDay };
}

/** "HH:MM" on the exchange's clock as epoch ms. */
function local(market: MarketName, date: string, time: string): number {
  const behind = market === "HKEX" ? -8 : isSummer(date) ? 4 : 5;
  return Date.parse(`${date}T${time}:00Z`) + behind * 60 * MINUTE;
}

/** From the second Sunday in March to the first in November, as in the US since 2007. */
function isSummer(date: string): boolean {
  const year = date.slice(0, 4);
  const begins = sundayFrom(`${year}-03-08`);
  const ends = sundayFrom(`${year}-11-01`);
  return date >= begins && date < ends;
}

function sundayFrom(date: string): string {
  let day = Date.parse(date);
  while (new Date(day).getUTCDay() !== 0) day += DAY;
  return new Date(day).toISOString().slice(0, 10);
}

function read(file: string): string {
  return Deno.readTextFileSync(new URL(`../data/${file}`, import.meta.url));
}

const TRUTH = JSON.parse(read("calendar-truth.json"));

/** Minutes of trading between the open and `at`, lunch left out, at most the whole session. */
export function tradedMinutes(session: Session, at: number): number {
  const until = Math.min(at, session.close);
  const { open, lunch } = session;
  if (lunch && until > lunch.start) {
    const morning = lunch.start - open;
    const afternoon = Math.max(0, until - lunch.end);
    return (morning + afternoon) / MINUTE;
  }
  return (until - open) / MINUTE;
}

/** When that many minutes of trading are over: the end of the morning, not of lunch. */
export function afterMinutes(session: Session, minutes: number): number {
  const at = session.open + minutes * MINUTE;
  const { lunch } = session;
  return lunch && at > lunch.start ? at + lunch.end - lunch.start : at;
}

/** Whether the exchange trades at `at`: from the open up to but not at the close. */
export function isTrading({ open, close, lunch }: Session, at: number) {
  if (at < open || at >= close) return false;
  return !lunch || at < lunch.start || at >= lunch.end;
}
