/** What becomes of a run whose time has passed: each mode has its own rule. @module */
import type { Market } from "../market/market.ts";
import { isCovered } from "../market/coverage.ts";
import { sessionOf } from "../market/sessions.ts";
import { type Instant, MINUTE_MS } from "../time.ts";
import type { Due } from "./schedule.ts";

/** A run that starts within this time is on time. */
const LATE_MS = MINUTE_MS;

export interface Sorted {
  run: Due[];
  skip: Due[];
}

/**
 * Of the runs that have come due: what still runs now, and what is left out.
 * A missed trade is skipped, its prices are gone. A missed close review runs
 * while its session is still open. A missed scan runs once, before the close;
 * of missed heartbeats only the last.
 */
export function sortDue(
  due: readonly Due[],
  market: Market,
  now: Instant,
): Sorted {
  const run: Due[] = [];
  const skip: Due[] = [];
  for (const [index, one] of due.entries()) {
    const later = due.slice(index + 1).some(({ mode, before }) =>
      mode === one.mode && before === one.before
    );
    const onTime = now - one.at < LATE_MS;
    (onTime || stillUseful(one, later, market, now) ? run : skip).push(one);
  }
  return { run, skip };
}

function stillUseful(
  { mode, at, before }: Due,
  later: boolean,
  market: Market,
  now: Instant,
): boolean {
  if (mode === "trade" || later) return false;
  if (mode === "heartbeat") return true;
  const session = isCovered(market, at) ? sessionOf(market, at) : undefined;
  if (!session) return false;
  const end = before === "lunch" ? session.lunch!.start : session.close;
  return now < end;
}
