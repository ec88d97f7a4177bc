/** Entry patterns: what makes each one, what denies it, how they are ranked. @module */
import assert from "node:assert/strict";
import {
  findPatterns,
  SETUPS,
  type SetupThresholds,
  setupThresholdsOf,
} from "../core/setups/mod.ts";
import { chartOf, type Drawing, path, randomChart } from "./charts.ts";

const DEFAULTS = setupThresholdsOf({});

function find(name: string, drawing: Drawing, overrides: SetupThresholds = {}) {
  const found = findPatterns(chartOf(drawing), setupThresholdsOf(overrides));
  return found.find((one) => one.setup === name)?.pattern;
}

interface Case {
  drawing: Drawing;
  /** Entry, stop and target in whole currency units. */
  levels: [entry: number, stop: number, target: number];
  /** Each differs from the drawing in the one reading it names. */
  denied: Record<string, Partial<Drawing>>;
}

/** 50 quiet bars, a pole of 6 % over 8 bars, a flag of `bars` down to `low`. */
const flag = (bars: number, low: number, first = 105.5, top = 106) =>
  path(100, [100, 49], [top, 8], [first, 1], [low, bars - 1]);

const cup = (bottom: number, right: number, handle: number, bars = 5) =>
  path(100, [100, 20], [bottom, 20], [right, 20], [handle, bars]);

const triangle = (peaks: number[], troughs: number[], last: number) =>
  path(
    105,
    [105, 30],
    ...peaks.flatMap((peak, i): [number, number][] => [
      [peak, 6],
      [troughs[i]!, 6],
    ]),
    [last, 4],
  );

const zigzag = (b: number, c: number, last: number) =>
  path(104, [100, 40], [b, 15], [c, 8], [last, 4]);

/** A base between 96 and 100, then five bars ending as given. */
const base = (...lasts: number[]) => [
  ...path(98, [100, 10], [96, 10], [100, 10], [96, 10], [99, 10]),
  ...[98, 98, 98, 98, 98].slice(lasts.length),
  ...lasts,
];

const NEAR = { relativeVolume: 1.3 };
const STRONG = { relativeVolume: 2, priorClose: 94, close3: 90 };

const CASES: Record<string, Case> = {
  bull_flag: {
    drawing: { closes: flag(6, 104) },
    levels: [105.5 * 1.001, 104 * 0.99, 105.5 * 1.001 + 6],
    denied: {
      "a flag of four bars": { closes: flag(4, 104) },
      "a pole of 4.9 %": { closes: flag(6, 104, 104.5, 104.9) },
      "a flag that gives back over half the pole": {
        closes: flag(6, 102.9, 104),
      },
      "a top 41 bars ago": { closes: [...flag(6, 104), ...level(104, 35)] },
      "a price that has reached the stop": { price: 102.9 },
      "a price that has reached the target": { price: 112 },
    },
  },
  cup_and_handle: {
    drawing: { closes: cup(80, 99, 95) },
    levels: [99 * 1.001, 95 * 0.99, 99 * 1.001 + 20],
    denied: {
      "a cup 11 % deep": { closes: cup(89, 99, 95) },
      "a cup 36 % deep": { closes: cup(64, 99, 95) },
      "a right rim 6 % lower": { closes: cup(80, 94, 93) },
      "a right rim 6 % higher": { closes: cup(80, 106, 102) },
      "a handle over half the cup": { closes: cup(80, 99, 88) },
      "a handle of two bars": { closes: cup(80, 99, 95, 2) },
      "a handle of 16 bars": { closes: cup(80, 99, 95, 16) },
    },
  },
  ascending_triangle: {
    drawing: { closes: triangle([110, 110, 110], [102, 104, 106], 109) },
    levels: [110 * 1.001, 106 * 0.99, 110 * 1.001 + 8],
    denied: {
      "a σ of the peaks over 2 %": {
        closes: triangle([105.2, 110, 110], [102, 104, 106], 109),
      },
      "a middle trough that did not rise": {
        closes: triangle([110, 110, 110], [102, 102, 106], 109),
      },
      "a last trough that did not rise": {
        closes: triangle([110, 110, 110], [102, 104, 104], 109),
      },
      "a price below 97 % of resistance": { price: 106.6 },
      "a height of 1.7 %": {
        closes: triangle([110, 110, 110], [108.1, 108.5, 109], 109.5),
      },
      "two peaks only": { closes: triangle([110, 110], [102, 104], 109) },
    },
  },
  abcd: {
    drawing: { closes: zigzag(106, 103, 103.5) },
    levels: [103.5 * 1.001, 103 * 0.99, 109],
    denied: {
      "a retrace of 37 %": { closes: zigzag(106, 103.78, 103.8) },
      "a retrace of 63 %": { closes: zigzag(106, 102.22, 102.5) },
      "a first leg of 2.9 %": { closes: zigzag(102.9, 101.45, 101.46) },
      "a reward below 1.5 times the risk": { closes: zigzag(106, 103, 105) },
      "a C undercut since": {
        closes: [...zigzag(106, 103, 103.5), 102.9, 103.5],
      },
    },
  },
  breakout: {
    drawing: { closes: base(99, 101), lastVolume: 1600 },
    levels: [101, 99, 105],
    denied: {
      "a close at the resistance": { closes: base(99, 100), price: 101 },
      "a previous close above it": { closes: base(100.1, 101) },
      "a bar of 1.4 times the volume": { lastVolume: 1400 },
      "a price back under it": { price: 99.9 },
    },
  },
  near_breakout: {
    drawing: { closes: base(99, 99.5), known: NEAR },
    levels: [100.1, 98 * 0.99, 104.1],
    denied: {
      "a price 1.1 % below": { price: 98.9 },
      "a price at the resistance": { price: 100 },
      "a close above it since": { closes: base(100.1, 99.5) },
      "1.2 times the usual volume": { known: { relativeVolume: 1.2 } },
      "an unknown relative volume": { known: {} },
    },
  },
  momentum_continuation: {
    drawing: { closes: path(98, [98, 60]), known: STRONG },
    levels: [98, 98 * 0.99, 98 * 1.02],
    denied: {
      "a day of +2.9 %": { known: { ...STRONG, priorClose: 98 / 1.029 } },
      "three days of +4.9 %": { known: { ...STRONG, close3: 98 / 1.049 } },
      "1.5 times the usual volume": {
        known: { ...STRONG, relativeVolume: 1.5 },
      },
      "an unknown prior close": { known: { ...STRONG, priorClose: NaN } },
      "an unknown close of three days ago": {
        known: { ...STRONG, close3: NaN },
      },
      "an unknown relative volume": {
        known: { ...STRONG, relativeVolume: NaN },
      },
    },
  },
};

