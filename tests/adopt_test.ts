/** Shares and orders that become ours: by the operator's word, or because kill sent them. */
import assert from "node:assert/strict";
import { obey } from "../core/flows/obey.ts";
import { bookReports, pollOrders } from "../core/flows/news.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { money } from "../core/money.ts";
import { type BrokerAccount, BrokerUnavailable } from "../core/ports.ts";
import type { ListedOrder } from "../core/trading/order.ts";
import { amount, price, TestDesk } from "./desk.ts";
import { order, position, report } from "./records.ts";
import { holdings } from "./venue_holdings.ts";

/** A desk whose venue holds 400 shares of 1928 that are not ours. */
async function orphaned(
  says: BrokerAccount["positions"] = holdings({ "1928": [400, "8000"] }),
  stops = false,
) {
  const test = new TestDesk({ stops });
  const { cash } = test.books;
  test.account = () => ({ ...test.equal(), cash, positions: says });
  await checkBooks(test.desk);
  return test;
}

const outcomesOf = ({ books }: TestDesk) => [...books.operator.obeyed.values()];
const openOf = ({ books }: TestDesk) =>
  [...books.positions.values()].filter(({ status }) => status === "open");

for (const [stops, protection] of [[false, "software"], [true, "none"]]) {
  Deno.test(`An orphan that the operator adopts becomes a position whose protection is ${protection} at first`, async () => {
    const test = await orphaned(undefined, stops as boolean);
    const { cash } = test.books;
    // However the operator writes the symbol.
    test.books.operator.ask({
      kind: "adopt",
      subject: "1928.HK",
      reason: "mine",
    });
    await obey(test.desk);
    const [held, ...rest] = openOf(test);
    assert.deepEqual(rest, []);
    const { id, symbol, side, quantity, cost, setup } = held!;
    assert.deepEqual([symbol, side, quantity, cost, setup], [
      "1928",
      "long",
      400,
      amount("8000"),
      "adopted",
    ]);
    assert.deepEqual([held!.highWatermark, held!.realizedPnl], [
      price("20"),
      money(0),
    ]);
    assert.equal(held!.protection, protection);
    assert.equal(test.books.cash, cash, "cash is compared by itself");
    const [adjustment] = test.books.adjustments;
    assert.equal(adjustment!.kind, "adoption");
    assert.deepEqual([adjustment!.positionId, adjustment!.quantity], [id, 400]);
    assert.match(adjustment!.reason, /^Adopted by operator: mine$/);
    assert.deepEqual(outcomesOf(test), [
      `Adopted 400 1928 for 8000.00 as ${id}`,
    ]);
    const { orphans } = await test.books.ledger("2026-11-23");
    assert.deepEqual(orphans, [], "it counts once");
    assert.equal(test.books.reconciliation!.outcome, "equal");
  });
}

/** Why nothing is adopted. */
const REFUSED: [
  why: string,
  subject: string | null,
  arrange: (test: TestDesk) => void | Promise<unknown>,
  outcome: RegExp,
][] = [
  ["no symbol is named", null, () => {}, /^Refused: nothing is no symbol/],
  ["it is no orphan", "0700", () => {}, /^Refused: 0700 is no orphan$/],
  [
    "it is held",
    "1928",
    (test) => test.hold(position({ symbol: "1928" })),
    /^1928 is held already, as p1$/,
  ],
  [
    "an entry that may have bought it is not over",
    "1928",
    (test) => test.keep(order({ symbol: "1928", status: "unknown" })),
    /order o1 may have bought them/,
  ],
  ["the venue does not say what it cost", "1928", (test) => {
    test.account = () => ({
      ...test.equal(),
      positions: holdings({ "1928": 400 }),
    });
  }, /does not say .* no price is invented/],
  ["the venue says that it cost nothing", "1928", (test) => {
    test.account = () => ({
      ...test.equal(),
      positions: holdings({ "1928": [400, "0"] }),
    });
  }, /cost nothing, and no price is invented/],
  ["the venue holds it no more", "1928", (test) => {
    test.account = () => test.equal();
  }, /holds no 1928 any more/],
  ["the venue cannot be read", "1928", (test) => {
    test.account = () => {
      throw new BrokerUnavailable("Cannot read account: 503");
    };
  }, /^Refused: Cannot read account: 503$/],
];

