/** The scan's answer: which symbols are worth an entry, best first. @module */
import { shareOf } from "./confidence.ts";
import { findPatterns, type Found, type SetupThresholds } from "./mod.ts";
import type { Chart, Pattern } from "./setup.ts";

/** A symbol with its best pattern and the readings it was found by. */
export interface Candidate {
  symbol: string;
  /** Name of the setup that found the pattern. */
  setup: string;
  pattern: Pattern;
  /** 0–1, comparable between symbols and setups. */
  score: number;
  /** 1 is best. */
  rank: number;
  /** Prices in millionths, unrounded; ratios plain; unknown readings NaN. */
  price: number;
  /** Price against the prior close, 0.03 is +3 %. */
  dayChange: number;
  relativeVolume: number;
  rsi: number;
  vwap: number;
  atr: number;
}

/**
 * Finds the best pattern of each symbol and orders them by score, then by
 * symbol in code-unit order, so that one universe has one ranking.
 *
 * @param charts One per symbol.
 */
export function rank(
  charts: Iterable<Chart>,
  thresholds: SetupThresholds,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const chart of charts) {
    const candidate = candidateOf(chart, findPatterns(chart, thresholds));
    if (candidate) candidates.push(candidate);
  }
  candidates.sort(byScore);
  candidates.forEach((candidate, index) => candidate.rank = index + 1);
  return candidates;
}

function byScore(a: Candidate, b: Candidate): number {
  if (a.score !== b.score) return b.score - a.score;
  return a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0;
}

/**
 * score = confidence × reward × chase
 * - reward: 0.8 up to a reward/risk of 1, rising to 1 at 3, counted from what
 *   one would pay now. Capped, for a far target is a hope and not a quality.
 * - chase: 1 up to +10 % on the day, falling to 0.5 at +20 %.
 */
function scoreOf(pattern: Pattern, price: number, dayChange: number): number {
  const paid = Math.max(pattern.entry, price);
  const rewardRisk = (pattern.target - paid) / (paid - pattern.stop);
  const reward = 0.8 + 0.2 * shareOf(rewardRisk, 1, 3);
  return pattern.confidence * reward * chaseOf(dayChange);
}

/** The original's best scores were its most stretched symbols, and 25 % of them won. */
function chaseOf(dayChange: number): number {
  if (dayChange <= 0.1) return 1;
  if (dayChange < 0.2) return 1 - 0.5 * shareOf(dayChange, 0.1, 0.2);
  return 0.5; // also when the day's move is unknown
}

/** Of equal scores the setup listed first is kept. */
function candidateOf(
  { symbol, price, technicals }: Chart,
  found: readonly Found[],
): Candidate | undefined {
  const dayChange = price / technicals.priorClose - 1;
  let best: Candidate | undefined;
  for (const { setup, pattern } of found) {
    const score = scoreOf(pattern, price, dayChange);
    if (best && score <= best.score) continue;
    const { relativeVolume, rsi, vwap, atr } = technicals;
    const readings = { price, dayChange, relativeVolume, rsi, vwap, atr };
    best = { symbol, setup, pattern, score, rank: 0, ...readings };
  }
  return best;
}