function level(price: number, bars: number): number[] {
  return new Array(bars).fill(price);
}

Deno.test("every setup has cases", () => {
  assert.deepEqual(
    Object.keys(CASES),
    SETUPS.map((setup) => setup.name),
  );
});

for (const [name, { drawing, levels, denied }] of Object.entries(CASES)) {
  Deno.test(`${name} is found, with its levels`, () => {
    const pattern = find(name, drawing);
    assert.ok(pattern, "not found");
    const { entry, stop, target } = pattern;
    [entry, stop, target].forEach((price, i) =>
      assert.ok(Math.abs(price / 1e6 - levels[i]!) < 1e-6, `${price}`)
    );
    assert.match(pattern.reason, /\d/);
  });

  for (const [why, change] of Object.entries(denied)) {
    Deno.test(`${name} is denied by ${why}`, () => {
      assert.equal(find(name, { ...drawing, ...change }), undefined);
    });
  }

  Deno.test(`${name} needs 50 bars and no more`, () => {
    const last = (bars: number) =>
      find(name, { ...drawing, closes: drawing.closes.slice(-bars) });
    assert.ok(last(50));
    assert.equal(last(49), undefined);
  });
}

Deno.test("every pattern on 4,000 random charts keeps its promise", () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 4000; seed++) {
    const chart = randomChart(seed);
    for (const { setup, pattern } of findPatterns(chart, DEFAULTS)) {
      const { confidence, entry, stop, target } = pattern;
      const told = `${setup} on seed ${seed}: ${JSON.stringify(pattern)}`;
      assert.ok(confidence >= 0.5 && confidence <= 1, told);
      assert.ok(0 < stop && stop < entry && entry < target, told);
      assert.ok(stop < chart.price && chart.price < target, told);
      seen.set(setup, (seen.get(setup) ?? 0) + 1);
    }
  }
  for (const { name } of SETUPS) assert.ok((seen.get(name) ?? 0) > 0, name);
});

Deno.test("a better formed pattern has more confidence", () => {
  const tight = find("bull_flag", { closes: flag(6, 105) })!;
  const loose = find("bull_flag", { closes: flag(6, 103.5) })!;
  assert.ok(tight.confidence > loose.confidence);
});

// A flag lies under its top, so it never ranges wider than it retraces.
Deno.test("bull_flag is denied by its range where that is held tighter", () => {
  const { drawing } = CASES["bull_flag"]!;
  assert.ok(find("bull_flag", drawing, { bull_flag: { range: 0.26 } }));
  assert.equal(
    find("bull_flag", drawing, { bull_flag: { range: 0.24 } }),
    undefined,
  );
});

Deno.test("a chart is only read, and read the same way twice", () => {
  const chart = randomChart(7), again = randomChart(7);
  const first = findPatterns(chart, DEFAULTS);
  assert.deepEqual(findPatterns(chart, DEFAULTS), first);
  assert.deepEqual(chart, again);
});
