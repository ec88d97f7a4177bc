/** What a signal is, and how a rule is written. @module */
import { z } from "zod";

export const Side = z.enum(["long", "short"]).meta({ title: "PositionSide" });
export type Side = z.output<typeof Side>;

export const Strength = z.enum(["weak", "moderate", "strong"])
  .meta({ title: "SignalStrength" });
export type Strength = z.output<typeof Strength>;

export const Signal = z.object({
  name: z.string().describe("What was seen, e.g. stop_loss_hit"),
  advice: z.enum(["hold", "exit"]).meta({ title: "SignalAdvice" }),
  strength: Strength,
}).meta({ title: "Signal", description: "One rule's opinion of one position" });
export type Signal = z.output<typeof Signal>;

/**
 * Everything a rule may look at: one position at one moment. Ratios are plain
 * numbers, 0.03 is 3 %. What is not known is NaN: every comparison with it is
 * false, so a rule that lacks its reading says nothing.
 */
export interface Reading {
  side: Side;
  /** Profit since entry as a ratio of cost; a loss is negative on either side. */
  gain: number;
  /** The same at the high watermark: the best the position has been. */
  bestGain: number;
  /** Retreat from the high watermark as a ratio of it, never negative. */
  giveback: number;
  /** By how much a review without advice has tightened the stop, as a ratio of cost. */
  tightened: number;
  /** Wilder RSI(14) on full 5-minute bars, 0–100; NaN while trading is too thin. */
  rsi: number;
  /**
   * Volume now against volume at entry, each relative to what its time slot
   * usually has; the larger of the last two full bars, so one dry bar is not
   * an exit. 1 is as at entry.
   */
  volumeRatio: number;
  /** Price above session VWAP as a ratio of it. */
  aboveVwap: number;
  /** Price above EMA(20) as a ratio of it. */
  aboveEma20: number;
  /** MACD(12, 26) less its signal line(9): positive is bullish. Only the sign is read. */
  macdHistogram: number;
  /** Minutes since the entry. */
  heldMinutes: number;
  /** Minutes until the session closes; NaN when the clock must not be asked. */
  toCloseMinutes: number;
  /** Minutes until the lunch break; negative once past, NaN where there is none. */
  toLunchMinutes: number;
}

/** One rule: its thresholds, the signals it can give, the pure function between. */
export interface Rule<Parameters extends z.ZodObject = z.ZodObject> {
  name: string;
  /** Every threshold with its default and bounds. Learnings may tune only these. */
  parameters: Parameters;
  /** One of the rule's own constant signals: a routine check allocates nothing. */
  read(reading: Reading, parameters: z.output<Parameters>): Signal | undefined;
  /** The reading that decided, for the record: "gain −3.02 %". */
  explain(reading: Reading): string;
}

/** Keeps the types of `parameters` and `read` together. */
export function rule<P extends z.ZodObject>(definition: Rule<P>): Rule<P> {
  return definition;
}

/** A signal as a constant of its rule. */
export function signal(
  name: string,
  advice: Signal["advice"],
  strength: Strength,
): Signal {
  return Object.freeze({ name, advice, strength });
}
