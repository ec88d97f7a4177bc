/** Independent calendars to test against, read from files. */
import type { Market, Session } from "../core/market/market.ts";
import { type Instant, iso } from "../core/time.ts";

interface Exchange {
  dst: Record<string, [string, string]>;
  holidays: { date: string }[];
  early_closes: { date: string }[];
}

/** Closures, early closes and clock changes of 2024–2027. */
export const truth: { XNYS: Exchange; XHKG: Exchange } = JSON.parse(
  read("calendar-truth.json"),
);

/** The recorded sessions of an exchange as CSV lines, without the header. */
export function rowsOf(file: string): string[] {
  return read(`sessions/${file}`).trim().split(/\r?\n/).slice(1);
}

/** A session as a CSV line. */
export function row({ date, open, close, lunch }: Session): string {
  const [start, end] = lunch ? [iso(lunch.start), iso(lunch.end)] : ["", ""];
  return [`${date}T00:00:00Z`, iso(open), iso(close), start, end].join(",");
}

/** ISO text or milliseconds as an instant. */
export function at(time: string | number): Instant {
  return (typeof time === "number" ? time : Date.parse(time)) as Instant;
}

/** "HH:MM" as minutes after midnight. */
export function hm(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Wall-clock time on the exchange, through the platform's own zone tables. */
export function clock(market: Market, instant: number): string {
  return new Date(instant).toLocaleTimeString("en-GB", {
    timeZone: market.timezone,
    hour: "2-digit",
    minute: "2-digit",
  });
}

function read(file: string): string {
  return Deno.readTextFileSync(new URL(`data/${file}`, import.meta.url));
}
