/** How long a market has been open, and when it last was before that. @module */
import { isCovered } from "../../market/coverage.ts";
import type { Market } from "../../market/market.ts";
import {
  localDate,
  localInstant,
  sessionOf,
  shifted,
} from "../../market/sessions.ts";
import type { Instant } from "../../time.ts";

/** The longest closure is shorter. */
const DAYS_BACK = 15;

/** Milliseconds of trading since the open, or since lunch; 0 while it does not trade. */
export function openFor(market: Market, now: Instant): number {
  if (!isCovered(market, now) || market.phaseAt(now) !== "regular") return 0;
  const { open, lunch } = sessionOf(market, now)!;
  return now - (lunch && now >= lunch.end ? lunch.end : open);
}

/** When the last session before today's opened; −Infinity where the calendar has none. */
export function lastOpenBefore(market: Market, now: Instant): number {
  const today = localDate(market, now);
  for (let days = 1; days <= DAYS_BACK; days++) {
    const date = shifted(today, -days);
    if (!isCovered(market, localInstant(market, date))) return -Infinity;
    const session = market.sessionOn(date);
    if (session) return session.open;
  }
  return -Infinity;
}
