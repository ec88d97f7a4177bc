/** Fills and the positions they make: no share and no cent is lost or doubled. */
import assert from "node:assert/strict";
import { type Money, money } from "../core/money.ts";
import { fillOf } from "../core/trading/fill.ts";
import type { Order } from "../core/trading/order.ts";
import {
  applyFill,
  entryPrice,
  marked,
  type Position,
  unrealized,
} from "../core/trading/position.ts";
import { AT, cents, changeBy, intent, report } from "./order_life/samples.ts";

Deno.test("A report that repeats or was overtaken adds nothing", () => {
  const half = { ...intent(), filledQuantity: 100 };
  for (const quantity of [0, 50, 100]) {
    assert.equal(
      fillOf(half, report(half, "partial", quantity), noFees),
      undefined,
    );
  }
});

Deno.test("A fill adds what the totals grew by: shares, value and fees, a minimum fee once", () => {
  const order = intent();
  const minimum = (value: Money) => money(Math.max(value / 1000, 5_000_000));
  const first = report(order, "partial", 100, cents(3000));
  const fill = fillOf(order, first, minimum)!;
  assert.deepEqual(
    [fill.quantity, fill.cumulativeQuantity, fill.value, fill.fee],
    [100, 100, cents(3000), cents(5)],
  );
  const { after } = changeBy(order, first);
  const told = report(order, "filled", 200, cents(7000));
  const next = fillOf({ ...after, fees: fill.fee }, told, minimum)!;
  assert.deepEqual(
    [next.quantity, next.cumulativeQuantity, next.value, next.fee],
    [100, 200, cents(4000), cents(2)],
  );
});

Deno.test("More filled than ordered is refused with the numbers", () => {
  const order = intent();
  assert.throws(() => fillOf(order, report(order, "filled", 201), noFees), {
    name: "RangeError",
    message: "Cannot fill order a-1: 201 of 200 shares",
  });
});

Deno.test("A fill after a rejection is evidence: the order lives, and ends when it is whole", () => {
  const rejected: Order = { ...intent(), status: "rejected", reason: "No" };
  const part = changeBy(rejected, report(rejected, "partial", 50, cents(4185)));
  assert.deepEqual([part.after.status, part.after.reason], ["partial", null]);
  const whole = changeBy(
    rejected,
    report(rejected, "filled", 200, cents(16_740)),
  );
  assert.deepEqual([whole.after.status, whole.after.reason], ["filled", null]);
});

/** Three shares for 100, which no share divides evenly, left one by one. */
const EXITS = [34_000_000, 35_000_000, 30_000_000];
const LEFT = [
  { quantity: 2, cost: 66_666_667, gain: 666_667 },
  { quantity: 1, cost: 33_333_333, gain: 1_666_666 },
  { quantity: 0, cost: 0, gain: -3_333_333 },
];

