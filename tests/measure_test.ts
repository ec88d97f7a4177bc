/** From books and market to what the gate looks at: nothing that may still fill is forgotten. */
import assert from "node:assert/strict";
import { equityOf } from "../core/risk/measure.ts";
import { riskOf } from "../core/risk/stop.ts";
import { thresholdsOf } from "../core/signals/parameters.ts";
import { plus } from "../core/time.ts";
import { type Order, OrderStatus } from "../core/trading/order.ts";
import { type Position } from "../core/trading/position.ts";
import { amount, at, NOW, price, TestDesk } from "./desk.ts";
import { order, position } from "./records.ts";

async function deskWith(
  orders: Partial<Order>[],
  held: Partial<Position>[] = [],
) {
  const test = new TestDesk();
  test.show("0700", "400");
  test.show("9988", "90");
  for (const [i, changes] of held.entries()) {
    await test.hold(position({ id: `p${i}`, ...changes }));
  }
  for (const [i, changes] of orders.entries()) {
    await test.keep(order({ id: `o${i}`, ...changes }));
  }
  return test;
}

const COUNTS: [OrderStatus, counts: boolean][] = [
  ["intent", true],
  ["submitting", true],
  ["accepted", true],
  ["unknown", true],
  ["partial", true],
  ["rejected", false],
  ["filled", false],
  ["cancelled", false],
  ["expired", false],
];

for (const [status, counts] of COUNTS) {
  Deno.test(`An entry that is ${status} ${counts ? "counts in full" : "counts no more"}`, async () => {
    const test = await deskWith([{ status, quantity: 200 }]);
    const seen = await test.exposure("0700", "400");
    assert.equal(seen.positions, counts ? 1 : 0);
    assert.equal(seen.symbolHeld, counts);
    assert.equal(seen.symbolValue, counts ? amount("80000") : 0);
    assert.equal(seen.grossValue, counts ? amount("80000") : 0);
    assert.equal(seen.freeCash, amount(counts ? "919870.84" : "1000000"));
    assert.equal(seen.openRisk, counts ? amount("2400") : 0);
    assert.equal(seen.openOrders, counts ? 1 : 0);
    assert.equal(seen.workingBuys, counts ? 1 : 0);
    assert.equal(seen.unknownOrders, status === "unknown" ? 1 : 0);
    assert.equal(seen.ordersThisSession, 1);
  });

  Deno.test(`An exit that is ${status} ${counts ? "takes its shares" : "leaves them free"}`, async () => {
    const test = await deskWith(
      [{ status, side: "sell", purpose: "exit" }],
      [{ quantity: 300, cost: amount("120000") }],
    );
    const seen = await test.exposure("0700", "400");
    assert.equal(seen.exitableQuantity, counts ? 200 : 300);
    assert.equal(seen.workingSells, counts ? 1 : 0);
    assert.equal(seen.freeCash, amount("1000000"));
    assert.equal(seen.positions, 1);
  });
}

Deno.test("Of a partly filled order only the rest is still to come", async () => {
  const part = {
    status: "partial",
    filledQuantity: 200,
    filledValue: amount("80000"),
    fees: amount("129.16"),
  } as const;
  const test = await deskWith([{ ...part, quantity: 500 }], [{
    quantity: 200,
    cost: amount("80000"),
  }]);
  const seen = await test.exposure("0700", "400");
  assert.equal(seen.symbolValue, amount("200000"));
  assert.equal(
    seen.freeCash,
    amount("879828.76"),
    "its fees are those of the whole",
  );
  assert.equal(seen.positions, 1, "the position and its order are one");
});

const VALUES: [shown: string, value: string, why: string][] = [
  ["500", "50000", "a rise counts"],
  ["300", "40000", "a fall makes no room"],
];

for (const [shown, value, why] of VALUES) {
  Deno.test(`A holding is worth the dearer of cost and price: ${why}`, async () => {
    const test = await deskWith([], [{}]);
    test.show("0700", shown);
    const seen = await test.exposure("9988", "90");
    assert.equal(seen.grossValue, amount(value));
    assert.equal(seen.symbolValue, 0);
    assert.equal(seen.symbolHeld, false);
  });
}

