/** How many shares an entry may buy: the tightest limit, in whole lots, never rounded up. @module */
import { type Money, type Price, written } from "../money.ts";
import { done, type Outcome, refused } from "../outcome.ts";
import type { FeeSchedule } from "../trading/fill.ts";
import type { Exposure } from "./exposure.ts";
import type { Limits } from "./limits.ts";

/**
 * Shares for an entry at `limitPrice`: the least of what the cap per symbol,
 * the gross cap, the open-risk budget, the cash and the usual volume leave,
 * rounded down to lots.
 *
 * @returns A refusal that names the limit and its numbers when not one lot fits.
 */
export function sizeOf(
  symbol: string,
  limitPrice: Price,
  exposure: Exposure,
  limits: Limits,
  feesOf: FeeSchedule,
): Outcome<number> {
  const bounds = boundsOf(limitPrice, exposure, limits);
  const tightest = bounds.reduce((a, b) => b.shares < a.shares ? b : a);
  const { lotSize: lot, freeCash } = exposure;
  let quantity = Math.floor(Math.max(0, tightest.shares) / lot) * lot;
  // Fees come on top of the value, and the cash must cover both.
  while (quantity > 0 && costOf(limitPrice, quantity, feesOf) > freeCash) {
    quantity -= lot;
  }
  if (quantity > 0) return done(quantity);
  const reason = quantity === 0 && tightest.shares >= lot
    ? `cash ${written(freeCash)} does not cover its fees too`
    : tightest.reason;
  const one = written(limitPrice * lot as Money);
  const message = `One lot of ${lot} ${symbol} is ${one}: ${reason}`;
  return refused({ code: "SIZE_ZERO", message });
}

function boundsOf(limitPrice: Price, exposure: Exposure, limits: Limits) {
  const { symbolValue, grossValue, freeCash, averageDailyVolume } = exposure;
  const forSymbol = limits.maxPositionValue - symbolValue as Money;
  const forAll = limits.maxGrossValue - grossValue as Money;
  const risk = limits.maxDayLoss + exposure.dayPnl - exposure.openRisk as Money;
  // An unknown volume is no volume: NaN would win no comparison.
  const usual = Number.isNaN(averageDailyVolume) ? 0 : averageDailyVolume;
  return [
    {
      shares: forSymbol / limitPrice,
      reason: `${written(forSymbol)} of the cap per symbol of ${
        written(limits.maxPositionValue)
      } is left`,
    },
    {
      shares: forAll / limitPrice,
      reason: `${written(forAll)} of the gross cap is left`,
    },
    {
      shares: risk / exposure.riskPerShare,
      reason: `the open-risk budget of ${written(risk)} does not cover ${
        written(exposure.riskPerShare)
      } a share`,
    },
    { shares: freeCash / limitPrice, reason: `cash is ${written(freeCash)}` },
    {
      shares: usual * limits.maxVolumeShare,
      reason: Number.isNaN(averageDailyVolume)
        ? "its usual volume is not known yet"
        : `a session has ${Math.round(usual)} shares on average`,
    },
  ];
}

function costOf(price: Price, quantity: number, feesOf: FeeSchedule): number {
  const value = price * quantity as Money;
  return value + feesOf(value, quantity);
}