for (
  const [side, entry, exit, sign] of [["long", "buy", "sell", 1], [
    "short",
    "sell",
    "buy",
    -1,
  ]] as const
) {
  Deno.test(`A ${side} is left in shares of its cost, the last takes the rest, nothing is lost`, () => {
    const entering = intent({ side: entry, positionSide: side, quantity: 3 });
    let held =
      changeBy(entering, report(entering, "filled", 3, cents(100))).booked!
        .position;
    assert.deepEqual([held.side, held.quantity, held.cost], [
      side,
      3,
      cents(100),
    ]);
    EXITS.forEach((value, i) => {
      const leaving = intent({
        id: `x-${i}`,
        positionId: "a-1",
        side: exit,
        purpose: "exit",
        positionSide: side,
        quantity: 1,
      });
      const before: Position = held;
      held = changeBy(leaving, report(leaving, "filled", 1, money(value)), held)
        .booked!.position;
      const { quantity, cost, gain } = LEFT[i]!;
      const taken = held.realizedPnl! - before.realizedPnl!;
      assert.deepEqual([held.quantity, held.cost, taken], [
        quantity,
        cost,
        gain * sign + 0,
      ]);
      assert.equal(held.status, quantity === 0 ? "closed" : "open");
      assert.equal(held.closedAt, quantity === 0 ? AT : null);
    });
    assert.equal(held.realizedPnl, -1_000_000 * sign);
    assert.equal(held.fees, 4_000_000);
    assert.equal(entryPrice(held), null);
  });

  Deno.test(`A ${side} gains as its price ${sign > 0 ? "rises" : "falls"}, and remembers its best`, () => {
    const entering = intent({ side: entry, positionSide: side });
    const held =
      changeBy(entering, report(entering, "filled", 200, cents(16_000))).booked!
        .position;
    const better = cents(80 + sign), worse = cents(80 - sign);
    assert.equal(held.highWatermark, cents(80));
    assert.equal(unrealized(held, better), cents(200));
    assert.equal(unrealized(held, worse), -cents(200));
    assert.equal(marked(held, better).highWatermark, better);
    assert.equal(marked(held, worse), held);
    assert.equal(marked(marked(held, better), worse).highWatermark, better);
  });

  Deno.test(`An exit of more than the ${side} holds is refused with the numbers`, () => {
    const entering = intent({ side: entry, positionSide: side });
    const held =
      changeBy(entering, report(entering, "partial", 100, cents(8000))).booked!
        .position;
    const leaving = intent({
      id: "x-1",
      positionId: "a-1",
      side: exit,
      purpose: "exit",
      positionSide: side,
    });
    const fill = fillOf(
      leaving,
      report(leaving, "partial", 101, cents(8080)),
      noFees,
    )!;
    const saying = (held: number) => ({
      name: "RangeError",
      message: `Cannot ${exit} 101 CPB: position holds ${held}`,
    });
    assert.throws(() => applyFill(held, leaving, fill, "none"), saying(100));
    assert.throws(() => applyFill(undefined, leaving, fill, "none"), saying(0));
  });
}

Deno.test("A position is born with the protection its venue has; no later fill changes it", () => {
  const entering = intent();
  const told = report(entering, "partial", 100, cents(8000));
  const fill = fillOf(entering, told, noFees)!;
  const held = applyFill(undefined, entering, fill, "software");
  assert.equal(held.protection, "software");
  assert.equal(applyFill(held, entering, fill, "none").protection, "software");
});

Deno.test("What left at a price nobody told leaves its profit unknown for good", () => {
  const entering = intent();
  const told = report(entering, "filled", 200, cents(16_000));
  const { position } = changeBy(entering, told).booked!;
  const leaving = intent({
    id: "x-1",
    positionId: "a-1",
    side: "sell",
    purpose: "exit",
  });
  const left = changeBy(
    leaving,
    report(leaving, "filled", 200, cents(17_000)),
    { ...position, realizedPnl: null },
  ).booked!.position;
  assert.deepEqual([left.status, left.cost, left.realizedPnl], [
    "closed",
    0,
    null,
  ]);
});

Deno.test("A late fill of an entry reopens the position it had opened", () => {
  const entering = intent();
  const first = changeBy(
    entering,
    report(entering, "cancelled", 50, cents(4000)),
  );
  const leaving = intent({
    id: "x-1",
    positionId: "a-1",
    side: "sell",
    purpose: "exit",
    quantity: 50,
  });
  const closed = changeBy(
    leaving,
    report(leaving, "filled", 50, cents(4100)),
    first.booked!.position,
  ).booked!.position;
  assert.equal(closed.status, "closed");
  const late = changeBy(
    first.after,
    report(entering, "partial", 80, cents(6400)),
    closed,
  );
  assert.equal(late.after.status, "cancelled");
  const { status, quantity, cost, realizedPnl, closedAt } =
    late.booked!.position;
  assert.deepEqual([status, quantity, cost, realizedPnl, closedAt], [
    "open",
    30,
    cents(2400),
    cents(100),
    null,
  ]);
});

function noFees(): Money {
  return money(0);
}
