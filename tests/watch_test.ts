/** The position monitor: what falls through its stop is sold, once, and nothing else is. */
import assert from "node:assert/strict";
import { book } from "../core/flows/book.ts";
import { watch } from "../core/flows/watch.ts";
import { money } from "../core/money.ts";
import type { Answer } from "../core/trading/order.ts";
import { amount, at, price, TestDesk } from "./desk.ts";
import { order, position, report } from "./records.ts";

/** Holds 100 of 0700 bought at 400, which the market shows at `shown`. */
async function holding(shown: string, answer?: Answer) {
  const test = new TestDesk(answer ? { answer } : {});
  test.show("0700", shown);
  await test.hold(position());
  return test;
}

Deno.test("A position that has fallen through its stop is sold, and closed by its fill", async () => {
  const test = await holding("388");
  assert.equal(await watch(test.desk), true);

  const [exit] = test.sent;
  assert.equal(test.sent.length, 1);
  assert.equal(exit?.recorded, "submitting", "on record before it is sent");
  assert.equal(exit?.trigger, "stop_loss_hit");
  assert.deepEqual([exit?.side, exit?.quantity], ["sell", 100]);
  assert.equal(exit?.limitPrice, price("384.2"), "1 % under, on a tick");
  assert.deepEqual(test.last().reasons[0], "stop_loss_hit (strong)");
  assert.equal(test.position("p1").status, "open", "not sold yet");

  await book(test.desk, report(exit!.id, "filled", 100, "38800"));
  const sold = test.position("p1");
  assert.equal(sold.status, "closed");
  assert.equal(sold.realizedPnl, amount("-1200"));
  assert.equal(await watch(test.desk), false, "nothing is left to watch");
});

Deno.test("A position that stands above its stop is left alone", async () => {
  const test = await holding("396");
  await watch(test.desk);
  assert.deepEqual(test.triggers(), []);
  assert.deepEqual(test.decided(), []);
});

const ANSWERS: [Answer, sent: number, why: string][] = [
  [{ status: "accepted", brokerOrderId: "b" }, 1, "it is on its way"],
  [{ status: "unknown", reason: "No answer" }, 1, "it may be on its way"],
  [{ status: "rejected", reason: "Closed" }, 3, "the venue never had it"],
];

for (const [answer, sent, why] of ANSWERS) {
  Deno.test(`No share is sold twice: an exit that is ${answer.status} is sent ${sent} times in three checks, for ${why}`, async () => {
    const test = await holding("380", answer);
    for (let check = 0; check < 3; check++) {
      await watch(test.desk);
      const { orders } = await test.books.ledger("2026-11-23");
      const leaving = orders.filter(({ status }) => status !== "rejected");
      assert.ok(leaving.length <= 1, "more is leaving than is held");
      test.pass(1);
    }
    assert.equal(test.sent.length, sent);
    assert.equal(new Set(test.sent.map(({ id }) => id)).size, sent);
  });
}

Deno.test("What is left of an exit that was partly filled and cancelled is sold, not more", async () => {
  const test = new TestDesk();
  test.show("0700", "380");
  await test.hold(position({ quantity: 300, cost: amount("120000") }));
  await watch(test.desk);
  const first = test.sent[0]!.id;
  await book(test.desk, report(first, "partial", 100, "38000"));
  await watch(test.desk);
  assert.equal(test.sent.length, 1, "the rest still works");
  await book(test.desk, report(first, "cancelled", 100, "38000"));
  await watch(test.desk);
  assert.deepEqual(test.sent.map(({ quantity }) => quantity), [300, 200]);
});

Deno.test("An entry that still works is cancelled before its position is sold", async () => {
  const test = await holding("380");
  const status = "partial";
  const entry = { id: "p1", positionId: "p1", status } as const;
  await test.keep(
    order({ ...entry, quantity: 300, filledQuantity: 100 }),
  );
  await watch(test.desk);
  test.pass(1);
  await watch(test.desk);
  assert.deepEqual(test.triggers(), [], "they could trade with each other");
  assert.deepEqual(test.cancelled, ["p1"], "asked once");
  assert.deepEqual(test.decided(), ["cancel 0700"]);

  await book(test.desk, report("p1", "cancelled", 100, "40000"));
  test.pass(1);
  await watch(test.desk);
  assert.deepEqual(test.sent.map(({ side, quantity }) => [side, quantity]), [
    ["sell", 100],
  ]);
});

