/** How sure a mean is, and the curves a replay is measured by, against numbers worked out by hand. */
import assert from "node:assert/strict";
import { marketOf } from "../core/market/mod.ts";
import { buyAndHold } from "../core/practice/buy_and_hold.ts";
import { EquityCurve } from "../core/practice/equity_curve.ts";
import { clusteredMean } from "../core/practice/interval.ts";
import { at, NOW } from "./desk.ts";
import { tapeOf } from "./tapes.ts";

const close = (found: number, expected: number, within = 1e-9) =>
  assert.ok(Math.abs(found - expected) <= within, `${found}, not ${expected}`);

Deno.test("The interval of a clustered mean is that of its days, not of its trades", () => {
  const { mean, low, high, clusters } = clusteredMean([[1, 2], [3], [4, 5, 6]]);
  assert.equal(clusters, 3);
  assert.equal(mean, 3.5);
  // Σ(day total − n × mean)² = 16 + 0.25 + 20.25; × 3/2; √ ÷ 6 trades; t(2) = 4.303.
  const reach = 4.303 * Math.sqrt(36.5 * 1.5) / 6;
  close(high, 3.5 + reach);
  close(low, 3.5 - reach);
  close(reach, 5.306549, 1e-6);
});

Deno.test("Trades of one day that move together say no more than one", () => {
  const one = clusteredMean([[1], [3], [2]]);
  const many = clusteredMean([[1, 1, 1, 1], [3, 3, 3, 3], [2, 2, 2, 2]]);
  close(many.low, one.low);
  close(many.high, one.high);
});

Deno.test("Days without a trade do not count", () => {
  const { clusters, low } = clusteredMean([[1], [], [3], []]);
  assert.equal(clusters, 2);
  close(low, 2 - 12.706 * Math.sqrt(2 * 2) / 2);
});

const FEW: [number[][], mean: number, clusters: number][] = [
  [[], NaN, 0],
  [[[]], NaN, 0],
  [[[1, 2, 3]], 2, 1],
];

for (const [clusters, mean, count] of FEW) {
  Deno.test(`${count} days with trades have no interval`, () => {
    assert.deepEqual(clusteredMean(clusters), {
      mean,
      low: NaN,
      high: NaN,
      clusters: count,
    });
  });
}

/** 97.5 % quantiles of Student's t from the tables, by degrees of freedom. */
const QUANTILES = [
  [1, 12.706],
  [5, 2.571],
  [10, 2.228],
  [11, 2.201],
  [20, 2.086],
  [30, 2.042],
  [60, 2.0003],
  [1_000, 1.9623],
] as const;

for (const [freedom, quantile] of QUANTILES) {
  Deno.test(`With ${freedom + 1} days the interval reaches ${quantile} errors`, () => {
    const values = Array.from({ length: freedom + 1 }, (_, i) => [i % 2]);
    const { mean, high } = clusteredMean(values);
    const squares = values.reduce(
      (sum, [value]) => sum + (value! - mean) ** 2,
      0,
    );
    const error = Math.sqrt(squares / (freedom * (freedom + 1)));
    close((high - mean) / error, quantile, 0.001);
  });
}

Deno.test("Buy and hold is the mean of every symbol from its first open to its last close", () => {
  const US = marketOf("US");
  const bars = (from: number, ...prices: number[]) =>
    prices.map((close, i) => ({
      at: at(`2026-11-23T15:0${i}:00Z`),
      open: i === 0 ? from : close,
      close,
      volume: 1,
    }));
  const series = [
    ...tapeOf(US, "AAPL", bars(100, 105, 90, 110)).series,
    ...tapeOf(US, "MSFT", bars(200, 210, 180)).series,
  ];
  const tape = { market: "US", series, outsideHours: 0 } as const;
  const from = at("2026-11-23T15:00:00Z");
  close(buyAndHold({ ...tape, series }, from, at("2026-11-24T00:00:00Z")), 0); // +10 % and −10 %
  // The end is not included, the start is: 100 → 90, and 200 → 180.
  close(
    buyAndHold({ ...tape, series }, from, at("2026-11-23T15:02:00Z")),
    -0.1,
  );
  assert.equal(
    buyAndHold(
      { ...tape, series },
      at("2026-11-25T00:00:00Z"),
      at("2026-11-26T00:00:00Z"),
    ),
    NaN,
  );
});

Deno.test("The deepest fall is from a peak before it, over all and in each stretch", () => {
  const curve = new EquityCurve();
  const see = (equities: number[], held: boolean) => {
    for (const equity of equities) {
      minute++;
      curve.see(NOW + minute * 60_000 as typeof NOW, equity, held);
    }
    curve.mark();
  };
  let minute = 0;
  curve.mark(); // nothing seen yet, nothing to end
  see([100, 110, 99, 105], true);
  see([120, 114, 126], false);
  assert.equal(curve.maxDrawdown, 0.1);
  assert.deepEqual(
    curve.points.map(({ equity, drawdown }) => [equity, drawdown]),
    [[105, 0.1], [126, 0.05]],
  );
  assert.equal(curve.heldMinutes, 4);
});
