/** The seven entry patterns with their default thresholds, written straight down. @module */
import type { FullBar } from "./chart.ts";
import type { Sight } from "./sight.ts";
import { bottomOf, peakOf, topOf, troughOf } from "./swings.ts";

export interface Pattern {
  setup: string;
  /** 0–1: how well the thresholds are met. */
  quality: number;
  entry: number;
  stop: number;
  target: number;
}

type Found = Omit<Pattern, "setup"> | undefined;
type Look = (bars: FullBar[], sight: Sight) => Found;

const ABOVE = 1 + 0.001;
const BELOW = 1 - 0.01;

/** In order: of equally good patterns of a symbol the first counts. */
const SETUPS: [name: string, look: Look][] = [
  ["bull_flag", bullFlag],
  ["cup_and_handle", cupAndHandle],
  ["ascending_triangle", ascendingTriangle],
  ["abcd", abcd],
  ["breakout", breakout],
  ["near_breakout", nearBreakout],
  ["momentum_continuation", momentumContinuation],
];

/** Every sound pattern: its levels in order, and the price between stop and target. */
export function patternsOf(sight: Sight): Pattern[] {
  const bars = sight.fifteens;
  if (bars.length < 50) return [];
  const patterns: Pattern[] = [];
  for (const [setup, look] of SETUPS) {
    const found = look(bars, sight);
    if (!found) continue;
    const { entry, stop, target } = found;
    const ordered = 0 < stop && stop < entry && entry < target;
    if (!ordered || sight.price <= stop || sight.price >= target) continue;
    patterns.push({ setup, ...found });
  }
  return patterns;
}

/** Where a value lies between its worst (0) and its best (1); unknown is worst. */
export function grade(value: number, worst: number, best: number): number {
  const share = (value - worst) / (best - worst);
  return Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
}

function bullFlag(bars: FullBar[]): Found {
  const end = bars.length;
  const top = topOf(bars, end - 40, end);
  if (end - 1 - top < 5) return;
  const first = Math.max(0, top - 10);
  if (topOf(bars, first, top + 1) !== top) return;
  const base = bars[bottomOf(bars, first, top)]!.low;
  const { high } = bars[top]!;
  const pole = high - base;
  if (pole < 0.05 * base) return;
  const flagHigh = bars[topOf(bars, top + 1, end)]!.high;
  const flagLow = bars[bottomOf(bars, top + 1, end)]!.low;
  const range = (flagHigh - flagLow) / pole;
  const retrace = (high - flagLow) / pole;
  if (range > 0.5 || retrace > 0.5) return;
  const entry = flagHigh * ABOVE;
  const quality = 0.3 * grade(pole / base, 0.05, 0.1) +
    0.4 * grade(range, 0.5, 0) + 0.3 * grade(retrace, 0.5, 0);
  return { quality, entry, stop: flagLow * BELOW, target: entry + pole };
}

function cupAndHandle(bars: FullBar[]): Found {
  const end = bars.length;
  const right = topOf(bars, end - 1 - 15, end);
  if (end - 1 - right < 3) return;
  // At least twenty bars from rim to rim.
  const left = topOf(bars, 0, right - 20 + 1);
  const rim = bars[left]!.high, rightRim = bars[right]!.high;
  const rims = Math.abs(rightRim - rim) / rim;
  if (rims > 0.05) return;
  const bottom = bottomOf(bars, left + 1, right);
  if (topOf(bars, bottom, right + 1) !== right) return;
  const height = rim - bars[bottom]!.low;
  const depth = height / rim;
  if (depth < 0.12 || depth > 0.35) return;
  const handleLow = bars[bottomOf(bars, right + 1, end)]!.low;
  const handle = (rightRim - handleLow) / height;
  if (handle > 0.5) return;
  const entry = rightRim * ABOVE;
  const skew = Math.abs(2 * (bottom - left) / (right - left) - 1);
  const quality = 0.4 * grade(rims, 0.05, 0) + 0.3 * grade(handle, 0.5, 0) +
    0.3 * grade(skew, 1, 0);
  return { quality, entry, stop: handleLow * BELOW, target: entry + height };
}

function ascendingTriangle(bars: FullBar[], { price }: Sight): Found {
  const highs: number[] = [], lows: number[] = [];
  for (let i = 0, before = bars.length; i < 3; i++) {
    before = peakOf(bars, before, 2);
    if (before < 0) return;
    highs.push(bars[before]!.high);
  }
  for (let i = 0, before = bars.length; i < 3; i++) {
    before = troughOf(bars, before, 2);
    if (before < 0) return;
    lows.push(bars[before]!.low);
  }
  const [support, middle, floor] = lows as [number, number, number];
  if (!(floor < middle && middle < support)) return;
  const mean = (highs[0]! + highs[1]! + highs[2]!) / 3;
  const variance = highs.reduce((sum, h) => sum + (h - mean) ** 2, 0) / 3;
  const flatness = Math.sqrt(variance) / mean;
  if (flatness > 0.02) return;
  const resistance = Math.max(...highs);
  if (price < 0.97 * resistance) return;
  const height = resistance - floor;
  if (height < 0.02 * resistance) return;
  const rise = (support - floor) / height;
  const entry = resistance * ABOVE;
  const quality = 0.4 * grade(flatness, 0.02, 0) + 0.3 * grade(rise, 0, 1) +
    0.3 * grade(price / resistance, 0.97, 1);
  return { quality, entry, stop: support * BELOW, target: entry + height };
}

