/** Mischief on request: as often as it is told, and the same each time for one seed. */
import assert from "node:assert/strict";
import { FAULTS, Mischief, type Occasion } from "../core/practice/mischief.ts";
import { Random } from "../core/practice/random.ts";

const QUESTIONS = 1_000;

function mischief(seed = "m"): Mischief {
  return new Mischief(Random.seeded(seed));
}

/** How many of so many questions are answered with yes. */
function yes(one: Mischief, questions = QUESTIONS): number {
  const answers = Array.from(
    { length: questions },
    () => one.happens("lost_ack"),
  );
  return answers.filter(Boolean).length;
}

const OCCASIONS: [occasion: Occasion, least: number, most: number][] = [
  [{}, QUESTIONS, QUESTIONS],
  [{ times: 1 }, 1, 1],
  [{ times: 7 }, 7, 7],
  [{ share: 1 }, QUESTIONS, QUESTIONS],
  [{ share: 0.3 }, 250, 350],
  [{ share: 0.3, times: 20 }, 20, 20],
];

for (const [occasion, least, most] of OCCASIONS) {
  Deno.test(`Set with ${JSON.stringify(occasion)} it happens ${least} to ${most} of ${QUESTIONS} times, and that is counted`, () => {
    const one = mischief();
    one.set("lost_ack", occasion);
    const times = yes(one);
    assert.ok(times >= least && times <= most, `${times}`);
    assert.equal(one.counts().lost_ack, times);
  });
}

Deno.test("Nothing happens unasked, and each fault goes by its own name", () => {
  const one = mischief();
  for (const fault of FAULTS) assert.equal(one.happens(fault), false);
  one.set("mute");
  const happens = FAULTS.filter((fault) => one.happens(fault));
  assert.deepEqual(happens, ["mute"]);
  assert.deepEqual(one.counts(), {
    ...Object.fromEntries(FAULTS.map((fault) => [fault, 0])),
    mute: 1,
  });
});

Deno.test("A share is spread over the questions, not the first of them", () => {
  const one = mischief();
  one.set("lost_ack", { share: 0.5 });
  const parts = [yes(one, 100), yes(one, 100), yes(one, 100)];
  assert.ok(parts.every((part) => part > 30 && part < 70), `${parts}`);
});

Deno.test("One seed is one mischief, whatever else is asked in between", () => {
  const drawn = (seed: string, also: boolean) => {
    const one = mischief(seed);
    one.set("lost_ack", { share: 0.5 });
    one.set("garbage", { share: 0.5 });
    return Array.from({ length: 64 }, () => {
      if (also) one.happens("garbage");
      return one.happens("lost_ack");
    });
  };
  assert.deepEqual(drawn("a", true), drawn("a", false));
  assert.notDeepEqual(drawn("a", false), drawn("b", false));
});

Deno.test("What is set last counts, what is cleared is over, what has happened stays counted", () => {
  const one = mischief();
  one.set("lost_ack", { times: 5 });
  one.set("lost_ack", { times: 2 });
  one.set("mute");
  one.set("garbage", { share: 0.5 });
  assert.deepEqual(one.settings(), {
    lost_ack: { times: 2, share: 1 },
    mute: { share: 1 },
    garbage: { share: 0.5 },
  });
  one.happens("lost_ack");
  assert.deepEqual(one.settings().lost_ack, { times: 1, share: 1 });
  one.happens("lost_ack");
  assert.equal(one.settings().lost_ack, undefined);
  one.clear("mute");
  assert.deepEqual(Object.keys(one.settings()), ["garbage"]);
  one.clear();
  assert.deepEqual(one.settings(), {});
  assert.equal(one.happens("garbage"), false);
  assert.equal(one.counts().lost_ack, 2);
});

const WRONG: Occasion[] = [
  { times: 0 },
  { times: -1 },
  { times: 1.5 },
  { times: NaN },
  { share: 0 },
  { share: -0.1 },
  { share: 1.1 },
  { share: NaN },
];

for (const occasion of WRONG) {
  const { times, share } = occasion;
  Deno.test(`It takes no ${times === undefined ? `share of ${share}` : `${times} times`}`, () => {
    const one = mischief();
    assert.throws(() => one.set("mute", occasion), RangeError);
    assert.deepEqual(one.settings(), {});
  });
}
