/** What is at the venue and not ours: shares, and orders of somebody else. */
import assert from "node:assert/strict";
import { bookReports, pollOrders } from "../core/flows/news.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { brief } from "../core/money.ts";
import type { BrokerAccount } from "../core/ports.ts";
import type { ListedOrder } from "../core/trading/order.ts";
import { NOW, TestDesk } from "./desk.ts";
import { order, position, report } from "./records.ts";
import { holdings } from "./venue_holdings.ts";

async function holding(says: BrokerAccount["positions"]) {
  const test = new TestDesk();
  await test.hold(position());
  test.account = () => ({ ...test.equal(), positions: says });
  return test;
}

/** An order of the venue's list that is not in the books. */
function stranger(changes: Partial<ListedOrder> = {}): ListedOrder {
  return {
    ...report("theirs", "accepted"),
    symbol: "9988",
    side: "buy",
    quantity: 300,
    type: "limit",
    ...changes,
  };
}

/** A desk whose venue lists `orders` besides our own. */
function listing(...orders: ListedOrder[]) {
  const test = new TestDesk();
  const own = test.orders;
  test.orders = async () => [...await own(), ...orders];
  return test;
}

const alertsOf = ({ books }: TestDesk) =>
  books.operator.alerts.map(({ kind, message }) => `${kind}: ${message}`);
const stateOf = ({ books }: TestDesk) => books.states.at(-1)!.state;

/** Where the value of 5 shares of 9988 comes from; it is shown at 120. */
const WORTH: [what: string, told: number | [number, string], value: string][] =
  [
    ["what the venue says they cost", [5, "650"], "650.00"],
    ["the last price where it says no cost", 5, "600.00"],
  ];

for (const [what, told, value] of WORTH) {
  Deno.test(`An orphan is shown at ${what}, told once, and stops nothing`, async () => {
    const test = await holding(holdings({ "0700": 100, "9988": told }));
    test.show("9988", "120");
    const { equal, note } = await checkBooks(test.desk);
    const text =
      `9988 0 in the books, 5 at the venue: not ours, worth ${value}`;
    assert.deepEqual([equal, note], [
      false,
      `Books equal the venue's: cash 1000000.00, 1 position; ${text}`,
    ]);
    const [orphan] = (await test.books.ledger("2026-11-23")).orphans;
    assert.deepEqual([orphan!.symbol, orphan!.quantity, brief(orphan!.value)], [
      "9988",
      5,
      value,
    ]);
    test.pass(60);
    test.machineMs += 3_600_000;
    test.show("9988", "150");
    await checkBooks(test.desk);
    const [same] = (await test.books.ledger("2026-11-23")).orphans;
    assert.deepEqual(same, orphan, "it has its value and its time");
    assert.deepEqual(alertsOf(test), [
      `orphan: ${text}; it is adopted only if you say so`,
    ]);
    assert.equal(stateOf(test), "active");
    assert.equal(test.desk.sightings.size, 0, "nothing to settle");
    assert.equal(test.books.positions.size, 1, "not adopted");
  });
}

Deno.test("An orphan that nobody can price is counted as nothing, and said to be", async () => {
  const test = await holding(holdings({ "0700": 100, "9988": 5 }));
  const { note } = await checkBooks(test.desk);
  assert.match(note, /for a price nobody knows/);
});

Deno.test("An orphan whose shares change is told again, and is as old as it was", async () => {
  const test = await holding(holdings({ "0700": 100, "9988": [5, "650"] }));
  await checkBooks(test.desk);
  test.account = () => ({
    ...test.equal(),
    positions: holdings({ "0700": 100, "9988": [8, "1000"] }),
  });
  test.pass(1);
  await checkBooks(test.desk);
  const { orphans } = await test.books.ledger("2026-11-23");
  assert.deepEqual(orphans.map(({ quantity, since }) => [quantity, since]), [
    [8, NOW],
  ]);
  assert.equal(alertsOf(test).length, 2);
});

