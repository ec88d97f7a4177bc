/** The record a check leaves of one position. @module */
import { nextCheck } from "../market/next_check.ts";
import { MILLION, type Price } from "../money.ts";
import { signalStrength } from "../signals/mod.ts";
import type { Signal } from "../signals/rule.ts";
import type { Monitor, Place } from "../trading/monitor.ts";
import type { Position } from "../trading/position.ts";
import type { Judgement } from "./judge.ts";
import type { Run } from "./run.ts";

/** Nearer to a line than this ratio is at it: the seed's ±0.5 %. */
const AT = 0.005;

export function monitorOf(
  { desk, ledger, at }: Run,
  { id }: Position,
  { advice, signals, reading }: Judgement,
  price: Price,
): Monitor {
  const { gain, rsi, macdHistogram, aboveVwap, aboveEma20 } = reading;
  return {
    positionId: id,
    advice,
    strength: signalStrength(signals),
    holdSignals: namesOf(signals, "hold"),
    exitSignals: namesOf(signals, "exit"),
    price,
    gainPpm: Math.round(gain * MILLION),
    rsi: Number.isNaN(rsi) ? null : Math.round(rsi * 100) / 100,
    macd: trendOf(macdHistogram),
    vwap: placeOf(aboveVwap),
    ema20: placeOf(aboveEma20),
    checks: (ledger.monitors.get(id)?.checks ?? 0) + 1,
    at,
    nextAt: nextCheck(desk.market, at) ?? null,
  };
}

function namesOf(signals: readonly Signal[], advice: Signal["advice"]) {
  return signals.filter((signal) => signal.advice === advice)
    .map(({ name }) => name);
}

function trendOf(histogram: number): Monitor["macd"] {
  if (Number.isNaN(histogram)) return "unknown";
  if (histogram === 0) return "neutral";
  return histogram > 0 ? "bullish" : "bearish";
}

function placeOf(above: number): Place {
  if (Number.isNaN(above)) return "unknown";
  if (Math.abs(above) <= AT) return "at";
  return above > 0 ? "above" : "below";
}
