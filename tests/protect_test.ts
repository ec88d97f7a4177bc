/** Every share held has a stop that the venue has shown, or is sold. */
import assert from "node:assert/strict";
import { bookReports } from "../core/flows/news.ts";
import { protect } from "../core/flows/protect.ts";
import { watch } from "../core/flows/watch.ts";
import { amount, at, price, TestDesk } from "./desk.ts";
import { position } from "./records.ts";
import { StopDesk } from "./stop_venue.ts";

Deno.test("A holding without a stop gets one for all of it, at the stop of its parameter version", async () => {
  const test = new StopDesk();
  await test.holdApple();
  const { settled } = await test.look();
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
  assert.equal(
    test.sent[0]?.recorded,
    "submitting",
    "on record before it is sent",
  );
  assert.equal(test.sent[0]?.trigger, "protective_stop");
  assert.equal(test.sent[0]?.purpose, "exit");
  assert.equal(settled, false, "it was not read back yet");
  assert.equal(test.position("p1").protection, "none");
});

Deno.test("A stop counts once it is read back, a second after it was sent; then nothing more is done", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  await test.look(0.9);
  assert.equal(test.position("p1").protection, "none");
  assert.equal((await test.look(0.1)).settled, true);
  assert.equal(test.position("p1").protection, "venue");
  for (let second = 0; second < 30; second++) await test.look(1);
  assert.equal(test.sent.length, 1);
  assert.deepEqual(test.alerts(), []);
});

/** What the stop of 100 shares for 10000 is put at, and why. */
const PRICES: [
  what: string,
  changes: Parameters<StopDesk["holdApple"]>[0],
  at: string,
][] = [
  ["3 % under its cost", {}, "97"],
  ["up to the next tick", { cost: amount("9873") }, "95.77"],
  ["nearer once a review has tightened it", { tightenedPpm: 5_000 }, "97.5"],
  ["3 % under the best price once the trail is armed", {
    highWatermark: price("110"),
  }, "106.7"],
];

for (const [what, changes, stop] of PRICES) {
  Deno.test(`A stop is put ${what}`, async () => {
    const test = new StopDesk();
    await test.holdApple(changes);
    test.show("AAPL", "109");
    await test.look();
    assert.deepEqual(test.working(), [`sell 100 stop ${stop}`]);
  });
}

Deno.test("A stop above a dollar is rounded to cents, below it to hundredths of them, always up", async () => {
  const test = new StopDesk();
  await test.holdApple({
    cost: amount("87.77"),
    highWatermark: price("0.88"),
  });
  test.show("AAPL", "0.88");
  await test.look();
  assert.deepEqual(test.working(), ["sell 100 stop 0.8514"]);
});

Deno.test("What an entry still brings gets a stop of its own for what is added", async () => {
  const test = new StopDesk();
  const held = await test.holdApple({ quantity: 60, cost: amount("6000") });
  await test.look();
  await test.look(1);
  await test.hold({
    ...test.position("p1"),
    quantity: 100,
    cost: amount("10010"),
  });
  await test.look(1);
  assert.deepEqual(test.working(), ["sell 60 stop 97", "sell 40 stop 97.1"]);
  assert.equal(test.position(held.id).protection, "none");
  await test.look(1);
  assert.equal(test.position(held.id).protection, "venue");
});

Deno.test("Halted, at night and without a price it gets its stop all the same", async () => {
  const test = new StopDesk(at("2026-11-24T03:00:00Z"));
  await test.holdApple({ symbol: "MSFT" });
  await test.books.setState({
    state: "halted",
    cause: "operator",
    reason: "",
    at: test.now,
  });
  await test.look();
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});

Deno.test("The stop rises when the trail does, by cancel and new, and never falls", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  await test.look(1);
  const rise = async (shown: string) => {
    test.show("AAPL", shown);
    test.pass(1);
    await watch(test.desk, test.guard.waiting);
    await test.look(1);
    await bookReports(test.desk);
    await test.look(1);
    await test.look(1);
    return test.working()[0];
  };
  assert.equal(
    await rise("101.9"),
    "sell 100 stop 97",
    "the trail is not armed",
  );
  assert.equal(await rise("103"), "sell 100 stop 99.91");
  assert.equal(
    await rise("103.4"),
    "sell 100 stop 99.91",
    "0.4 % more is not worth it",
  );
  assert.equal(await rise("103.6"), "sell 100 stop 100.5");
  assert.equal(await rise("102"), "sell 100 stop 100.5", "it does not fall");
  assert.equal(test.position("p1").protection, "venue");
  assert.equal(test.sent.length, 3);
  assert.match(test.last().reasons.join(), /stop at 100.50/i);
});

Deno.test("A stop that comes back after one was higher is not lower", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  const [first] = test.sent;
  const high = { ...test.books.orders.get(first!.id)! };
  await test.keep({
    ...high,
    id: "old",
    stopPrice: price("98.5"),
    status: "cancelled",
    cancelAsks: 1,
  });
  test.end(first!.id, "cancelled");
  await bookReports(test.desk);
  await test.look(2);
  assert.deepEqual(test.working(), ["sell 100 stop 98.5"]);
});

Deno.test("A price through its stop is judged first, and what stays then gets its stop", async () => {
  const test = new StopDesk();
  await test.holdApple();
  test.show("AAPL", "96.5");
  assert.equal((await test.look()).judge, true);
  assert.deepEqual(test.working(), []);
  assert.equal((await test.look(1, true)).judge, false);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});

Deno.test("A stop whose position is gone is withdrawn: it would open one the other way", async () => {
  const test = new StopDesk();
  const held = await test.holdApple();
  await test.look();
  await test.hold({
    ...held,
    quantity: 0,
    cost: amount("0"),
    status: "closed",
    closedAt: test.now,
  });
  await test.look(1);
  assert.deepEqual(test.cancelled, [test.sent[0]!.id]);
  assert.deepEqual(test.working(), []);
});

Deno.test("Stops for more than is held are withdrawn and come back for what is", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  await test.look(1);
  await test.hold({
    ...test.position("p1"),
    quantity: 70,
    cost: amount("7000"),
  });
  await test.look(1);
  await bookReports(test.desk);
  await test.look(1);
  assert.deepEqual(test.working(), ["sell 70 stop 97"]);
});

Deno.test("Where a venue has no stops every position is marked software-protected, and none is sent", async () => {
  const test = new TestDesk();
  test.show("0700", "400");
  await test.hold(position({ protection: "none" }));
  assert.deepEqual(await protect(test.desk), { settled: true, judge: false });
  assert.equal(test.position("p1").protection, "software");
  assert.deepEqual(test.sent, []);
});

Deno.test("A short is protected from above: the next tick down, and lower when it trails", async () => {
  const test = new StopDesk();
  await test.holdApple({ side: "short", cost: amount("9873.01") });
  await test.look();
  assert.deepEqual(test.working(), ["buy 100 stop 101.69"]);
});
