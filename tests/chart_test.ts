/** What a chart is drawn from: round ticks, dates in local time, thinned points. */
import assert from "node:assert/strict";
import type { Instant } from "../core/time.ts";
import { dateTicks } from "../workers/replay/chart_dates.ts";
import { thinned } from "../workers/replay/chart_thin.ts";
import { roundTicks } from "../workers/replay/chart_ticks.ts";

/** Low, high, about how many, finest step; then the ticks. */
const TICKS: [[number, number, number, number], number[]][] = [
  [[0, 10, 5, 0.01], [0, 2, 4, 6, 8, 10]],
  [[99_908, 100_254, 4, 0.01], [99_900, 100_000, 100_100, 100_200, 100_300]],
  [[-0.2, 0, 2, 0.01], [-0.2, -0.1, 0]],
  [[-37, 12, 4, 0.01], [-40, -20, 0, 20]],
  [[5, 5, 4, 0.01], [5, 5.01]],
  [[5.001, 5.002, 4, 0.01], [5, 5.01]],
];

for (const [args, expected] of TICKS) {
  Deno.test(`round ticks from ${args[0]} to ${args[1]}`, () => {
    const ticks = roundTicks(...args).map((tick) =>
      Number(tick.toFixed(9)) + 0
    );
    assert.deepEqual(ticks, expected);
  });
}

/** From, to, at most; then the labels. */
const DATES: [string, string, number, string][] = [
  ["2024-03-04T05:00Z", "2024-03-04T21:00Z", 9, "4 Mar"],
  [
    "2024-03-07T05:00Z",
    "2024-03-11T20:00Z",
    9,
    "7 Mar,8 Mar,9 Mar,10 Mar,11 Mar",
  ],
  ["2024-03-06T05:00Z", "2024-04-02T20:00Z", 5, "11 Mar,18 Mar,25 Mar,1 Apr"],
  ["2024-10-15T04:00Z", "2025-02-10T05:00Z", 5, "Nov 2024,Dec,Jan 2025,Feb"],
  [
    "2024-01-02T05:00Z",
    "2025-01-01T05:00Z",
    9,
    "Mar 2024,May,Jul,Sep,Nov,Jan 2025",
  ],
  ["2016-03-04T05:00Z", "2024-05-20T04:00Z", 5, "2018,2020,2022,2024"],
];

for (const [from, to, most, expected] of DATES) {
  Deno.test(`dates from ${from} to ${to}, about ${most}`, () => {
    const [start, end] = [
      Date.parse(from) as Instant,
      Date.parse(to) as Instant,
    ];
    const ticks = dateTicks(start, end, "America/New_York", most);
    assert.equal(ticks.map(({ label }) => label).join(), expected);
    for (const { at } of ticks) {
      assert.ok(at >= start && at <= end);
      const local = new Date(at).toLocaleTimeString("en-GB", {
        timeZone: "America/New_York",
      });
      assert.equal(local, "00:00:00");
    }
  });
}

Deno.test("thinning keeps ends, lows, highs and falls, in their order", () => {
  const points = Array.from({ length: 1_000 }, (_, i) => (
    { at: i as Instant, equity: 100, drawdown: 0.1 }
  ));
  points[333]!.equity = 1;
  points[444]!.equity = 200;
  points[555]!.drawdown = 0.9;
  const kept = thinned(points, 50).map(({ at }) => Number(at));
  assert.ok(kept.length <= 50);
  for (const at of [0, 333, 444, 555, 999]) assert.ok(kept.includes(at));
  assert.deepEqual(kept, kept.toSorted((a, b) => a - b));
  assert.deepEqual(thinned(points, 1_000), points);
});
