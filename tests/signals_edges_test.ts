/** Every threshold of every rule at equality and beside it, for both sides. @module */
import assert from "node:assert/strict";
import { detect } from "../core/signals/mod.ts";
import { thresholdsOf } from "../core/signals/parameters.ts";
import { aboveOf } from "../core/signals/reading.ts";
import type { Reading } from "../core/signals/rule.ts";
import { reading, told } from "./readings.ts";

const DEFAULTS = thresholdsOf();

const EDGES: [Partial<Reading>, string | undefined][] = [
  [{ rsi: 85 }, "rsi_overbought: strong exit"],
  [{ rsi: 84.9 }, "rsi_high: moderate exit"],
  [{ rsi: 75 }, "rsi_high: moderate exit"],
  [{ rsi: 74.9 }, undefined],
  [{ rsi: 65.1 }, undefined],
  [{ rsi: 65 }, "rsi_healthy: strong hold"],
  [{ rsi: 40 }, "rsi_healthy: strong hold"],
  [{ rsi: 39.9 }, undefined],
  [{ rsi: 30.1 }, undefined],
  [{ rsi: 30 }, "rsi_momentum_dead: moderate exit"],
  [{ rsi: NaN }, undefined],
  [{ side: "short", rsi: 15 }, "rsi_oversold: strong exit"],
  [{ side: "short", rsi: 15.1 }, "rsi_low: moderate exit"],
  [{ side: "short", rsi: 25 }, "rsi_low: moderate exit"],
  [{ side: "short", rsi: 25.1 }, undefined],
  [{ side: "short", rsi: 34.9 }, undefined],
  [{ side: "short", rsi: 35 }, "rsi_healthy: strong hold"],
  [{ side: "short", rsi: 60 }, "rsi_healthy: strong hold"],
  [{ side: "short", rsi: 60.1 }, undefined],
  [{ side: "short", rsi: 69.9 }, undefined],
  [{ side: "short", rsi: 70 }, "rsi_momentum_dead: moderate exit"],
  [{ side: "short", rsi: 85 }, "rsi_momentum_dead: moderate exit"],
  [{ volumeRatio: 0.25 }, "volume_dying: strong exit"],
  [{ volumeRatio: 0.251 }, "volume_weak: moderate exit"],
  [{ volumeRatio: 0.4 }, "volume_weak: moderate exit"],
  [{ volumeRatio: 0.401 }, undefined],
  [{ volumeRatio: 0.799 }, undefined],
  [{ volumeRatio: 0.8 }, "volume_healthy: moderate hold"],
  [{ volumeRatio: 1.199 }, "volume_healthy: moderate hold"],
  [{ volumeRatio: 1.2 }, "volume_strong: strong hold"],
  [{ side: "short", volumeRatio: 0.25 }, "volume_dying: strong exit"],
  [{ aboveVwap: aboveOf(101, 100) }, "above_vwap: strong hold"],
  [{ aboveVwap: 0.0099 }, undefined],
  [{ aboveVwap: -0.0199 }, undefined],
  [{ aboveVwap: aboveOf(98, 100) }, "below_vwap: moderate exit"],
  [{ side: "short", aboveVwap: aboveOf(99, 100) }, "below_vwap: strong hold"],
  [{ side: "short", aboveVwap: -0.0099 }, undefined],
  [{ side: "short", aboveVwap: 0.0199 }, undefined],
  [{ side: "short", aboveVwap: 0.02 }, "above_vwap: moderate exit"],
  [{ aboveEma20: 0.005 }, "above_ema20: moderate hold"],
  [{ aboveEma20: 0.0049 }, undefined],
  [{ aboveEma20: -0.0099 }, undefined],
  [{ aboveEma20: -0.01 }, "below_ema20: moderate exit"],
  [{ side: "short", aboveEma20: -0.005 }, "below_ema20: moderate hold"],
  [{ side: "short", aboveEma20: -0.0049 }, undefined],
  [{ side: "short", aboveEma20: 0.0099 }, undefined],
  [{ side: "short", aboveEma20: 0.01 }, "above_ema20: moderate exit"],
  [{ macdHistogram: 1e-9 }, "macd_bullish: strong hold"],
  [{ macdHistogram: 0 }, undefined],
  [{ macdHistogram: -1e-9 }, "macd_bearish: moderate exit"],
  [{ side: "short", macdHistogram: -1 }, "macd_bearish: strong hold"],
  [{ side: "short", macdHistogram: 1 }, "macd_bullish: moderate exit"],
  [{ toCloseMinutes: 30.1 }, undefined],
  [{ toCloseMinutes: 30 }, "market_closing_soon: moderate exit"],
  [{ toCloseMinutes: 10.1 }, "market_closing_soon: moderate exit"],
  [{ toCloseMinutes: 10 }, "market_closing: strong exit"],
  [{ toCloseMinutes: -1 }, "market_closing: strong exit"],
  [{ toLunchMinutes: 10.1 }, undefined],
  [{ toLunchMinutes: 10 }, "lunch_break_soon: moderate exit"],
  [{ toLunchMinutes: 0.1 }, "lunch_break_soon: moderate exit"],
  [{ toLunchMinutes: 0 }, undefined],
  [{ heldMinutes: 1_439 }, undefined],
  [{ heldMinutes: 1_440 }, "overnight_hold: weak hold"],
];

for (const [seen, expected] of EDGES) {
  const says = expected ?? "nothing";
  Deno.test(`A reading of ${Deno.inspect(seen)} says ${says}`, () => {
    const signals = detect(reading(seen), DEFAULTS);
    assert.deepEqual(told(signals), expected ? [expected] : []);
  });
}
