/** Thresholds of setups: defaults, overrides, and what is refused. @module */
import assert from "node:assert/strict";
import { findPatterns, SETUPS, setupThresholdsOf } from "../core/setups/mod.ts";
import type { Overrides } from "../core/signals/threshold.ts";
import { randomChart } from "./charts.ts";

Deno.test("an override moves its threshold and no other", () => {
  const defaults = setupThresholdsOf({});
  assert.equal(defaults["bull_flag"]!["pole"], 0.05);
  assert.deepEqual(setupThresholdsOf({ bull_flag: { pole: 0.07 } }), {
    ...defaults,
    bull_flag: { ...defaults["bull_flag"], pole: 0.07 },
  });
});

const REFUSED: [Overrides, RegExp][] = [
  [{ bear_flag: {} }, /thresholds of bear_flag: there are only those of/],
  [
    { abcd: { pole: 1 } },
    /Cannot set threshold abcd\.pole to 1: abcd declares/,
  ],
  [{ abcd: { constructor: 1 } } as Overrides, /abcd\.constructor/],
  [
    { bull_flag: { pole: 0.5 } },
    /bull_flag\.pole to 0\.5: it must be within 0\.02 and 0\.2/,
  ],
  [
    { breakout: { window: 30.5 } },
    /breakout\.window to 30\.5: it must be whole and within 15 and 50/,
  ],
  [{ breakout: { volume: NaN } }, /breakout\.volume to NaN: it must be/],
];

for (const [overrides, error] of REFUSED) {
  Deno.test(`thresholds ${JSON.stringify(overrides)} are refused`, () => {
    assert.throws(() => setupThresholdsOf(overrides), { message: error });
  });
}

Deno.test("every bound can be set, and no setup breaks at any", () => {
  const charts = Array.from({ length: 200 }, (_, i) => randomChart(i));
  for (const { name, parameters } of SETUPS) {
    for (const [threshold, schema] of Object.entries(parameters.shape)) {
      const { minValue, maxValue } = schema.unwrap();
      for (const value of [minValue, maxValue]) {
        const thresholds = setupThresholdsOf({
          [name]: { [threshold]: value },
        });
        for (const chart of charts) findPatterns(chart, thresholds);
      }
    }
  }
});
