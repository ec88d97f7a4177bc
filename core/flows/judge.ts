/** What the rules say of one position now. @module */
import type { Session } from "../market/market.ts";
import { MILLION, type Price } from "../money.ts";
import type { Snapshot } from "../ports.ts";
import { detect, recommend, type Recommendation } from "../signals/mod.ts";
import type { Thresholds } from "../signals/parameters.ts";
import { aboveOf, gainOf, givebackOf } from "../signals/reading.ts";
import type { Reading, Signal } from "../signals/rule.ts";
import { type Instant, MINUTE_MS } from "../time.ts";
import type { Position } from "../trading/position.ts";

export interface Judgement {
  reading: Reading;
  signals: Signal[];
  advice: Recommendation;
}

/**
 * Reads `position` against `snapshot` and asks every rule; with `skipClock`
 * every rule but the two that watch the clock.
 */
export function judge(
  position: Position,
  snapshot: Snapshot,
  session: Session,
  at: Instant,
  rules: Thresholds,
  skipClock: boolean,
): Judgement {
  const reading = readingOf(position, snapshot, session, at);
  const signals = detect(reading, rules, skipClock);
  return { reading, signals, advice: recommend(signals) };
}

/** All that the rules may look at. What is not known is NaN. */
function readingOf(
  position: Position,
  { price, technicals }: Snapshot,
  session: Session,
  at: Instant,
): Reading {
  const { side, cost, quantity, highWatermark, tightenedPpm } = position;
  const { lunch, close } = session;
  return {
    side,
    gain: gainOf(side, cost, price * quantity),
    bestGain: gainOf(side, cost, highWatermark * quantity),
    giveback: givebackOf(side, highWatermark, price),
    tightened: tightenedPpm / MILLION,
    rsi: technicals.rsi,
    volumeRatio: volumeRatioOf(position, technicals),
    aboveVwap: aboveOf(price, technicals.vwap),
    aboveEma20: aboveOf(price, technicals.ema20),
    macdHistogram: technicals.macd - technicals.macdSignal,
    heldMinutes: (at - position.openedAt) / MINUTE_MS,
    toCloseMinutes: (close - at) / MINUTE_MS,
    toLunchMinutes: lunch ? (lunch.start - at) / MINUTE_MS : NaN,
  };
}

/**
 * The larger of the last two full bars, each against its own slot's median, so
 * that one dry bar alone is no exit, scaled to what it was at entry.
 */
function volumeRatioOf(
  { entryVolumePpm }: Position,
  technicals: Snapshot["technicals"],
): number {
  if (entryVolumePpm === null || entryVolumePpm === 0) return NaN;
  const { relativeVolume, previousRelativeVolume } = technicals;
  return Math.max(relativeVolume, previousRelativeVolume) * MILLION /
    entryVolumePpm;
}

/** The advice's own signals as words for the record, strongest first. */
export function reasonsOf(
  signals: readonly Signal[],
  advice: "exit" | "hold",
): string[] {
  return signals
    .filter((signal) => signal.advice === advice)
    .toSorted((a, b) => RANK[a.strength] - RANK[b.strength])
    .map(({ name, strength }) => `${name} (${strength})`);
}

const RANK = { strong: 0, moderate: 1, weak: 2 };

/** Where an order must lie to be filled: `reach` beyond the last price. */
export function reaching(price: Price, ratio: number): Price {
  return Math.round(price * (1 + ratio)) as Price;
}