Deno.test("Pace counts every order of the session, and mishaps those that went wrong", async () => {
  const done = { status: "filled" } as const;
  const test = await deskWith([
    { ...done, at: plus(NOW, -60_000) },
    { ...done, at: plus(NOW, -59_999), symbol: "9988" },
    { ...done, trigger: "stop_loss_hit", side: "sell", purpose: "exit" },
    { status: "rejected" },
    { ...done, trigger: "rsi_overbought", side: "sell", purpose: "exit" },
    { status: "unknown", symbol: "9988", session: "2026-11-20" },
  ]);
  const seen = await test.exposure("0700", "400");
  assert.equal(seen.ordersThisSession, 6);
  assert.equal(seen.symbolOrdersThisSession, 4);
  assert.equal(seen.ordersLastMinute, 5);
  assert.equal(seen.mishaps, 2);
  assert.equal(seen.unknownOrders, 0, "of this symbol");
  assert.equal(seen.recent.length, 4);
});

Deno.test("What the market does not show is unknown, never zero", async () => {
  const test = await deskWith([]);
  const seen = await test.exposure("1299", "60");
  assert.equal(seen.lastPrice, null);
  assert.equal(seen.quoteAgeMs, Infinity);
  assert.equal(seen.inUniverse, false);
  assert.ok(Number.isNaN(seen.priorClose));
  assert.ok(Number.isNaN(seen.averageDailyVolume));
});

Deno.test("Where the calendar ends nothing is open", async () => {
  const test = await deskWith([]);
  test.now = at("2027-12-31T15:59:59Z");
  assert.equal((await test.exposure("0700", "400")).calendarCovered, true);
});

Deno.test("The clock of the session comes from its calendar", async () => {
  const test = await deskWith([]);
  const seen = await test.exposure("0700", "400");
  assert.equal(seen.phase, "regular");
  assert.equal(seen.toCloseMinutes, 360);
  assert.equal(seen.lotSize, 100);
  assert.equal(seen.tickSize, 200_000);
  assert.equal(seen.riskPerShare, amount("12"));
});

Deno.test("Equity is cash and holdings at their prices, a short is owed", async () => {
  const test = await deskWith([], [
    { quantity: 100 },
    { symbol: "9988", side: "short", quantity: 200, cost: amount("20000") },
  ]);
  const ledger = await test.books.ledger("2026-11-23");
  const symbols = ["0700", "9988"];
  const snapshots = await test.desk.data.snapshots(symbols);
  assert.equal(equityOf(ledger, snapshots), amount("1022000"));
  snapshots.delete("9988");
  assert.throws(() => equityOf(ledger, snapshots), /Cannot value 9988/);
});

const RISKS: [what: string, Partial<Position>, shown: string, risk: string][] =
  [
    ["a long at its cost", {}, "400", "1200"],
    ["a long that has fallen half way", {}, "394", "600"],
    ["a long through its stop", {}, "380", "0"],
    ["a long with a tightened stop", { tightenedPpm: 5_000 }, "400", "1000"],
    [
      "a long below where the trail is armed",
      { highWatermark: price("408") },
      "408",
      "2000",
    ],
    [
      "a long whose trail is armed",
      { highWatermark: price("420") },
      "420",
      "1260",
    ],
    [
      "a long back from its high",
      { highWatermark: price("420") },
      "410",
      "260",
    ],
    ["a long through its trail", { highWatermark: price("420") }, "407.4", "0"],
    ["a short at its cost", { side: "short" }, "400", "1200"],
    ["a short that has risen half way", { side: "short" }, "406", "600"],
    ["a short through its stop", { side: "short" }, "412", "0"],
    [
      "a short with a tightened stop",
      { side: "short", tightenedPpm: 5_000 },
      "400",
      "1000",
    ],
    [
      "a short whose trail is armed",
      { side: "short", highWatermark: price("380") },
      "380",
      "1140",
    ],
    [
      "a short through its trail",
      { side: "short", highWatermark: price("380") },
      "391.4",
      "0",
    ],
  ];

for (const [what, changes, shown, risk] of RISKS) {
  Deno.test(`The further loss of ${what} at ${shown} is ${risk}`, () => {
    const found = riskOf(position(changes), price(shown), thresholdsOf());
    assert.equal(found, amount(risk));
  });
}

Deno.test("Open risk is every stop hit at once, working entries included", async () => {
  const test = await deskWith(
    [{ symbol: "9988", limitPrice: price("90"), quantity: 200 }],
    [{}, {
      symbol: "9988",
      quantity: 100,
      cost: amount("9000"),
      highWatermark: price("90"),
    }],
  );
  const seen = await test.exposure("0700", "400");
  assert.equal(seen.openRisk, amount("2010"));
});
