/** Thresholds: declared by rules, overridden within bounds, folded once. @module */
import assert from "node:assert/strict";
import { z } from "zod";
import { detect, recommend, RULES } from "../core/signals/mod.ts";
import { DECLARED, thresholdsOf } from "../core/signals/parameters.ts";
import { thresholdsDeclaredBy } from "../core/signals/threshold.ts";
import { reading } from "./readings.ts";

/** The seed's numbers: a changed default must be a decision, not an accident. */
const SEED = {
  stop_loss: { loss: 0.03, near: 0.02, tightenStep: 0.005 },
  trailing_stop: { armedAbove: 0.02, giveback: 0.03 },
  profit: { healthyFrom: 0.01, healthyTo: 0.05, target: 0.08 },
  rsi: { overbought: 85, high: 75, dead: 30, healthyFrom: 40, healthyTo: 65 },
  volume: { dying: 0.25, weak: 0.4, healthy: 0.8, strong: 1.2 },
  vwap: { favourable: 0.01, adverse: 0.02 },
  ema20: { favourable: 0.005, adverse: 0.01 },
  macd: {},
  market_closing: { closingMinutes: 10, soonMinutes: 30 },
  lunch_break: { soonMinutes: 10 },
  overnight_hold: { heldMinutes: 1_440 },
};

Deno.test("Without overrides every threshold is the seed's", () => {
  assert.deepEqual(thresholdsOf().values, SEED);
});

Deno.test("Thresholds stand in the order of the rules that read them", () => {
  const { values, inOrder } = thresholdsOf();
  assert.deepEqual(Object.keys(values), RULES.map((rule) => rule.name));
  for (const [i, rule] of RULES.entries()) {
    assert.equal(inOrder[i], values[rule.name]);
  }
});

for (const [rule, declared] of DECLARED) {
  for (const [name, { min, max, ...threshold }] of declared) {
    Deno.test(`${rule}.${name} has a default within bounds and a description`, () => {
      assert.ok(min <= threshold.default && threshold.default <= max);
      assert.ok(threshold.description.length > 10);
    });

    Deno.test(`${rule}.${name} takes its bounds and nothing beyond them`, () => {
      for (const value of [min, max]) {
        const { values } = thresholdsOf({ [rule]: { [name]: value } });
        assert.equal(values[rule]?.[name], value);
      }
      for (const value of [min - 0.001, max + 0.001, NaN]) {
        assert.throws(() => thresholdsOf({ [rule]: { [name]: value } }), {
          name: "RangeError",
          message: `Cannot set threshold ${rule}.${name} to ${value}: ` +
            `it must be within ${min} and ${max}`,
        });
      }
    });
  }
}

/** The seed's experiments must be possible without touching the code. */
const EXPERIMENTS = [
  { stop_loss: { loss: 0.02 } },
  { stop_loss: { loss: 0.04 } },
  { rsi: { overbought: 75 } },
  { rsi: { overbought: 80 } },
  { volume: { dying: 0.2 } },
  { volume: { dying: 0.4 } },
  { trailing_stop: { giveback: 0.02 } },
  { trailing_stop: { giveback: 0.04 } },
];

for (const overrides of EXPERIMENTS) {
  Deno.test(`The experiment ${Deno.inspect(overrides)} is within bounds`, () => {
    const [rule, values] = Object.entries(overrides)[0]!;
    const folded = thresholdsOf(overrides).values;
    assert.deepEqual({ ...folded[rule], ...values }, folded[rule]);
  });
}

Deno.test("detect() takes an overridden threshold over the rule's default", () => {
  const tuned = thresholdsOf({ rsi: { overbought: 80 } });
  assert.equal(recommend(detect(reading({ rsi: 80 }), tuned)), "exit");
  assert.equal(
    recommend(detect(reading({ rsi: 80 }), thresholdsOf())),
    "review",
  );
});

Deno.test("A threshold that no rule declares is refused by name", () => {
  assert.throws(() => thresholdsOf({ rsi: { overbougth: 80 } }), {
    message: "Cannot set threshold rsi.overbougth to 80: " +
      "rsi declares overbought, high, dead, healthyFrom, healthyTo",
  });
  assert.throws(() => thresholdsOf({ macd: { fast: 12 } }), {
    message:
      "Cannot set threshold macd.fast to 12: macd declares no thresholds",
  });
  assert.throws(
    () => thresholdsOf({ stop: { loss: 0.02 } }),
    /Cannot set thresholds of stop: there are only those of stop_loss, /,
  );
});

Deno.test("Folded thresholds cannot be changed afterwards", () => {
  const { values, inOrder } = thresholdsOf();
  for (const object of [values, inOrder, ...inOrder]) {
    assert.ok(Object.isFrozen(object));
  }
});

const NAKED: [string, z.ZodType][] = [
  ["no default", z.number().min(0).max(1).describe("described")],
  ["no bounds", z.number().default(1).describe("described")],
  ["no description", z.number().min(0).max(1).default(1)],
  ["no number", z.string().default("1").describe("described")],
];

for (const [lack, schema] of NAKED) {
  Deno.test(`A threshold with ${lack} is a defect of its rule`, () => {
    const rule = { name: "naked", parameters: z.object({ edge: schema }) };
    assert.throws(() => thresholdsDeclaredBy(rule), {
      name: "TypeError",
      message: /^Cannot declare threshold naked\.edge/,
    });
  });
}
