/** What the position monitor last saw of one open position. @module */
import { z } from "zod";
import { Price } from "../money.ts";
import { Instant } from "../time.ts";

/** A number with two decimals, written as decimal text in SQL. */
const hundredths = z.codec(z.string(), z.number(), {
  decode: Number,
  encode: (value) => value.toFixed(2),
});

/** A ratio in whole millionths, written as percent with four decimals. */
const percentPpm = z.codec(z.string(), z.int(), {
  decode: (text) => Math.round(Number(text) * 10_000),
  encode: (ppm) => (ppm / 10_000).toFixed(4),
});

/** Where the price stands against a line: within 0.5 % of it is "at". */
export const Place = z.enum(["above", "below", "at", "unknown"])
  .meta({ title: "Place" });
export type Place = z.output<typeof Place>;

export const Advice = z.enum(["hold", "review", "exit"])
  .meta({ title: "Advice" });

export const AdviceStrength = z.enum([
  "strong_hold",
  "hold",
  "review",
  "exit",
  "strong_exit",
]).meta({ title: "AdviceStrength" });

export const MacdSignal = z.enum(["bullish", "bearish", "neutral", "unknown"])
  .meta({ title: "MacdSignal" });

export const Monitor = z.object({
  positionId: z.string(),
  advice: Advice,
  strength: AdviceStrength,
  holdSignals: z.array(z.string()).describe("Names of signals for staying"),
  exitSignals: z.array(z.string()).describe("Names of signals for leaving"),
  price: Price.describe("Last trade it was judged at"),
  gainPpm: percentPpm.describe("Gain at that price in millionths of cost"),
  rsi: hundredths.nullable().describe("RSI(14); null while trading is thin"),
  macd: MacdSignal,
  vwap: Place,
  ema20: Place,
  checks: z.int().nonnegative(),
  at: Instant.describe("Last check"),
  nextAt: Instant.nullable().describe("Next check; null past the calendar"),
}).meta({ title: "Monitor" });
export type Monitor = z.output<typeof Monitor>;
