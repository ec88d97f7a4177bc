/** The seeded streams: the same bits everywhere, and random enough. */
import assert from "node:assert/strict";
import { Random } from "../core/practice/random.ts";

Deno.test("a seed gives these numbers on every machine", () => {
  const random = Random.seeded(42);
  assert.deepEqual(
    Array.from({ length: 4 }, () => random.uniform() * 2 ** 32),
    [4164121165, 1259126462, 4227440292, 2223687976],
  );
  assert.equal(random.normal(), -1.7433522753417492);
});

Deno.test("a fork does not depend on what was drawn before it", () => {
  const drawn = Random.seeded(7);
  for (let i = 0; i < 100; i++) drawn.normal();
  assert.deepEqual(
    firstOf(drawn.fork("AAPL")),
    firstOf(Random.seeded(7).fork("AAPL")),
  );
});

Deno.test("no two of many seeds and labels begin alike", () => {
  const root = Random.seeded("labels");
  const streams = [
    ...Array.from({ length: 500 }, (_, seed) => Random.seeded(seed)),
    ...Array.from({ length: 500 }, (_, n) => root.fork(`s${n}`)),
    root.fork(""),
    root.fork("a").fork("b"),
    root.fork("ab"),
    root.fork("b").fork("a"),
  ];
  const firsts = streams.map((random) => firstOf(random).join());
  assert.equal(new Set(firsts).size, streams.length);
});

Deno.test("uniform() fills 0 to 1 evenly", () => {
  const { mean, deviation, low, high } = momentsOf((r) => r.uniform());
  near(mean, 0.5, 0.005);
  near(deviation, Math.sqrt(1 / 12), 0.005);
  assert.ok(low >= 0 && low < 0.001 && high > 0.999 && high < 1);
});

Deno.test("normal() has mean 0, deviation 1 and tails within 6", () => {
  const { mean, deviation, low, high } = momentsOf((r) => r.normal());
  near(mean, 0, 0.02);
  near(deviation, 1, 0.02);
  assert.ok(low > -6 && low < -3.5 && high > 3.5 && high < 6);
});

Deno.test("chance(p) is true in the share p of draws", () => {
  near(momentsOf((r) => r.chance(0.2) ? 1 : 0).mean, 0.2, 0.005);
});

Deno.test("whole() and pick() reach every value, both ends included", () => {
  const random = Random.seeded(3);
  const wholes = Array.from({ length: 200 }, () => random.whole(-2, 2));
  assert.deepEqual([...new Set(wholes)].sort((a, b) => a - b), [
    -2,
    -1,
    0,
    1,
    2,
  ]);
  const picks = Array.from({ length: 200 }, () => random.pick(["a", "b", "c"]));
  assert.deepEqual([...new Set(picks)].sort(), ["a", "b", "c"]);
});

Deno.test("pick() refuses an empty list", () => {
  assert.throws(() => Random.seeded(1).pick([]), /Cannot pick: 0 items/);
});

function firstOf(random: Random): number[] {
  return [random.uniform(), random.uniform()];
}

function momentsOf(draw: (random: Random) => number) {
  const random = Random.seeded("moments");
  const drawn = Array.from({ length: 50_000 }, () => draw(random));
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
  const square = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(square / drawn.length),
    low: drawn.reduce((a, b) => Math.min(a, b)),
    high: drawn.reduce((a, b) => Math.max(a, b)),
  };
}

function near(actual: number, wanted: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - wanted) < tolerance,
    `${actual} is not within ${tolerance} of ${wanted}`,
  );
}
