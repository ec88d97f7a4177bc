/** The rules against the original's vectors and on prices of both sides. @module */
import assert from "node:assert/strict";
import { marketOf } from "../core/market/mod.ts";
import {
  CLOCK_RULES,
  detect,
  recommend,
  RULES,
  signalStrength,
} from "../core/signals/mod.ts";
import { thresholdsOf } from "../core/signals/parameters.ts";
import { Question, readingOf } from "../core/signals/question.ts";
import { ratios } from "../core/signals/reading.ts";
import type { Side } from "../core/signals/rule.ts";
import golden from "./data/origin-signals-golden.json" with { type: "json" };
import { reading, told } from "./readings.ts";

const DEFAULTS = thresholdsOf();

/** Vectors that no longer hold, with the reason and the verdict that took their place. */
const CHANGED: Record<string, { reason: string; verdict: Verdict }> = {
  "trailing_hw+5%_now+2%": {
    reason: "the trail is 3 % from the high, not 3 points of entry: 2.86 %",
    verdict: {
      hold: [["healthy_profit", "moderate"]],
      exit: [],
      recommendation: "HOLD",
      signal_strength: "hold",
    },
  },
};

interface Verdict {
  hold: string[][];
  exit: string[][];
  recommendation: string;
  signal_strength: string;
}

function verdictOf(input: unknown): Verdict {
  const question = Question.parse(input);
  const seen = readingOf(question, marketOf(question.market));
  const signals = detect(seen, DEFAULTS);
  const pairs = (advice: string) =>
    signals.filter((signal) => signal.advice === advice)
      .map(({ name, strength }) => [name, strength]);
  return {
    hold: pairs("hold"),
    exit: pairs("exit"),
    recommendation: recommend(signals).toUpperCase(),
    signal_strength: signalStrength(signals),
  };
}

for (const { name, input, ...verdict } of golden) {
  const changed = CHANGED[name];
  const why = changed ? ` (changed: ${changed.reason})` : "";
  Deno.test(`Scenario 16. Golden signals: ${name}${why}`, () => {
    assert.deepEqual(verdictOf(input), changed?.verdict ?? verdict);
    if (changed) assert.notDeepEqual(changed.verdict, verdict);
  });
}

/** Prices in millionths, from whole units with decimals. */
const units = (price: number) => Math.round(price * 1e6);

function at(side: Side, entry: number, current: number, watermark: number) {
  return ratios(side, units(entry), units(current), units(watermark));
}

const PRICES: [Side, entry: number, now: number, mark: number, string[]][] = [
  ["long", 100, 97, 100, ["stop_loss_hit: strong exit"]],
  ["long", 100, 97.000001, 100, ["stop_loss_near: moderate exit"]],
  ["long", 100, 98, 100, ["stop_loss_near: moderate exit"]],
  ["long", 100, 98.000001, 100, []],
  ["long", 100, 101.85, 105, [
    "trailing_stop_hit: strong exit",
    "healthy_profit: moderate hold",
  ]],
  ["long", 100, 101.86, 105, ["healthy_profit: moderate hold"]],
  ["long", 100, 98.94, 102, []], // best +2 %: not armed yet
  ["long", 100, 98.94, 102.000001, ["trailing_stop_hit: strong exit"]],
  ["long", 100, 100.999999, 101, []],
  ["long", 100, 101, 101, ["healthy_profit: moderate hold"]],
  ["long", 100, 105, 105, ["healthy_profit: moderate hold"]],
  ["long", 100, 105.000001, 105.000001, []],
  ["long", 100, 107.999999, 108, []],
  ["long", 100, 108, 108, ["profit_target_reached: moderate exit"]],
  ["short", 100, 103, 100, ["stop_loss_hit: strong exit"]],
  ["short", 100, 102.999999, 100, ["stop_loss_near: moderate exit"]],
  ["short", 100, 102, 100, ["stop_loss_near: moderate exit"]],
  ["short", 100, 97.85, 95, [
    "trailing_stop_hit: strong exit",
    "healthy_profit: moderate hold",
  ]],
  ["short", 100, 97.84, 95, ["healthy_profit: moderate hold"]],
  ["short", 100, 92, 92, ["profit_target_reached: moderate exit"]],
  // A share bought at 2,500.00 that lost a twentieth of a percent.
  ["long", 2_500, 2_498.75, 2_500, []],
];