function abcd(bars: FullBar[]): Found {
  const c = troughOf(bars, bars.length, 3);
  const b = peakOf(bars, c, 3);
  const a = troughOf(bars, b, 3);
  if (a < 0 || b < 0 || c < 0) return;
  const low = bars[c]!.low;
  const leg = bars[b]!.high - bars[a]!.low;
  if (leg < 0.03 * bars[a]!.low) return;
  const retrace = (bars[b]!.high - low) / leg;
  if (!(retrace >= 0.38 && retrace <= 0.62)) return;
  const since = bars.slice(c + 1);
  if (since.some((bar) => bar.low < low)) return;
  const entry = bars[topOf(bars, c, bars.length)]!.high * ABOVE;
  const stop = low * BELOW;
  const target = low + leg;
  const reward = (target - entry) / (entry - stop);
  if (reward < 1.5) return;
  const quality = 0.6 * grade(Math.abs(retrace - 0.5), 0.12, 0) +
    0.4 * grade(reward, 1.5, 3);
  return { quality, entry, stop, target };
}

/** Of the last thirty bars the first 25 make the resistance. */
function baseOf(bars: FullBar[]) {
  const from = bars.length - 30, to = bars.length - 5;
  return {
    resistance: bars[topOf(bars, from, to)]!.high,
    base: bars[bottomOf(bars, from, to)]!.low,
    latest: bars.slice(to),
  };
}

function breakout(bars: FullBar[], { price }: Sight): Found {
  const { resistance, base } = baseOf(bars);
  const last = bars.at(-1)!;
  if (last.close <= resistance || price <= resistance) return;
  if (bars.at(-2)!.close > resistance) return;
  const before = bars.slice(-21, -1);
  const usual = before.reduce((sum, bar) => sum + bar.volume, 0);
  const surge = usual > 0 ? last.volume * 20 / usual : NaN;
  if (!(surge >= 1.5)) return;
  const quality = 0.5 * grade(surge, 1.5, 3) +
    0.3 * grade(last.close, last.low, last.high) +
    0.2 * grade(price / resistance, 1.02, 1);
  const target = price + resistance - base;
  return { quality, entry: price, stop: resistance * BELOW, target };
}

function nearBreakout(bars: FullBar[], sight: Sight): Found {
  const { price, relativeVolume } = sight;
  if (!(relativeVolume > 1.2)) return;
  const { resistance, base, latest } = baseOf(bars);
  const below = 1 - price / resistance;
  if (!(below > 0 && below <= 0.01)) return;
  if (latest.some((bar) => bar.close > resistance)) return;
  const entry = resistance * ABOVE;
  const stop = Math.min(...latest.map((bar) => bar.low)) * BELOW;
  const quality = 0.5 * grade(below, 0.01, 0) +
    0.5 * grade(relativeVolume, 1.2, 2.4);
  return { quality, entry, stop, target: entry + resistance - base };
}

function momentumContinuation(bars: FullBar[], sight: Sight): Found {
  const { price, priorClose, close3, relativeVolume } = sight;
  const day = price / priorClose - 1;
  const threeDays = price / close3 - 1;
  if (!(day > 0.03 && threeDays > 0.05 && relativeVolume > 1.5)) return;
  const floor = Math.min(...bars.slice(-5).map((bar) => bar.low));
  const stop = floor * BELOW;
  const quality = 0.4 * grade(relativeVolume, 1.5, 3) +
    0.3 * grade(threeDays, 0.05, 0.1) + 0.3 * grade(day, 0.1, 0.07);
  return { quality, entry: price, stop, target: price + 2 * (price - stop) };
}

export interface Candidate extends Pattern {
  symbol: string;
  score: number;
}

/** The best pattern of each symbol, best first, then by symbol. */
export function candidatesOf(sights: Sight[]): Candidate[] {
  const candidates: Candidate[] = [];
  for (const sight of sights) {
    let best: Candidate | undefined;
    for (const pattern of patternsOf(sight)) {
      const score = scoreOf(pattern, sight);
      if (best && best.score >= score) continue;
      best = { ...pattern, symbol: sight.symbol, score };
    }
    if (best) candidates.push(best);
  }
  return candidates.sort((a, b) =>
    b.score - a.score || (a.symbol < b.symbol ? -1 : 1)
  );
}

/** Confidence, less for a poor reward at today's price, less for a day that has run far. */
function scoreOf(pattern: Pattern, { price, priorClose }: Sight): number {
  const { quality, entry, stop, target } = pattern;
  const confidence = 0.5 + 0.5 * grade(quality, 0, 1);
  const paid = Math.max(entry, price);
  const reward = 0.8 + 0.2 * grade((target - paid) / (paid - stop), 1, 3);
  const day = price / priorClose - 1;
  let chase = 0.5;
  if (day <= 0.1) chase = 1;
  else if (day < 0.2) chase = 1 - 0.5 * grade(day, 0.1, 0.2);
  return confidence * reward * chase;
}
