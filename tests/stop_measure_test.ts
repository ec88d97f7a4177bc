/** What stops that rest, and shares that are not ours, count for at the gate. */
import assert from "node:assert/strict";
import { mishapsIn } from "../core/risk/mishaps.ts";
import type { Order } from "../core/trading/order.ts";
import { amount, price, TestDesk } from "./desk.ts";
import { order, position } from "./records.ts";

/** A stop of p1 that rests for 100 shares at 388. */
function stop(changes: Partial<Order> = {}): Order {
  return order({
    id: "s1",
    positionId: "p1",
    side: "sell",
    purpose: "exit",
    trigger: "protective_stop",
    type: "stop",
    limitPrice: null,
    stopPrice: price("388"),
    ...changes,
  });
}

Deno.test("A stop that rests takes its shares, and is no pace that an agent chose", async () => {
  const test = new TestDesk();
  test.show("0700", "400");
  await test.hold(position({ quantity: 300, cost: amount("120000") }));
  await test.keep(stop());
  const seen = await test.exposure("0700", "400");
  assert.equal(seen.exitableQuantity, 200);
  assert.equal(seen.workingSells, 1);
  const { openOrders, ordersLastMinute, ordersThisSession } = seen;
  assert.deepEqual([openOrders, ordersLastMinute, ordersThisSession], [
    0,
    0,
    0,
  ]);
  assert.equal(seen.symbolOrdersThisSession, 0);
  assert.equal(seen.freeCash, amount("1000000"));
});

/** What came of an entry at 400 and its stop, and whether it is a mishap. */
const ENDS: [what: string, orders: Partial<Order>[], mishaps: number][] = [
  ["a stop that has not filled", [{}], 0],
  ["a stop that was rejected", [{ status: "rejected" }], 0],
  ["a stop that sold at a loss", [{
    filledQuantity: 100,
    filledValue: amount("38800"),
  }], 1],
  ["a stop raised above the entry", [{
    filledQuantity: 50,
    filledValue: amount("20050"),
  }], 0],
  ["two stops of one position", [
    { filledQuantity: 50, filledValue: amount("19400") },
    { id: "s2", filledQuantity: 50, filledValue: amount("19400") },
  ], 1],
];

for (const [what, stops, mishaps] of ENDS) {
  Deno.test(`Of mishaps ${what} counts ${mishaps}`, () => {
    const entry = order({
      id: "p1",
      positionId: "p1",
      status: "filled",
      filledQuantity: 100,
      filledValue: amount("40000"),
    });
    const orders = [entry, ...stops.map(stop)];
    assert.equal(mishapsIn(orders), mishaps);
  });
}

Deno.test("A stop whose entry was another day counts as a mishap, for nobody knows better", () => {
  const sold = stop({ filledQuantity: 100, filledValue: amount("50000") });
  assert.equal(mishapsIn([sold]), 1);
});

Deno.test("Shares that are not ours count as a position, in value and in their symbol", async () => {
  const test = new TestDesk();
  test.show("0700", "400");
  await test.books.recordReconciliation({
    at: test.now,
    outcome: "equal",
    note: "",
    matched: 0,
    differences: [],
    orphans: [{
      symbol: "1928",
      quantity: -400,
      value: amount("-7000"),
      since: test.now,
    }],
  });
  const seen = await test.exposure("0700", "400");
  assert.deepEqual([seen.positions, seen.symbolHeld, seen.orphaned], [
    1,
    false,
    false,
  ]);
  assert.equal(seen.grossValue, amount("7000"));
  const own = await test.exposure("1928", "18");
  assert.deepEqual([own.symbolHeld, own.orphaned], [true, true]);
  assert.equal(own.symbolValue, amount("7000"));
});

Deno.test("Why the venue cannot be reached and how long the feed is silent reach the gate", async () => {
  const test = new TestDesk();
  test.show("0700", "400");
  test.standing = { connected: false, reason: null, reconnects: 3 };
  test.market.seenAs = { seen: 1, of: 1, silentMs: 7 };
  const seen = await test.exposure("0700", "400");
  assert.equal(seen.venueDown, "nobody knows why");
  assert.equal(seen.feedSilentMs, 7);
});
