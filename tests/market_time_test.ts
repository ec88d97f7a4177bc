/** Market time between publications: affine, limited, never beyond its word. */
import assert from "node:assert/strict";
import {
  machineTimeAt,
  marketTimeAt,
  Published,
} from "../core/practice/market_time.ts";
import type { Instant } from "../core/time.ts";

const PUBLISHED: Published = {
  market: 1_000_000,
  machine: 50_000,
  speed: 300,
  until: 1_600_000,
};

const TIMES: [what: string, machine: number, market: number][] = [
  ["at its anchor", 50_000, 1_000_000],
  ["before its anchor", 49_000, 1_000_000],
  ["a millisecond later", 50_001, 1_000_300],
  ["a fraction later, cut off", 50_000.005, 1_000_001],
  ["at its limit", 52_000, 1_600_000],
  ["past its limit", 999_999, 1_600_000],
];
for (const [what, machine, market] of TIMES) {
  Deno.test(`market time ${what} is ${market}`, () => {
    assert.equal(marketTimeAt(PUBLISHED, machine), market);
  });
}

const REACHED: [what: string, market: number, machine: number][] = [
  ["of its anchor", 1_000_000, 50_000],
  ["that is long past", 1, 50_000],
  ["within a machine millisecond", 1_000_001, 50_001],
  ["of its limit", 1_600_000, 52_000],
  ["beyond its limit", 1_600_001, Infinity],
];
for (const [what, market, machine] of REACHED) {
  Deno.test(`a market time ${what} is reached at ${machine}`, () => {
    assert.equal(machineTimeAt(PUBLISHED, market as Instant), machine);
  });
}

Deno.test("whoever waits until a machine time finds the market time reached", () => {
  for (const speed of [1, 7, 300, 1800, 3600]) {
    const published = { ...PUBLISHED, speed, until: 1e9 };
    for (let market = 1_000_000; market < 1_050_000; market += 977) {
      const machine = machineTimeAt(published, market as Instant);
      assert.ok(marketTimeAt(published, machine) >= market);
      assert.ok(
        marketTimeAt(published, machine - 1) < market || machine === 50_000,
      );
    }
  }
});

Deno.test("a publication travels as JSON, and nothing else is one", () => {
  const text = JSON.stringify(PUBLISHED);
  assert.deepEqual(Published.parse(JSON.parse(text)), PUBLISHED);
  for (const wrong of [{ speed: 0 }, { market: 1.5 }, { until: "1" }]) {
    assert.throws(() => Published.parse({ ...PUBLISHED, ...wrong }));
  }
});
