/** What every form of the report says beyond the sums of the replay. @module */
import { sessionsBetween } from "../../core/market/sessions.ts";
import { change } from "../../core/money.ts";
import { hasEdge, type Performance } from "../../core/practice/performance.ts";
import { minutesOf } from "../../core/market/stretches.ts";
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

/** Minutes looked at with something held, over all trading minutes. */
function exposureOf({ market, from, to, curve }: Replayed): number {
  const minutes = sessionsBetween(market, from, to).map(minutesOf)
    .reduce((sum, one) => sum + one, 0);
  return minutes === 0 ? 0 : curve.heldMinutes / minutes;
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
