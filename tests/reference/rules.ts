/** What the exit rules say of a long position, as one list of questions. @module */

/** Ratios are plain numbers, 0.03 is 3 %; unknown is NaN and answers no question. */
export interface Reading {
  gain: number;
  bestGain: number;
  giveback: number;
  /** By how much a review has tightened the stop. */
  tightened: number;
  rsi: number;
  volumeRatio: number;
  aboveVwap: number;
  aboveEma20: number;
  histogram: number;
  minutesToClose: number;
  /** NaN where there is no lunch. */
  minutesToLunch: number;
}

type Said =
  | "exit strong"
  | "exit moderate"
  | "hold strong"
  | "hold moderate";

export interface Signal {
  name: string;
  said: Said;
}

/** @param clock Whether the rules that watch the clock are asked too. */
export function signalsOf(reading: Reading, clock: boolean): Signal[] {
  const signals: Signal[] = [];
  const say = (name: string, said: Said) => signals.push({ name, said });
  askMoney(reading, say);
  askMarket(reading, say);
  if (clock) askClock(reading, say);
  return signals;
}

type Say = (name: string, said: Said) => void;

function askMoney(
  { gain, bestGain, giveback, tightened }: Reading,
  say: Say,
): void {
  if (gain <= -(0.03 - tightened)) say("stop_loss_hit", "exit strong");
  else if (gain <= -0.02) say("stop_loss_near", "exit moderate");
  if (bestGain > 0.02 && giveback >= 0.03) {
    say("trailing_stop_hit", "exit strong");
  }
  if (gain >= 0.08) say("profit_target_reached", "exit moderate");
  else if (gain >= 0.01 && gain <= 0.05) say("healthy_profit", "hold moderate");
}

function askMarket(
  { rsi, volumeRatio, aboveVwap, aboveEma20, histogram }: Reading,
  say: Say,
): void {
  if (rsi >= 85) say("rsi_overbought", "exit strong");
  else if (rsi >= 75) say("rsi_high", "exit moderate");
  else if (rsi <= 30) say("rsi_momentum_dead", "exit moderate");
  else if (rsi >= 40 && rsi <= 65) say("rsi_healthy", "hold strong");
  if (volumeRatio <= 0.25) say("volume_dying", "exit strong");
  else if (volumeRatio <= 0.4) say("volume_weak", "exit moderate");
  else if (volumeRatio >= 1.2) say("volume_strong", "hold strong");
  else if (volumeRatio >= 0.8) say("volume_healthy", "hold moderate");
  if (aboveVwap >= 0.01) say("above_vwap", "hold strong");
  else if (aboveVwap <= -0.02) say("below_vwap", "exit moderate");
  if (aboveEma20 >= 0.005) say("above_ema20", "hold moderate");
  else if (aboveEma20 <= -0.01) say("below_ema20", "exit moderate");
  if (histogram > 0) say("macd_bullish", "hold strong");
  else if (histogram < 0) say("macd_bearish", "exit moderate");
}

function askClock({ minutesToClose, minutesToLunch }: Reading, say: Say): void {
  if (minutesToClose <= 10) say("market_closing", "exit strong");
  else if (minutesToClose <= 30) say("market_closing_soon", "exit moderate");
  if (minutesToLunch > 0 && minutesToLunch <= 10) {
    say("lunch_break_soon", "exit moderate");
  }
}

/** One strong exit is an exit, one moderate exit a review, anything else a hold. */
export function adviceOf(signals: Signal[]): "exit" | "review" | "hold" {
  if (signals.some(({ said }) => said === "exit strong")) return "exit";
  if (signals.some(({ said }) => said === "exit moderate")) return "review";
  return "hold";
}

/** The first strong exit, else the first exit at all. */
export function triggerOf(signals: Signal[]): string | undefined {
  const strong = signals.find(({ said }) => said === "exit strong");
  const first = signals.find(({ said }) => said.startsWith("exit"));
  return (strong ?? first)?.name;
}

/** HOLD with something strong that speaks for it. */
export function isStrongHold(signals: Signal[]): boolean {
  return adviceOf(signals) === "hold" &&
    signals.some(({ said }) => said === "hold strong");
}
