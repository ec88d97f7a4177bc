/** Why a row is no bar, in words: the slow second look at a refused row. @module */
import { type Instant, iso, MINUTE_MS } from "../time.ts";
import { type Columns, type Field, FIELDS } from "./csv_header.ts";
import { Scanner } from "./csv_scanner.ts";

/** A row that was refused. */
export interface Fault {
  file: string;
  /** Counted from 1; the header is line 1. */
  line: number;
  /** Names the value that decided. */
  reason: string;
}

const PRICES = ["open", "high", "low", "close"] as const;

/**
 * The first thing wrong with `row`, given the time of the last good row, in
 * epoch milliseconds. It reads with the same scanner as the fast path.
 */
export function reasonOf(row: string, columns: Columns, last: number): string {
  const texts = row.replace(/\r$/, "").split(",");
  const wanted = columns.meanings.length;
  if (texts.length !== wanted) return `${texts.length} fields, not ${wanted}`;
  const text = Object.fromEntries(
    columns.meanings.map((field, i) => [field, texts[i]]),
  ) as Record<Field, string>;
  for (const field of FIELDS) {
    if (text[field].trim() === "") return `${field} is empty`;
  }
  return timeReason(text.time, columns.daily, last) ??
    PRICES.map((field) => priceReason(field, text[field])).find(Boolean) ??
    orderReason(text) ?? `volume "${text.volume}" is no number of shares`;
}

function timeReason(text: string, daily: boolean, last: number) {
  const scanner = new Scanner(text, 0, text.length);
  const at = daily ? scanner.date() : scanner.time();
  if (Number.isNaN(at)) {
    return daily
      ? `date "${text}" is not an ISO date`
      : `time "${text}" is neither an epoch nor ISO 8601 with an offset`;
  }
  if (at % MINUTE_MS !== 0) return `time "${text}" is not on a whole minute`;
  if (at === last) return `time "${text}" repeats the bar before`;
  if (at < last) {
    return `time "${text}" does not rise from ${iso(last as Instant)}`;
  }
}

function priceReason(field: string, text: string): string | undefined {
  if (!Number.isNaN(priceOf(text))) return;
  const said = `${field} "${text}"`;
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return `${said} is not a number`;
  if (Number(text) <= 0) return `${said} is not positive`;
  if (/\.\d{7}/.test(text)) return `${said} has more than 6 decimals`;
  return `${said} is too large`;
}

function orderReason(text: Record<Field, string>): string | undefined {
  const low = priceOf(text.low), high = priceOf(text.high);
  for (const field of ["open", "close", "high"] as const) {
    if (low <= priceOf(text[field])) continue;
    return `low ${text.low} is above ${field} ${text[field]}`;
  }
  for (const field of ["open", "close"] as const) {
    if (high >= priceOf(text[field])) continue;
    return `high ${text.high} is below ${field} ${text[field]}`;
  }
}

function priceOf(text: string): number {
  return new Scanner(text, 0, text.length).price();
}
