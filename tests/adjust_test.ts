/** Differences that stay: when the books follow the venue, by what, and when they never do. */
import assert from "node:assert/strict";
import { book } from "../core/flows/book.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { brief, type Money, money } from "../core/money.ts";
import { type BrokerAccount, BrokerUnavailable } from "../core/ports.ts";
import type { Order } from "../core/trading/order.ts";
import type { Position } from "../core/trading/position.ts";
import { amount, price, TestDesk } from "./desk.ts";
import { order, position, report } from "./records.ts";
import { holdings } from "./venue_holdings.ts";

/** A desk that holds 100 shares of 0700 for 40,000, at a venue that says otherwise. */
async function holding(changes: Partial<BrokerAccount>) {
  const test = new TestDesk();
  await test.hold(position());
  test.account = () => ({ ...test.equal(), ...changes });
  return test;
}

/** Compares again, so many machine seconds later. */
async function checkAfter(test: TestDesk, seconds: number) {
  test.machineMs += seconds * 1_000;
  return await checkBooks(test.desk);
}

const outcomeOf = ({ books }: TestDesk) => books.reconciliation!.outcome;
const stateOf = ({ books }: TestDesk) => books.states.at(-1)!.state;
const kindsOf = ({ books }: TestDesk) =>
  books.operator.alerts.map(({ severity, kind }) => `${severity} ${kind}`);

/** What is left of 100 shares for 40,000 once the venue has said so for so many seconds. */
const FOLLOWED: [
  what: string,
  says: BrokerAccount["positions"],
  seconds: number,
  after: Partial<Position>,
  change: { quantity: number; cost: Money },
][] = [
  ["fewer shares", holdings({ "0700": 60 }), 10, {
    quantity: 60,
    cost: amount("24000"),
    realizedPnl: null,
    status: "open",
  }, { quantity: -40, cost: amount("-16000") }],
  ["more shares, and what all cost", holdings({ "0700": [150, "61000"] }), 10, {
    quantity: 150,
    cost: amount("61000"),
    realizedPnl: money(0),
    status: "open",
  }, { quantity: 50, cost: amount("21000") }],
  ["none among others", holdings({ "9988": [5, "500"] }), 10, {
    quantity: 0,
    cost: money(0),
    realizedPnl: null,
    status: "closed",
  }, { quantity: -100, cost: amount("-40000") }],
  ["nothing at all", holdings({}), 30, {
    quantity: 0,
    cost: money(0),
    realizedPnl: null,
    status: "closed",
  }, { quantity: -100, cost: amount("-40000") }],
];

for (const [what, positions, seconds, after, change] of FOLLOWED) {
  Deno.test(`A venue that says ${what} is followed when it said so for ${seconds} s, and no price is invented`, async () => {
    const test = await holding({ positions });
    const { cash } = test.books;
    await checkBooks(test.desk);
    await checkAfter(test, seconds - 1);
    assert.deepEqual(test.position("p1"), position(), "not yet");
    assert.deepEqual([outcomeOf(test), stateOf(test)], ["blocked", "reducing"]);
    await checkAfter(test, 1);
    const changed = Object.keys(after) as (keyof Position)[];
    for (const field of changed) {
      assert.equal(test.position("p1")[field], after[field], field);
    }
    assert.equal(test.books.cash, cash, "nobody knows what it brought");
    const [adjustment, ...rest] = test.books.adjustments;
    assert.deepEqual(rest, []);
    const { kind, positionId, symbol, reason, ...is } = adjustment!;
    assert.deepEqual([kind, positionId, symbol], ["position", "p1", "0700"]);
    assert.deepEqual([is.quantity, is.cost, is.cash], [
      change.quantity,
      change.cost,
      money(0),
    ]);
    assert.match(reason, /at the venue.*: said 3 times in \d+ s/);
    assert.deepEqual([outcomeOf(test), stateOf(test)], ["adjusted", "active"]);
    assert(kindsOf(test).includes("critical adjustment"));
    assert.equal(test.books.fills.length, 0);
    await checkAfter(test, 60);
    assert.equal(outcomeOf(test), "equal");
    assert.equal(test.books.adjustments.length, 1);
  });
}

/** An order in the symbol that may explain it, and what the venue says. */
const NEVER: [
  what: string,
  says: Partial<BrokerAccount>,
  working?: Partial<Order>,
][] = [
  ["the holding short", { positions: holdings({ "0700": -100 }) }],
  ["more shares without their cost", { positions: holdings({ "0700": 150 }) }],
  ["another currency", { currency: "USD" }],
  ["fewer shares while an exit works", {
    positions: holdings({ "0700": 60 }),
  }, { purpose: "exit", side: "sell", positionId: "p1" }],
  ["fewer shares while a stop rests for them", {
    positions: holdings({}),
  }, {
    purpose: "exit",
    side: "sell",
    positionId: "p1",
    type: "stop",
    limitPrice: null,
    stopPrice: price("388"),
  }],
  ["more shares while an entry is of unknown fate", {
    positions: holdings({ "0700": [200, "80000"] }),
  }, { status: "unknown" }],
  ["other cash while an entry works", { cash: amount("1") }, {}],
];

for (const [what, says, working] of NEVER) {
  Deno.test(`A venue that says ${what} is never followed, however often`, async () => {
    const test = await holding(says);
    if (working) await test.keep(order({ symbol: "0700", ...working }));
    for (let i = 0; i < 10; i++) await checkAfter(test, 60);
    assert.deepEqual(test.position("p1"), position());
    assert.deepEqual(test.books.adjustments, []);
    assert.deepEqual([outcomeOf(test), stateOf(test)], ["blocked", "reducing"]);
    assert.equal(test.books.states.length, 2, "said once");
  });
}

