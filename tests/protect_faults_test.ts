/** A venue that rejects, drops, forgets or hides stops: what is held is protected all the same, or sold. */
import assert from "node:assert/strict";
import { bookReports } from "../core/flows/news.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { amount, price } from "./desk.ts";
import { order, report } from "./records.ts";
import { StopDesk } from "./stop_venue.ts";

Deno.test("A stop that is found over is placed once more; over again, and the position is sold, with one alert", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  test.end(test.sent[0]!.id, "cancelled");
  test.news.length = 0;
  await test.look(1);
  assert.deepEqual(test.working(), ["sell 100 stop 97"], "placed once more");
  test.end(test.sent[1]!.id, "expired");
  test.news.length = 0;
  await test.look(1);
  await test.look(1);
  assert.deepEqual(test.triggers(), [
    "protective_stop",
    "protective_stop",
    "unprotected",
  ]);
  assert.deepEqual(test.working(), ["sell 100 limit 99"]);
  for (let second = 0; second < 5; second++) await test.look(1);
  assert.equal(test.alerts().length, 1);
  assert.match(
    test.alerts()[0]!,
    /^protection: AAPL is sold: the venue keeps no stop/,
  );
  assert.equal(test.sent.length, 3);
});

Deno.test("Two rejected stops, and the position is sold; one, and it is tried again", async () => {
  const test = new StopDesk();
  await test.holdApple();
  test.rejects = 1;
  await test.look();
  await test.look(1);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
  const other = new StopDesk();
  await other.holdApple();
  other.rejects = 2;
  await other.look();
  await other.look(1);
  await other.look(1);
  assert.deepEqual(other.working(), ["sell 100 limit 99"]);
  assert.match(other.alerts()[0]!, /the last was rejected: Not here/);
});

Deno.test("What our own side did not send is no rejection of the venue's", async () => {
  const test = new StopDesk();
  await test.holdApple();
  const { submit } = test.desk.broker;
  test.desk.broker.submit = async () => ({
    status: "rejected",
    reason: "It was not sent: the lease is lost",
  });
  for (let second = 0; second < 4; second++) await test.look(1);
  test.desk.broker.submit = submit;
  await test.look(1);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
  assert.deepEqual(test.alerts(), []);
});

Deno.test("A stop rejected beside its own entry has that entry withdrawn, and goes when it is gone", async () => {
  const test = new StopDesk();
  await test.holdApple({ quantity: 40, cost: amount("4000") });
  await test.keep(order({
    id: "p1",
    positionId: "p1",
    symbol: "AAPL",
    status: "partial",
    quantity: 100,
    filledQuantity: 40,
    limitPrice: price("100"),
  }));
  test.rejects = 1;
  await test.look();
  await test.look(1);
  await test.look(1);
  assert.deepEqual(test.cancelled, ["p1"], "asked once");
  assert.equal(test.sent.length, 1);
  test.news.push(report("p1", "cancelled", 40, "4000"));
  await bookReports(test.desk);
  test.rejects = 1;
  await test.look(1);
  await test.look(1);
  assert.deepEqual(
    test.working(),
    ["sell 40 stop 97"],
    "the first was explained",
  );
});

Deno.test("A stop of unknown fate is never sent again: it is looked for, and a person told after ten seconds", async () => {
  const test = new StopDesk();
  await test.holdApple();
  test.loses = 1;
  await test.look();
  for (let second = 0; second < 15; second++) await test.look(1);
  assert.equal(test.sent.length, 1);
  assert.equal(test.position("p1").protection, "none");
  assert.equal(test.alerts().length, 1);
  assert.match(test.alerts()[0]!, /is unknown and could not be read back/);
});

Deno.test("A look-up that misses, or fails, while the shares are held is no dropped stop", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  test.misses = 4;
  for (let second = 0; second < 4; second++) await test.look(1);
  assert.equal(test.sent.length, 1);
  const { find } = test.desk.broker;
  test.desk.broker.find = async () => {
    throw new BrokerUnavailable("Cannot look up: reset");
  };
  for (let second = 0; second < 4; second++) await test.look(1);
  test.desk.broker.find = find;
  await test.look(1);
  assert.equal(test.position("p1").protection, "venue");
  assert.equal(test.sent.length, 1);
});

Deno.test("A stop for a part is not dropped while as many shares are held: the others may be free", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  const { account } = test;
  test.account = async () => {
    const { positions, ...rest } = await account();
    const more = { ...positions.get("AAPL")!, quantity: 250, available: 150 };
    return { ...rest, positions: new Map([["AAPL", more]]) };
  };
  test.misses = 4;
  for (let second = 0; second < 4; second++) await test.look(1);
  assert.deepEqual(test.sent.map(({ quantity }) => quantity), [100]);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});

Deno.test("A stop for a part that was dropped beside one that rests is dropped all the same", async () => {
  const test = new StopDesk();
  const held = await test.holdApple();
  await test.look();
  await test.hold({ ...held, quantity: 119, cost: amount("11900") });
  test.orders = () => test.listed();
  test.drops = 1;
  for (let second = 0; second < 4; second++) await test.look(1);
  assert.deepEqual(test.working(), ["sell 100 stop 97", "sell 19 stop 97"]);
  assert.deepEqual(test.sent.map(({ quantity }) => quantity), [100, 19, 19]);
  assert.equal(test.books.orders.get(test.sent[1]!.id)?.status, "cancelled");
});

Deno.test("One look at which it is not there and its shares seem free proves nothing", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  const { account } = test;
  test.misses = 1;
  test.account = async () => {
    const { positions, ...rest } = await account();
    const free = { ...positions.get("AAPL")!, available: 100 };
    return { ...rest, positions: new Map([["AAPL", free]]) };
  };
  await test.look(1);
  await test.look(1);
  assert.equal(test.sent.length, 1);
  assert.equal(test.position("p1").protection, "venue");
});

Deno.test("A stop that the venue forgets later is noticed within a minute and placed again", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  await test.look(1);
  test.kept.clear();
  for (let second = 0; second < 63; second++) await test.look(1);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
  assert.match(
    test.books.orders.get(test.sent[0]!.id)!.reason!,
    /has no such order: its shares are free/,
  );
  assert.equal(test.position("p1").protection, "venue");
});

Deno.test("Halted, a stop that somebody else cancelled is left to the person at work there", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.look();
  await test.look(1);
  const state = "halted", cause = "operator";
  await test.books.setState({ state, cause, reason: "", at: test.now });
  test.end(test.sent[0]!.id, "cancelled");
  await bookReports(test.desk);
  for (let second = 0; second < 3; second++) await test.look(1);
  assert.equal(test.sent.length, 1);
  assert.equal(test.position("p1").protection, "none");
  assert.equal(test.alerts().length, 1);
});
