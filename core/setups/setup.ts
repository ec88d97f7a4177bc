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

/** Keeps the types of `parameters` and `find` together. */
export function setup<P extends z.ZodObject>(definition: Setup<P>): Setup<P> {
  return definition;
}