Deno.test("In a replay, where machine time stands still, nothing is ever followed", async () => {
  const test = await holding({ positions: holdings({ "0700": 60 }) });
  for (let i = 0; i < 10; i++) await checkBooks(test.desk);
  assert.deepEqual(test.position("p1"), position());
});

Deno.test("What changes from read to read starts anew each time", async () => {
  const test = await holding({});
  for (const shares of [60, 59, 60, 59, 60]) {
    test.account = () => ({
      ...test.equal(),
      positions: holdings({ "0700": shares }),
    });
    await checkAfter(test, 30);
  }
  assert.deepEqual(test.position("p1"), position());
  await checkAfter(test, 10);
  assert.equal(test.position("p1").quantity, 60);
});

Deno.test("An empty list after a list without the symbol is another thing said: it starts anew", async () => {
  const test = await holding({ positions: holdings({ "9988": [5, "500"] }) });
  await checkBooks(test.desk);
  test.account = () => ({ ...test.equal(), positions: holdings({}) });
  await checkAfter(test, 29);
  await checkAfter(test, 29);
  assert.equal(test.position("p1").quantity, 100);
  await checkAfter(test, 1);
  assert.equal(test.position("p1").status, "closed");
});

Deno.test("A read that fails in between changes nothing, and what was seen before it counts", async () => {
  const test = await holding({ positions: holdings({ "0700": 60 }) });
  await checkBooks(test.desk);
  const { account } = test;
  test.account = () => {
    throw new BrokerUnavailable("Cannot read account: 401");
  };
  await checkAfter(test, 5);
  assert.equal(outcomeOf(test), "failed");
  assert.deepEqual(test.position("p1"), position());
  test.account = account;
  await checkAfter(test, 5);
  assert.equal(test.position("p1").quantity, 60);
});

/** By how much of 1,000,000 the venue's cash differs, and how loud it is told. */
const CASH: [change: string, severity: string][] = [
  ["-2.5", "warning"],
  ["-9000", "warning"],
  ["-11000", "critical"],
  ["11000", "critical"],
];

for (const [change, severity] of CASH) {
  Deno.test(`Cash that differs by ${change} is followed after 10 s, as ${severity}`, async () => {
    const test = await holding({ cash: amount("1000000") });
    const cash = money(test.books.cash + amount(change));
    test.account = () => ({ ...test.equal(), cash });
    await checkBooks(test.desk);
    await checkAfter(test, 10);
    assert.equal(test.books.cash, cash);
    const [adjustment] = test.books.adjustments;
    assert.deepEqual(
      [adjustment!.kind, adjustment!.symbol, brief(adjustment!.cash)],
      ["cash", null, brief(amount(change))],
    );
    assert.deepEqual(kindsOf(test), [
      "critical reconciliation",
      `${severity} adjustment`,
    ]);
  });
}

Deno.test("Cash is followed while a stop rests, for a stop that rests moves none", async () => {
  const test = await holding({ cash: amount("1") });
  await test.keep(order({
    purpose: "exit",
    side: "sell",
    type: "stop",
    limitPrice: null,
    stopPrice: price("388"),
  }));
  await checkBooks(test.desk);
  await checkAfter(test, 10);
  assert.equal(test.books.cash, amount("1"));
});

Deno.test("More shares are followed while a stop rests, for a stop brings none", async () => {
  const test = await holding({
    positions: holdings({ "0700": [150, "61000"] }),
  });
  await test.keep(order({
    ...{ purpose: "exit", side: "sell", positionId: "p1" },
    ...{ type: "stop", limitPrice: null, stopPrice: price("388") },
  }));
  await checkBooks(test.desk);
  await checkAfter(test, 10);
  assert.equal(test.position("p1").quantity, 150);
});

Deno.test("Cash waits for the shares: it counts from when they are equal", async () => {
  const test = await holding({
    cash: amount("1"),
    positions: holdings({ "0700": 60 }),
  });
  await checkBooks(test.desk);
  await checkAfter(test, 10);
  const kinds = () => test.books.adjustments.map(({ kind }) => kind);
  assert.deepEqual(kinds(), ["position"]);
  assert.equal(outcomeOf(test), "blocked");
  await checkAfter(test, 9);
  assert.deepEqual(kinds(), ["position"], "too soon");
  await checkAfter(test, 1);
  assert.deepEqual(kinds(), ["position", "cash"]);
  assert.equal(stateOf(test), "active");
});

Deno.test("An exit told after its shares were taken off finds them again, and books are the venue's", async () => {
  const test = await holding({ positions: holdings({}) });
  const exit = { purpose: "exit", side: "sell", positionId: "p1" } as const;
  await test.keep(order({ ...exit, status: "cancelled" }));
  await checkBooks(test.desk);
  await checkAfter(test, 30);
  assert.equal(test.position("p1").status, "closed");
  await book(test.desk, report("o1", "filled", 100, "41000"));
  const { quantity, status, realizedPnl } = test.position("p1");
  assert.deepEqual([quantity, status, realizedPnl], [0, "closed", null]);
  assert.equal(test.books.orders.get("o1")?.status, "filled");
  const changes = test.books.adjustments.map(({ quantity }) => quantity);
  assert.deepEqual(changes, [-100, 100]);
});

Deno.test("An exit of more than is held, where nothing ever went missing, stays an error of ours", async () => {
  const test = await holding({});
  await test.keep(
    order({ purpose: "exit", side: "sell", positionId: "p1", quantity: 200 }),
  );
  await assert.rejects(
    book(test.desk, report("o1", "filled", 200, "82000")),
    RangeError,
  );
});