for (const [side, entry, now, mark, expected] of PRICES) {
  const says = expected.join(", ") || "nothing";
  Deno.test(`${side} from ${entry}, best ${mark}, now ${now}: ${says}`, () => {
    const seen = reading({ side, ...at(side, entry, now, mark) });
    assert.deepEqual(told(detect(seen, DEFAULTS)), expected);
  });
}

Deno.test("Scenario 17. Units: a ratio of −0.05 % holds, −0.05 as a ratio is a stop", () => {
  const small = detect(reading({ gain: -0.0005 }), DEFAULTS);
  assert.equal(recommend(small), "hold");
  const large = detect(reading({ gain: -0.05 }), DEFAULTS);
  assert.equal(recommend(large), "exit");
});

Deno.test("Scenario 17. Units: 2,500 × (71.45 − 70.55) is a gain of 1.28 %", () => {
  const { gain } = ratios("long", 2_500 * 70.55e6, 2_500 * 71.45e6, 71.45e6);
  assert.equal((gain * 100).toFixed(2), "1.28");
});

Deno.test("A stop tightened by half a percent is hit half a percent earlier", () => {
  const seen = reading({ gain: -0.025, tightened: 0.005 });
  assert.deepEqual(told(detect(seen, DEFAULTS)), [
    "stop_loss_hit: strong exit",
  ]);
  const loose = reading({ gain: -0.0249, tightened: 0.005 });
  assert.deepEqual(told(detect(loose, DEFAULTS)), [
    "stop_loss_near: moderate exit",
  ]);
});

Deno.test("A clock rule is not asked when the clock is to be skipped, the rest is", () => {
  const seen = reading({ gain: -0.03, toCloseMinutes: 1, toLunchMinutes: 1 });
  assert.equal(detect(seen, DEFAULTS).length, 3);
  assert.deepEqual(told(detect(seen, DEFAULTS, true)), [
    "stop_loss_hit: strong exit",
  ]);
  assert.deepEqual(CLOCK_RULES, ["market_closing", "lunch_break"]);
});

Deno.test("Two moderate exits are a review, and a weak hold is no strong hold", () => {
  const review = detect(reading({ rsi: 75, volumeRatio: 0.4 }), DEFAULTS);
  assert.equal(recommend(review), "review");
  const weak = detect(reading({ heldMinutes: 2_000 }), DEFAULTS);
  assert.equal(signalStrength(weak), "hold");
});

Deno.test("Signals are constants: asking twice gives the very same objects", () => {
  const seen = reading({ gain: -0.03, rsi: 50 });
  const [first, again] = [detect(seen, DEFAULTS), detect(seen, DEFAULTS)];
  assert.equal(first.length, 2);
  for (const [i, signal] of first.entries()) {
    assert.equal(signal, again[i]);
    assert.ok(Object.isFrozen(signal));
  }
});

Deno.test("An empty reading makes no rule speak and every rule can explain itself", () => {
  const nothing = reading({ gain: NaN, bestGain: NaN, giveback: NaN });
  for (const side of ["long", "short"] as const) {
    assert.deepEqual(detect({ ...nothing, side }, DEFAULTS), []);
  }
  for (const rule of RULES) assert.ok(rule.explain(nothing).length > 0);
});

Deno.test("A rule explains itself with the number that decided", () => {
  const [stopLoss, , , rsi] = RULES;
  assert.equal(
    stopLoss?.explain(reading({ gain: -0.0302 })),
    "gain −3.02 %",
  );
  assert.equal(rsi?.explain(reading({ rsi: 85.04 })), "RSI 85.0");
});

Deno.test("A routine check of all rules takes far less than a microsecond", () => {
  const seen = reading({ gain: 0.002, rsi: 55, volumeRatio: 0.6 });
  const checks = 200_000;
  const round = () => {
    const before = performance.now();
    for (let i = 0; i < checks; i++) detect(seen, DEFAULTS);
    return (performance.now() - before) * 1_000 / checks;
  };
  const best = Math.min(...Array.from({ length: 5 }, round));
  assert.ok(best < 1, `${best} µs per check`);
});
