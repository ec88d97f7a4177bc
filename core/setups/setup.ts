/** What an entry pattern is, and how one is written. @module */
import { z } from "zod";
import type { Technicals } from "../signals/technicals.ts";

/** Full 15-minute bars, oldest first; the first `length` entries of each column count. */
export interface Bars {
  length: number;
  /** Prices in millionths, volumes in shares. */
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

/** All a setup may look at: one symbol at one moment. */
export interface Chart {
  symbol: string;
  bars: Bars;
  technicals: Technicals;
  /** Last price in millionths. */
  price: number;
}

/** A pattern found: where it would enter, where it is wrong, what it hopes for. */
export interface Pattern {
  /** How well the pattern is formed, 0–1. */
  confidence: number;
  /** Prices in millionths, not yet on a tick. stop < entry < target. */
  entry: number;
  stop: number;
  target: number;
  /** The readings that made it, for the record. */
  reason: string;
}

export interface Setup<Parameters extends z.ZodObject = z.ZodObject> {
  name: string;
  /** Every threshold with its default and bounds. Learnings may tune only these. */
  parameters: Parameters;
  find(chart: Chart, parameters: z.output<Parameters>): Pattern | undefined;
}

/** Fewer full bars than this, two sessions of them, show no pattern. */
const LEAST_BARS = 50;

/**
 * Keeps the types of `parameters` and `find` together, and every setup's
 * promise in one place: bars enough, and only sound patterns.
 */
export function setup<P extends z.ZodObject>(definition: Setup<P>): Setup<P> {
  return {
    ...definition,
    find(chart, parameters) {
      if (chart.bars.length < LEAST_BARS) return;
      const pattern = definition.find(chart, parameters);
      return pattern && isSound(pattern, chart.price) ? pattern : undefined;
    },
  };
}

/**
 * A price at or below the stop has already refuted the pattern, one at or
 * above the target has already spent it. Anything NaN is not sound.
 */
function isSound(
  { confidence, entry, stop, target }: Pattern,
  price: number,
): boolean {
  return confidence >= 0 && confidence <= 1 &&
    0 < stop && stop < entry && entry < target &&
    stop < price && price < target;
}
