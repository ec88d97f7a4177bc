/** When the position monitor looks next. @module */
import { type Instant, MINUTE_MS, plus } from "../time.ts";
import type { Market } from "./market.ts";
import { nextSession } from "./sessions.ts";

/**
 * The next whole minute of trading after `now`; the open's own minute has no
 * price yet. Undefined where the calendar ends.
 */
export function nextCheck(market: Market, now: Instant): Instant | undefined {
  const minute = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS as Instant;
  if (market.phaseAt(minute) === "regular") return minute;
  const next = nextSession(market, minute);
  if (!next) return;
  const reopens = minute <= next.open ? next.open : next.lunch!.end;
  return plus(reopens, MINUTE_MS);
}
