/** The scan's ranking: order, ties, and what costs score. @module */
import assert from "node:assert/strict";
import { findPatterns, setupThresholdsOf } from "../core/setups/mod.ts";
import { rank } from "../core/setups/rank.ts";
import type { Pattern } from "../core/setups/setup.ts";
import { chartOf, path, randomChart } from "./charts.ts";

const DEFAULTS = setupThresholdsOf({});

/** A bull flag: 50 quiet bars, a pole of 6 %, a flag that ends at 104. */
const FLAG = path(100, [100, 49], [106, 8], [105.5, 1], [104, 5]);

Deno.test("candidates are ranked by score, one for each symbol", () => {
  const charts = Array.from({ length: 500 }, (_, i) => randomChart(i));
  const ranking = rank(charts, DEFAULTS);
  assert.ok(ranking.length > 50);
  assert.equal(new Set(ranking.map((one) => one.symbol)).size, ranking.length);
  ranking.forEach(({ rank, score }, i) => {
    assert.equal(rank, i + 1);
    assert.ok(score > 0 && score <= 1);
    assert.ok(i === 0 || score <= ranking[i - 1]!.score);
  });
  assert.deepEqual(rank(charts.toReversed(), DEFAULTS), ranking);
});

/** The documented formula once more, for a day's move below 10 %. */
const scoreOf = (pattern: Pattern, price: number) => {
  const paid = Math.max(pattern.entry, price);
  const ratio = (pattern.target - paid) / (paid - pattern.stop);
  return pattern.confidence *
    (0.8 + 0.2 * Math.min(1, Math.max(0, (ratio - 1) / 2)));
};

Deno.test("of a symbol's patterns the best scored is kept", () => {
  let several = 0;
  for (let seed = 0; seed < 500; seed++) {
    const chart = randomChart(seed);
    if (chart.price > 1.09 * chart.technicals.priorClose) continue;
    const found = findPatterns(chart, DEFAULTS);
    if (found.length > 1) several++;
    const scores = found.map(({ pattern }) => scoreOf(pattern, chart.price));
    const best = rank([chart], DEFAULTS)[0]?.score ?? -Infinity;
    const expected = Math.max(...scores);
    assert.ok(best === expected || Math.abs(best - expected) < 1e-12);
  }
  assert.ok(several > 5);
});

Deno.test("equal scores are ordered by symbol", () => {
  const charts = ["MSFT", "AAPL", "NVDA", "700"].map((symbol) =>
    chartOf({ closes: FLAG, symbol })
  );
  assert.deepEqual(
    rank(charts, DEFAULTS).map((one) => one.symbol),
    ["700", "AAPL", "MSFT", "NVDA"],
  );
});

/** A bull flag at 104 whose prior close makes the day's move as given. */
const scoreAfter = (dayChange: number) => {
  const known = { priorClose: 104 / (1 + dayChange) };
  return rank([chartOf({ closes: FLAG, known })], DEFAULTS)[0]!.score;
};

Deno.test("a day's move above 10 % costs score, up to half of it", () => {
  const calm = scoreAfter(0.05);
  assert.equal(scoreAfter(0.0999), calm);
  assert.ok(Math.abs(scoreAfter(0.15) / calm - 0.75) < 1e-9);
  assert.ok(Math.abs(scoreAfter(0.4) / calm - 0.5) < 1e-9);
  assert.ok(Math.abs(scoreAfter(NaN) / calm - 0.5) < 1e-9, "unknown is dear");
});

Deno.test("a price above the entry costs score: the reward shrinks", () => {
  const known = { priorClose: 104 };
  const scoreAt = (price: number) =>
    rank([chartOf({ closes: FLAG, price, known })], DEFAULTS)[0]!.score;
  assert.equal(scoreAt(104), scoreAt(105));
  assert.ok(scoreAt(108) < scoreAt(105));
});

Deno.test("a candidate carries its readings", () => {
  const known = { relativeVolume: 2, priorClose: 94, close3: 90 };
  const [one] = rank(
    [chartOf({ closes: path(98, [98, 60]), known })],
    DEFAULTS,
  );
  assert.equal(one!.setup, "momentum_continuation");
  assert.equal(one!.price, 98e6);
  assert.equal(one!.relativeVolume, 2);
  assert.ok(Math.abs(one!.dayChange - (98 / 94 - 1)) < 1e-12);
  assert.ok(Number.isNaN(one!.rsi));
});
