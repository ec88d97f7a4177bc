/** What every form of the report says beyond the sums of the replay. @module */
import { sessionsBetween } from "../../core/market/sessions.ts";
import { change } from "../../core/money.ts";
import { hasEdge, type Performance } from "../../core/practice/performance.ts";
import { MINUTE_MS } from "../../core/time.ts";
import type { Replayed } from "./run.ts";

/** A cent: what books and venue may differ by and still tie out. */
const TOLERANCE = 10_000;

export interface Figures {
  /** From the first equity to the last, as a ratio. */
  return: number;
  /** Realized and unrealized result after fees, in millionths. */
  net: number;
  /** Trades won as a ratio; null without trades. */
  winRate: number | null;
  /** Share of trading minutes with something held. */
  exposure: number;
  edge: boolean;
  verdict: string;
  tiesOut: boolean;
  /** NaN if the replay took no measurable time. */
  barsPerSecond: number;
}

export function figuresOf(replayed: Replayed): Figures {
  const { performance, equityStart, equityEnd, bars, seconds } = replayed;
  const { trades, wins, realized, unrealized, fees } = performance;
  return {
    return: change(equityStart, equityEnd),
    net: realized + unrealized - fees,
    winRate: trades > 0 ? wins / trades : null,
    exposure: exposureOf(replayed),
    edge: hasEdge(performance),
    verdict: verdictOf(performance),
    tiesOut: Math.abs(replayed.difference) <= TOLERANCE,
    barsPerSecond: seconds > 0 ? bars / seconds : NaN,
  };
}

/** At most 1: an agent told of a fill looks twice within that minute. */
function exposureOf({ market, from, to, curve }: Replayed): number {
  let tradingMs = 0;
  for (const { open, close, lunch } of sessionsBetween(market, from, to)) {
    tradingMs += close - open - (lunch ? lunch.end - lunch.start : 0);
  }
  if (tradingMs === 0) return 0;
  return Math.min(1, curve.heldMinutes * MINUTE_MS / tradingMs);
}

function verdictOf(performance: Performance): string {
  const { high, clusters } = performance.expectancy;
  if (clusters < 2) return "No edge found: too few trades to tell.";
  if (hasEdge(performance)) {
    return "An edge on these bars: the interval lies above zero.";
  }
  return high < 0
    ? "No edge found: the interval lies below zero."
    : "No edge found: the interval covers zero.";
}
