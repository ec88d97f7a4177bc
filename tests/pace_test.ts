/** How often a venue is asked, whatever order calls come in. */
import assert from "node:assert/strict";
import { Pace } from "../core/adapters/brokers/pace.ts";
import { Random } from "../core/practice/random.ts";

const LIMIT = { limit: 20, windowMs: 1_000, reserved: 4 };

Deno.test("call n + limit goes more than a window after call n, in any order of calls", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = Random.seeded(`pace-${seed}`);
    let now = 0;
    const pace = new Pace(LIMIT, () => now);
    const gone: number[] = [];
    for (let call = 0; call < 500; call++) {
      now += random.uniform() < 0.1
        ? random.uniform() * 1_500
        : random.uniform() * 40;
      if (pace.take(random.uniform() < 0.5)) gone.push(now);
    }
    assert.ok(gone.length > 100);
    for (let n = 0; n + LIMIT.limit < gone.length; n++) {
      assert.ok(gone[n + LIMIT.limit]! - gone[n]! > LIMIT.windowMs);
    }
  }
});

Deno.test("the reserved calls are for urgent ones alone", () => {
  const pace = new Pace(LIMIT, () => 0);
  for (let call = 0; call < 16; call++) assert.ok(pace.take(false));
  assert.equal(pace.take(false), false);
  for (let call = 0; call < 4; call++) assert.ok(pace.take(true));
  assert.equal(pace.take(true), false);
});

Deno.test("a call may go after the wait it was told, and not before", () => {
  const waits = [true, false].map((urgent) => {
    let now = 0;
    const pace = new Pace(LIMIT, () => now);
    for (; now < 200; now += 10) pace.take(true);
    const wait = pace.waitMs(urgent);
    now += wait - 2;
    assert.ok(pace.waitMs(urgent) > 0, "before");
    now += 2;
    assert.equal(pace.waitMs(urgent), 0);
    return wait;
  });
  assert.deepEqual(waits, [801, 841]);
});

Deno.test("nothing goes while the venue wants to be left alone", () => {
  let now = 0;
  const pace = new Pace(LIMIT, () => now);
  pace.pause(300);
  pace.pause(100);
  assert.equal(pace.take(true), false);
  assert.equal(pace.waitMs(true), 300);
  now = 300;
  assert.ok(pace.take(false));
});

Deno.test("a pace at which nothing could go is none", () => {
  for (const reserved of [-1, 20, 21]) {
    assert.throws(() => new Pace({ ...LIMIT, reserved }, () => 0), RangeError);
  }
});
