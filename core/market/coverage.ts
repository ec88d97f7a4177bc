/** Says in time that a calendar runs out: beyond its last year nothing trades. @module */
import { DAY_MS, type Instant } from "../time.ts";
import type { Market } from "./market.ts";
import { localDate } from "./sessions.ts";

/** How long before the end of the covered years the warning begins. */
const NOTICE_DAYS = 30;

/** Whether the closures of the local year at `at` are known. */
export function isCovered(market: Market, at: Instant): boolean {
  const year = Number(localDate(market, at).slice(0, 4));
  return year >= market.years.first && year <= market.years.last;
}

/** A sentence for the operator, from 30 days before the calendar ends; undefined until then. */
export function coverageWarning(
  market: Market,
  at: Instant,
): string | undefined {
  const { id, timezone, years } = market;
  const end =
    Temporal.PlainDate.from({ year: years.last + 1, month: 1, day: 1 })
      .toZonedDateTime(timezone).epochMilliseconds;
  if (at < end - NOTICE_DAYS * DAY_MS) return;
  const lastDay = `${years.last}-12-31`;
  const todo = `add the closures of ${
    years.last + 1
  } to core/market/${id.toLowerCase()}_closures.ts`;
  if (at >= end) {
    return `The ${id} calendar ended on ${lastDay} and nothing trades: ${todo}`;
  }
  const days = Math.ceil((end - at) / DAY_MS);
  return `The ${id} calendar ends on ${lastDay}, ${days} ${
    days === 1 ? "day" : "days"
  } from now: ${todo}, or trading stops`;
}
