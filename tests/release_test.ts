/** Leaving where a stop holds the shares: it is released first, and comes back if the exit does not go. */
import assert from "node:assert/strict";
import { close } from "../core/flows/close.ts";
import { bookReports } from "../core/flows/news.ts";
import { watch } from "../core/flows/watch.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { amount, at } from "./desk.ts";
import { StopDesk } from "./stop_venue.ts";

/** 100 AAPL for 10000 whose stop rests at 97 and was read back; the price is at its stop loss by the watch's view. */
async function protectedDesk(now?: ReturnType<typeof at>) {
  const test = new StopDesk(now);
  await test.holdApple();
  await test.ran();
  await test.look();
  await test.look(1);
  return test;
}

Deno.test("An exit waits until the stop is gone, and goes the moment its end is told, not a minute later", async () => {
  const test = await protectedDesk();
  const [stop] = test.sent;
  test.show("AAPL", "97");
  await watch(test.desk, test.guard.waiting);
  assert.deepEqual(test.cancelled, [stop!.id]);
  assert.deepEqual(test.triggers(), ["protective_stop"], "not beside its stop");
  assert.deepEqual(test.decided().slice(-1), ["cancel AAPL"]);
  assert.match(test.last().reasons.join(), /stop_loss_hit \(strong\)/);

  const other = await protectedDesk();
  other.show("AAPL", "97");
  await other.work(63);
  const [, exit] = other.sent;
  assert.deepEqual(other.triggers(), ["protective_stop", "stop_loss_hit"]);
  const { at: decided } = other.books.decisions.get(exit!.id)!;
  const asked = other.books.orders.get(other.sent[0]!.id)!.cancelAskedAt!;
  assert.ok(decided - asked <= 1_000, `${decided - asked} ms later`);
  assert.deepEqual(other.working(), ["sell 100 limit 96.03"]);
});

Deno.test("What a review decided is done though a later look would hold: the exit is not forgotten while it waits", async () => {
  const test = await protectedDesk(at("2026-11-23T20:45:00Z"));
  await close(test.desk, "close", test.guard.waiting);
  await bookReports(test.desk);
  assert.deepEqual(test.working(), []);
  await watch(test.desk, test.guard.waiting);
  assert.deepEqual(test.triggers(), ["protective_stop", "close_review"]);
  assert.equal(test.guard.waiting.size, 0);
});

Deno.test("A halted agent keeps its stop: an exit that the gate would refuse gives nothing up for it", async () => {
  const test = await protectedDesk();
  const state = "halted", cause = "operator";
  await test.books.setState({ state, cause, reason: "", at: test.now });
  test.show("AAPL", "96");
  await watch(test.desk, test.guard.waiting);
  assert.deepEqual(test.refused(), ["TRADING_HALTED"]);
  assert.deepEqual(test.cancelled, []);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});

Deno.test("A stop that fills while it is released has closed the position: nothing is sold after it", async () => {
  const test = await protectedDesk();
  test.deaf = 1;
  test.show("AAPL", "97");
  await watch(test.desk, test.guard.waiting);
  test.end(test.sent[0]!.id, "filled");
  await bookReports(test.desk);
  await watch(test.desk, test.guard.waiting);
  await test.look(3);
  assert.equal(test.position("p1").status, "closed");
  assert.equal(test.sent.length, 1);
  assert.equal(test.guard.waiting.size, 0);
});

Deno.test("A refused cancel is asked three times within seconds; then the stop stays, a person is told once, and it is asked again after two minutes", async () => {
  const test = await protectedDesk();
  test.deaf = 1_000;
  test.show("AAPL", "97");
  const from = test.machineMs;
  const asks: number[] = [];
  const { cancel } = test.desk.broker;
  test.desk.broker.cancel = async (id) => {
    asks.push((test.machineMs - from) / 1_000);
    // The venue hears again after the third.
    if (asks.length === 3) test.deaf = 1;
    await cancel(id);
  };
  await test.work(190);
  const [first, , third, fourth, ...more] = asks;
  assert.ok(third! - first! <= 5, `${asks}`);
  assert.equal(fourth! - third!, 120);
  assert.deepEqual(more, []);
  assert.equal(test.alerts().length, 1);
  assert.match(test.alerts()[0]!, /^close: AAPL: stop .* asked 3 times/);
  assert.deepEqual(test.working(), ["sell 100 limit 96.03"]);
  assert.deepEqual(test.triggers(), ["protective_stop", "stop_loss_hit"]);
});

Deno.test("A cancel that does not arrive counts as asked, and is asked again", async () => {
  const test = await protectedDesk();
  const { cancel } = test.desk.broker;
  let lost = 2;
  test.desk.broker.cancel = async (id) => {
    if (lost-- > 0) throw new BrokerUnavailable("Cannot cancel: reset");
    await cancel(id);
  };
  test.show("AAPL", "97");
  await test.work(70);
  assert.deepEqual(test.working(), ["sell 100 limit 96.03"]);
  assert.equal(test.books.orders.get(test.sent[0]!.id)!.cancelAsks, 3);
});

Deno.test("While a stop is being released no other is sent, however much is bare", async () => {
  const test = await protectedDesk();
  test.deaf = 1;
  test.show("AAPL", "97");
  await watch(test.desk, test.guard.waiting);
  const { quantity, cost } = test.position("p1");
  await test.hold({
    ...test.position("p1"),
    quantity: quantity + 40,
    cost: amount(`${cost / 1e6 + 4_000}`),
  });
  test.show("AAPL", "99");
  await test.look(1);
  assert.equal(test.sent.length, 1);
});

Deno.test("A stop that a release finds forgotten is over: its shares are free, and sold", async () => {
  const test = await protectedDesk();
  test.kept.clear();
  test.show("AAPL", "97");
  await test.work(70);
  assert.deepEqual(test.working(), ["sell 100 limit 96.03"]);
  assert.deepEqual(test.triggers(), ["protective_stop", "stop_loss_hit"]);
});

Deno.test("An exit that the venue rejects leaves the position to its stop again; the third is for a person", async () => {
  const test = await protectedDesk();
  test.rejectsExits = 1_000;
  test.show("AAPL", "97.2", { rsi: 90 });
  await test.work(63);
  assert.deepEqual(test.triggers(), [
    "protective_stop",
    "rsi_overbought",
    "protective_stop",
  ]);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
  await test.work(240);
  const told = test.alerts().filter((alert) => alert.startsWith("close: "));
  assert.equal(told.length, 1);
  assert.match(told[0]!, /rejected 3 exits, the last one: Not now/);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});

Deno.test("An exit decided on one day does not go on the next", async () => {
  const test = await protectedDesk(at("2026-11-23T20:45:00Z"));
  test.deaf = 1_000;
  await close(test.desk, "close", test.guard.waiting);
  assert.equal(test.guard.waiting.size, 1);
  test.now = at("2026-11-24T15:00:00Z");
  test.end(test.sent[0]!.id, "cancelled");
  await bookReports(test.desk);
  await watch(test.desk, test.guard.waiting);
  assert.equal(test.guard.waiting.size, 0);
  assert.deepEqual(test.triggers(), ["protective_stop"]);
  await test.look(2);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});
