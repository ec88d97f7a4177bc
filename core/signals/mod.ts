/** The signal engine: every rule, read in order. @module */
import { ema20 } from "./ema20.ts";
import { lunchBreak } from "./lunch_break.ts";
import { macd } from "./macd.ts";
import { marketClosing } from "./market_closing.ts";
import { overnightHold } from "./overnight_hold.ts";
import type { Thresholds } from "./parameters.ts";
import { profit } from "./profit.ts";
import { rsi } from "./rsi.ts";
import type { Reading, Rule, Signal } from "./rule.ts";
import { stopLoss } from "./stop_loss.ts";
import { trailingStop } from "./trailing_stop.ts";
import { volume } from "./volume.ts";
import { vwap } from "./vwap.ts";

/** Add a rule here; nothing else needs to know. Signals come in this order. */
export const RULES: readonly Rule[] = [
  stopLoss,
  trailingStop,
  profit,
  rsi,
  volume,
  vwap,
  ema20,
  macd,
  marketClosing,
  lunchBreak,
  overnightHold,
];

/** Rules that only watch the clock: an overnight mark exempts from these. */
export const CLOCK_RULES: readonly string[] = [
  marketClosing.name,
  lunchBreak.name,
];
const WATCHES_CLOCK = RULES.map((rule) => CLOCK_RULES.includes(rule.name));

/**
 * Asks every rule about one reading. Free: no network, no clock, no AI, and
 * nothing is parsed or written. `skipClock` leaves `CLOCK_RULES` unasked.
 */
export function detect(
  reading: Reading,
  thresholds: Thresholds,
  skipClock = false,
): Signal[] {
  const found: Signal[] = [];
  for (let i = 0; i < RULES.length; i++) {
    if (skipClock && WATCHES_CLOCK[i]) continue;
    const signal = RULES[i]!.read(reading, thresholds.inOrder[i]!);
    if (signal !== undefined) found.push(signal);
  }
  return found;
}

export type Recommendation = "hold" | "review" | "exit";

/** Strong exits act, moderate exits ask for a review, anything else holds. */
export function recommend(signals: readonly Signal[]): Recommendation {
  let recommendation: Recommendation = "hold";
  for (const { advice, strength } of signals) {
    if (advice !== "exit") continue;
    if (strength === "strong") return "exit";
    if (strength === "moderate") recommendation = "review";
  }
  return recommendation;
}

export type SignalStrength = "strong_exit" | "review" | "strong_hold" | "hold";

/** The recommendation, and for a hold whether anything strong speaks for it. */
export function signalStrength(signals: readonly Signal[]): SignalStrength {
  const recommendation = recommend(signals);
  if (recommendation === "exit") return "strong_exit";
  if (recommendation === "review") return "review";
  const strong = signals.some((signal) =>
    signal.advice === "hold" && signal.strength === "strong"
  );
  return strong ? "strong_hold" : "hold";
}