const STATES = [
  ["reducing", []],
  ["flattening", []],
  ["halted", ["TRADING_HALTED"]],
  ["locked", ["TRADING_HALTED"]],
] as const;

for (const [state, codes] of STATES) {
  Deno.test(`While ${state} an exit is ${codes.length === 0 ? "sent" : "refused, on record"}`, async () => {
    const test = await holding("380");
    const cause = "operator";
    await test.books.setState({ state, cause, reason: "", at: test.now });
    await watch(test.desk);
    assert.equal(test.sent.length, codes.length === 0 ? 1 : 0);
    assert.deepEqual(test.decided(), ["exit 0700"]);
    assert.deepEqual(test.refused(), [...codes]);
  });
}

Deno.test("The best price since entry is kept, and the trail counts from it", async () => {
  const test = await holding("420");
  await watch(test.desk);
  assert.equal(test.position("p1").highWatermark, price("420"));
  test.show("0700", "408");
  await watch(test.desk);
  assert.equal(test.position("p1").highWatermark, price("420"));
  assert.deepEqual(test.triggers(), [], "2.9 % given back");
  test.show("0700", "407.4");
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["trailing_stop_hit"]);
});

Deno.test("A routine check leaves a status row and no line in the journal", async () => {
  const test = await holding("400");
  await watch(test.desk);
  const lines = test.books.journal.length;
  test.pass(1);
  await watch(test.desk);
  assert.equal(test.books.journal.length, lines);
  assert.deepEqual(test.cycles(), []);
  const { monitors } = await test.books.ledger("2026-11-23");
  assert.equal(monitors.get("p1")?.checks, 2);
  assert.equal(monitors.get("p1")?.at, test.now);
  assert.equal(monitors.get("p1")?.advice, "hold");
});

const CLOSED: [when: string, where: string][] = [
  ["2026-11-23T01:29:59Z", "before the open"],
  ["2026-11-23T04:00:00Z", "over lunch"],
  ["2026-11-23T08:00:00Z", "after the bell"],
  ["2026-11-22T02:00:00Z", "on a Sunday"],
  ["2028-01-05T02:00:00Z", "in a year not covered"],
];

for (const [when, where] of CLOSED) {
  Deno.test(`Scenario 14. Calendar: nothing is sold ${where}, but it stays watched`, async () => {
    const test = await holding("300");
    test.now = at(when);
    assert.equal(await watch(test.desk), true);
    assert.deepEqual(test.triggers(), []);
    assert.deepEqual(test.books.journal.length, 2, "only what was seeded");
  });
}

Deno.test("Scenario 18. Stale data: on an hour-old price and without indicators the price rules still sell", async () => {
  const test = await holding("380");
  test.show("0700", "380", {}, 3_600_000);
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
  const { monitors } = await test.books.ledger("2026-11-23");
  assert.deepEqual(monitors.get("p1")?.exitSignals, ["stop_loss_hit"]);
});

Deno.test("Scenario 18. Stale data: without indicators every other rule is silent", async () => {
  const test = await holding("400");
  await test.hold(position({ entryVolumePpm: 1_000_000 }));
  await watch(test.desk);
  const { monitors } = await test.books.ledger("2026-11-23");
  assert.deepEqual(monitors.get("p1")?.exitSignals, []);
});

Deno.test("Every position is judged, each by its own price", async () => {
  const test = await holding("380");
  const other = { id: "p2", symbol: "9988", highWatermark: price("90") };
  test.show("9988", "90");
  await test.hold(position({ ...other, cost: amount("9000") }));
  await watch(test.desk);
  assert.deepEqual(test.sent.map(({ symbol }) => symbol), ["0700"]);
  const { positions } = await test.books.ledger("");
  assert.equal(positions.length, 2);
  assert.equal(test.position("p2").realizedPnl, money(0));
});

Deno.test("A symbol without a price is put on record and keeps no other from its stop", async () => {
  const test = await holding("380");
  await test.hold(position({ id: "p2", symbol: "9988" }));
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
  const notes = test.books.cycles.map(({ note }) => note);
  assert.ok(notes.includes("No price of 9988: not judged"), `${notes}`);
});
