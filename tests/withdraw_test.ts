/** Orders that have waited too long: asked to be cancelled once, for a reason. */
import assert from "node:assert/strict";
import { watch } from "../core/flows/watch.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { plus } from "../core/time.ts";
import type { Order, OrderStatus } from "../core/trading/order.ts";
import { NOW, price, TestDesk } from "./desk.ts";
import { order, position } from "./records.ts";

/** A desk whose only order has been working for some minutes. */
async function waiting(
  minutes: number,
  changes: Partial<Order>,
  shown = "400",
) {
  const test = new TestDesk();
  test.show("0700", shown);
  const at = plus(NOW, -minutes * 60_000);
  await test.keep(order({ at, ...changes }));
  return test;
}

const ENTRIES: [minutes: number, status: OrderStatus, cancelled: boolean][] = [
  [4.99, "accepted", false],
  [5, "accepted", true],
  [5, "partial", true],
  [5, "unknown", true],
  [5, "filled", false],
  [5, "cancelled", false],
];

for (const [minutes, status, cancelled] of ENTRIES) {
  Deno.test(`An entry that is ${status} after ${minutes} minutes is ${cancelled ? "cancelled, once" : "left alone"}`, async () => {
    const test = await waiting(minutes, { status });
    for (let check = 0; check < 3; check++) await watch(test.desk);
    assert.deepEqual(test.cancelled, cancelled ? ["o1"] : []);
    assert.deepEqual(test.decided(), cancelled ? ["cancel 0700"] : []);
    if (!cancelled) return;
    assert.equal(test.books.orders.get("o1")?.cancelAskedAt, NOW);
    assert.deepEqual(test.last().reasons, [
      "order o1",
      "not filled in 5 minutes",
    ]);
  });
}

/** Limits of an exit that sells, or buys a short back, while the market is at 400. */
const EXITS: [
  minutes: number,
  side: Order["side"],
  shown: string,
  cancelled: boolean,
][] = [
  [2.99, "sell", "390", false],
  [3, "sell", "390", true],
  [3, "sell", "400", false],
  [60, "sell", "410", false],
  [3, "buy", "410", true],
  [3, "buy", "400", false],
];

for (const [minutes, side, shown, cancelled] of EXITS) {
  Deno.test(`An exit to ${side} at 400 that has waited ${minutes} minutes while the market is at ${shown} ${cancelled ? "is decided afresh" : "goes on"}`, async () => {
    const positionSide = side === "sell" ? "long" : "short";
    const test = await waiting(minutes, {
      side,
      positionSide,
      purpose: "exit",
      positionId: "p1",
    }, shown);
    await test.hold(position({ side: positionSide }));
    await watch(test.desk);
    await watch(test.desk);
    assert.deepEqual(test.cancelled, cancelled ? ["o1"] : []);
    assert.deepEqual(test.triggers(), [], "not before the cancel is told");
  });
}

for (const type of ["stop", "market"] as const) {
  Deno.test(`A ${type} order to leave waits however long, wherever the price is`, async () => {
    const stopPrice = type === "stop" ? price("388") : null;
    const test = await waiting(600, {
      side: "sell",
      purpose: "exit",
      positionId: "p1",
      type,
      limitPrice: null,
      stopPrice,
    }, "390");
    await test.hold(position());
    await watch(test.desk);
    test.show("0700", "389");
    await watch(test.desk);
    assert.deepEqual(test.cancelled, []);
  });
}

Deno.test("A cancel that cannot be sent keeps no other from it, and is told", async () => {
  const test = await waiting(6, {});
  await test.keep(order({ id: "o2", symbol: "9988", at: plus(NOW, -360_000) }));
  test.lostCancels.push(new BrokerUnavailable("Cannot cancel: reset"));
  await watch(test.desk);
  assert.deepEqual(test.cancelled, ["o1", "o2"]);
  assert.deepEqual(test.books.operator.alerts.map(({ kind }) => kind), [
    "venue_down",
  ]);
});

Deno.test("An old entry beside a position through its stop is cancelled once, not twice", async () => {
  const test = await waiting(6, { id: "p1", positionId: "p1" }, "380");
  await test.hold(position());
  await watch(test.desk);
  assert.deepEqual(test.cancelled, ["p1"]);
  assert.deepEqual(test.decided(), ["cancel 0700"]);
});