for (const [why, subject, arrange, outcome] of REFUSED) {
  Deno.test(`An adoption is refused in words when ${why}`, async () => {
    const test = await orphaned();
    await arrange(test);
    test.books.operator.ask({ kind: "adopt", subject });
    await obey(test.desk);
    assert.match(outcomesOf(test)[0]!, outcome);
    assert.deepEqual(test.books.adjustments, []);
    assert.deepEqual(await test.books.commands(), []);
  });
}

/** What kill sold of 100 shares of 0700. */
function killed(changes: Partial<ListedOrder> = {}): ListedOrder {
  return {
    ...report("kill-1-0700-1", "filled", 100, "39000"),
    symbol: "0700",
    side: "sell",
    quantity: 100,
    type: "market",
    ...changes,
  };
}

/** A desk that holds 100 shares of 0700, at a venue where kill has sold them. */
async function afterKill(listed: ListedOrder) {
  const test = new TestDesk();
  await test.hold(position());
  const own = test.orders;
  test.orders = async () => {
    const ours = await own();
    const known = ours.some(({ orderId }) => orderId === listed.orderId);
    return known ? ours : [...ours, listed];
  };
  return test;
}

for (const flow of [checkBooks, pollOrders]) {
  Deno.test(`${flow.name} takes what kill sold into the books at its true price`, async () => {
    const test = await afterKill(killed());
    const { cash } = test.books;
    const fee = test.desk.market.feesOf(
      "sell",
      amount("39000"),
      100,
      "2026-11-23",
    );
    await flow(test.desk);
    const { status, realizedPnl, quantity } = test.position("p1");
    assert.deepEqual([status, realizedPnl, quantity], [
      "closed",
      amount("-1000"),
      0,
    ]);
    const exit = test.books.orders.get("kill-1-0700-1")!;
    assert.deepEqual([exit.type, exit.trigger, exit.status, exit.positionId], [
      "market",
      "kill",
      "filled",
      "p1",
    ]);
    assert.equal(test.books.decisions.get(exit.id)?.action, "exit");
    assert.equal(test.books.cash, money(cash + amount("39000") - fee));
    assert.deepEqual(test.books.operator.alerts, []);
    await flow(test.desk);
    assert.equal(test.books.fills.length, 1, "once");
    assert.deepEqual(test.sent, []);
  });
}

Deno.test("A push of what kill sold brings it in at once", async () => {
  const listed = killed();
  const test = await afterKill(listed);
  test.news.push({ ...listed, orderId: "kill-1-0700-1" });
  await bookReports(test.desk);
  assert.equal(test.position("p1").status, "closed");
  assert.deepEqual(test.books.operator.alerts, []);
});

/** Orders called like kill's that no open position can have been left by. */
const NOT_KILLS: [what: string, listed: ListedOrder][] = [
  ["buys", killed({ side: "buy" })],
  ["sells more than is held", killed({ quantity: 200 })],
  ["sells another symbol", killed({ symbol: "9988" })],
];

for (const [what, listed] of NOT_KILLS) {
  Deno.test(`An order called like kill's that ${what} is somebody else's`, async () => {
    const test = await afterKill(listed);
    await checkBooks(test.desk);
    assert.equal(test.position("p1").quantity, 100);
    assert.deepEqual(
      test.books.operator.alerts.map(({ kind }) => kind),
      ["foreign_order"],
    );
  });
}

Deno.test("What a kill asked for and was refused is not written down", async () => {
  const test = await afterKill(
    killed({ status: "rejected", cumulativeQuantity: 0 }),
  );
  await checkBooks(test.desk);
  assert.equal(test.books.orders.size, 0);
  assert.deepEqual(test.books.operator.alerts, []);
});
