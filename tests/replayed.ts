/** What a replay came to, for tests of its reports: each says only what matters to it. */
import { devClaude } from "../core/agents/dev_claude.ts";
import { us } from "../core/market/us.ts";
import { money } from "../core/money.ts";
import { EquityCurve } from "../core/practice/equity_curve.ts";
import type { Performance } from "../core/practice/performance.ts";
import { DAY_MS, type Instant } from "../core/time.ts";
import type { Replayed } from "../workers/replay/run.ts";

/** Three trades of two sessions that say nothing; 390 trading minutes a day. */
export const PERFORMANCE: Performance = {
  orders: 7,
  trades: 3,
  open: 0,
  wins: 2,
  realized: money(1_500_000_000),
  unrealized: money(0),
  fees: money(1_230_000),
  expectancy: {
    mean: 499_590_000.4,
    low: -20_000_000.5,
    high: 1_019_180_000,
    clusters: 2,
  },
  exits: [
    ["trailing_stop", 2, money(1_600_000_000)],
    ["macd_bearish", 1, money(-101_230_000)],
  ],
  refusals: [["QUOTE_STALE", 1_408], ["SIZE_ZERO", 2]],
};

const START = 100_000_000_000;
const END = 101_498_770_000;

/** Monday to Friday of one week unless told otherwise. */
export function replayedOf(
  changes: Partial<Omit<Replayed, "performance">> = {},
  performance: Partial<Performance> = {},
): Replayed {
  return {
    agent: devClaude,
    market: us,
    from: "2024-03-04",
    to: "2024-03-08",
    bars: 126_570,
    seconds: 0.5,
    performance: { ...PERFORMANCE, ...performance },
    curve: curveOf([START, 99_000_000_000, END], 195),
    equityStart: money(START),
    equityEnd: money(END),
    difference: money(0),
    buyAndHold: 0.0312,
    stateHash: "c0ffee".repeat(10) + "cafe",
    ...changes,
  };
}

/** Nothing was bought: equity where it began. */
export function idle(performance: Partial<Performance> = {}): Replayed {
  return replayedOf(
    { curve: curveOf([START, START], 0), equityEnd: money(START) },
    {
      orders: 0,
      trades: 0,
      wins: 0,
      realized: money(0),
      fees: money(0),
      expectancy: { mean: NaN, low: NaN, high: NaN, clusters: 0 },
      exits: [],
      refusals: [],
      ...performance,
    },
  );
}

/** One point a day from the evening of 2024-03-04 on; amounts in millionths. */
export function curveOf(equities: number[], heldMinutes = 0): EquityCurve {
  const curve = new EquityCurve();
  const first = Date.parse("2024-03-04T21:00:00Z");
  equities.forEach((equity, day) => {
    curve.see(first + day * DAY_MS as Instant, equity, false);
    curve.mark();
  });
  curve.heldMinutes = heldMinutes;
  return curve;
}
