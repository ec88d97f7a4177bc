/** When an agent's modes run: offsets from the session table, in exchange time. @module */
import { isCovered } from "../market/coverage.ts";
import type { Market, Session } from "../market/market.ts";
import { localDate, localInstant, shifted } from "../market/sessions.ts";
import { HOUR_MS, type Instant, MINUTE_MS, plus } from "../time.ts";
import type { Mode } from "../trading/cycle.ts";
import type { Trader } from "./agent.ts";

export const SCAN_BEFORE_MS = 30 * MINUTE_MS;
const LUNCH_REVIEW_MS = 10 * MINUTE_MS;
const CLOSE_REVIEW_MS = 15 * MINUTE_MS;

/** One run that is due. `watch` is none: it follows open positions, not the clock. */
export interface Due {
  mode: Exclude<Mode, "watch">;
  at: Instant;
  /** What a close review precedes. */
  before: "lunch" | "close" | null;
}

/**
 * Every run of one local date, in order: scan half an hour before the open,
 * trade at the open and each full hour of trading, a review before lunch and
 * before the close, heartbeats while the market is closed.
 */
export function runsOn(agent: Trader, market: Market, date: string): Due[] {
  const covered = isCovered(market, localInstant(market, date, 0));
  const session = covered ? market.sessionOn(date) : undefined;
  const runs = [...(session ? sessionRuns(market, session) : [])];
  for (let hour = 0; hour < 24; hour += agent.heartbeatHours) {
    const at = localInstant(market, date, hour);
    if (!session || at < scanAt(session) || at >= session.close) {
      runs.push({ mode: "heartbeat", at, before: null });
    }
  }
  return runs.sort((a, b) => a.at - b.at);
}

/** Every run after `after`, in order, for as long as it is asked. */
export function* runsAfter(
  agent: Trader,
  market: Market,
  after: Instant,
): Generator<Due, never> {
  for (let date = localDate(market, after);; date = shifted(date, 1)) {
    yield* runsOn(agent, market, date).filter(({ at }) => at > after);
  }
}

function sessionRuns(market: Market, session: Session): Due[] {
  const { open, close, lunch } = session;
  const runs: Due[] = [
    { mode: "scan", at: scanAt(session), before: null },
    { mode: "trade", at: open, before: null },
    { mode: "close", at: plus(close, -CLOSE_REVIEW_MS), before: "close" },
  ];
  if (lunch) {
    const at = plus(lunch.start, -LUNCH_REVIEW_MS);
    runs.push({ mode: "close", at, before: "lunch" });
  }
  // Both zones are whole hours from UTC, so full hours are the same in either.
  const firstHour = Math.ceil((open + 1) / HOUR_MS) * HOUR_MS;
  for (let at = firstHour; at < close; at += HOUR_MS) {
    if (market.phaseAt(at as Instant) !== "regular") continue;
    runs.push({ mode: "trade", at: at as Instant, before: null });
  }
  return runs;
}

function scanAt({ open }: Session): Instant {
  return plus(open, -SCAN_BEFORE_MS);
}