Deno.test("An orphan that is gone is believed after 10 s, and nothing is adjusted", async () => {
  const test = await holding(holdings({ "0700": 100, "9988": [5, "650"] }));
  await checkBooks(test.desk);
  test.account = () => test.equal();
  const orphans = async () => {
    await checkBooks(test.desk);
    return (await test.books.ledger("2026-11-23")).orphans.length;
  };
  assert.equal(await orphans(), 1);
  test.machineMs += 10_000;
  assert.equal(await orphans(), 0);
  assert.equal(await orphans(), 0);
  assert.deepEqual(test.books.adjustments, []);
  assert.equal(alertsOf(test).length, 1);
});

/** What is on the list and not ours, and whether entries wait for it. */
const STRANGERS: [what: string, listed: ListedOrder, blocks: boolean][] = [
  ["works", stranger(), true],
  ["works without an id of ours", stranger({ orderId: null }), true],
  [
    "has filled in part",
    stranger({ status: "partial", cumulativeQuantity: 100 }),
    true,
  ],
  [
    "is over with shares",
    stranger({ status: "filled", cumulativeQuantity: 300 }),
    false,
  ],
  ["is called like a kill, of what is not held", {
    ...stranger({ side: "sell" }),
    orderId: "kill-1-9988-1",
  }, true],
];

for (const [what, listed, blocks] of STRANGERS) {
  Deno.test(`An order of somebody else that ${what} is told by name, and ${blocks ? "entries wait" : "nothing waits"}`, async () => {
    const test = listing(listed);
    await checkBooks(test.desk);
    const name = listed.orderId ?? "b";
    const { symbol, side } = listed;
    const text =
      `order ${name} (${side} 300 ${symbol}) is not ours: another system trades this account`;
    await checkBooks(test.desk);
    assert.deepEqual(alertsOf(test), [`foreign_order: ${text}`]);
    assert.equal(stateOf(test), blocks ? "reducing" : "active");
    const { outcome, differences } = test.books.reconciliation!;
    assert.equal(outcome, blocks ? "blocked" : "equal");
    assert.deepEqual(differences.map(({ kind }) => kind), ["foreign"]);
    assert.equal(test.books.orders.size, 0, "not adopted");
  });
}

Deno.test("An order of somebody else that ended without a share is nobody's business", async () => {
  const test = listing(stranger({ status: "cancelled" }));
  const { equal } = await checkBooks(test.desk);
  assert.deepEqual([equal, alertsOf(test)], [true, []]);
});

for (const hear of [bookReports, pollOrders]) {
  Deno.test(`${hear.name} compares at once when somebody else's order shows, and not again for the same`, async () => {
    const listed = stranger();
    const test = listing(listed);
    let looks = 0;
    const { account } = test;
    test.account = () => {
      looks++;
      return account();
    };
    test.news.push({ ...listed, orderId: "theirs" });
    assert.deepEqual(await hear(test.desk), []);
    assert.equal(stateOf(test), "reducing");
    const after = looks;
    test.news.push({ ...listed, orderId: "theirs" });
    await hear(test.desk);
    assert.equal(looks, after);
    assert.equal(alertsOf(test).length, 1);
  });
}

Deno.test("A report of an order that nobody lists is told by its name", async () => {
  const test = new TestDesk();
  test.news.push(report("theirs", "filled", 100, "40000"));
  await bookReports(test.desk);
  assert.deepEqual(alertsOf(test), [
    "foreign_order: order theirs is not ours: another system trades this account",
  ]);
  assert.equal(stateOf(test), "active", "it is over");
  assert.equal(test.books.positions.size, 0);
});

Deno.test("bookReports answers the orders that moved, as they now stand, and no others", async () => {
  const test = new TestDesk();
  await test.keep(order());
  await test.keep(order({ id: "o2", positionId: "o2", symbol: "9988" }));
  test.news.push(report("o1", "accepted"), report("o2", "partial", 50, "9000"));
  const moved = await bookReports(test.desk);
  assert.deepEqual(moved.map(({ id, status }) => [id, status]), [
    ["o2", "partial"],
  ]);
});

Deno.test("pollOrders settles an order of unknown fate that the venue lists", async () => {
  const test = new TestDesk();
  await test.keep(order({ status: "unknown", brokerOrderId: null }));
  const listed = {
    ...stranger({ symbol: "0700", quantity: 100 }),
    orderId: "o1",
  };
  test.orders = () => [listed];
  const moved = await pollOrders(test.desk);
  assert.deepEqual(moved.map(({ id, status }) => [id, status]), [
    ["o1", "accepted"],
  ]);
});
