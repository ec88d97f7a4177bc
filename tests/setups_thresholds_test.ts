/** Thresholds of setups: defaults, overrides, and what is refused. @module */
import assert from "node:assert/strict";
import {
  findPatterns,
  type SetupOverrides,
  SETUPS,
  setupThresholdsOf,
} from "../core/setups/mod.ts";
import { randomChart } from "./charts.ts";

Deno.test("an override moves its threshold and no other", () => {
  const defaults = setupThresholdsOf({});
  assert.equal(defaults["bull_flag"]!["pole"], 0.05);
  assert.deepEqual(setupThresholdsOf({ bull_flag: { pole: 0.07 } }), {
    ...defaults,
    bull_flag: { ...defaults["bull_flag"], pole: 0.07 },
  });
});

const REFUSED: [SetupOverrides, RegExp][] = [
  [{ bear_flag: {} }, /Cannot set thresholds of bear_flag: no such setup/],
  [{ abcd: { pole: 1 } }, /Cannot set abcd\.pole to 1: abcd declares no such/],
  [{ abcd: { constructor: 1 } } as SetupOverrides, /abcd\.constructor/],
  [
    { bull_flag: { pole: 0.5 } },
    /Cannot set bull_flag\.pole to 0\.5: it must be a number from 0\.02 to 0\.2/,
  ],
  [
    { breakout: { window: 30.5 } },
    /breakout\.window to 30\.5: it must be a whole number from 15 to 50/,
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
