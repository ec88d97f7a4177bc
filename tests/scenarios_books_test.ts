/** The scenarios about orders and books that must equal the venue's, on a desk without an outside. */
import assert from "node:assert/strict";
import { runMode } from "../core/flows/agenda.ts";
import { crossCheck } from "../core/flows/cross_check.ts";
import { bookReports, pollOrders } from "../core/flows/news.ts";
import { obey } from "../core/flows/obey.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { recover } from "../core/flows/recover.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import type { Trader } from "../core/agents/agent.ts";
import { BrokerUnavailable, type VenueDay } from "../core/ports.ts";
import { review } from "../core/risk/gate.ts";
import { type ListedOrder, PROTECTIVE_STOP } from "../core/trading/order.ts";
import { amount, at, NOW, price, TestDesk } from "./desk.ts";
import { equalDay } from "./equal.ts";
import { flags } from "./flags.ts";
import { order, position, report } from "./records.ts";
import { ENTRY } from "./tickets.ts";
import { holdings } from "./venue_holdings.ts";

const stateOf = ({ books }: TestDesk) => books.states.at(-1)!.state;
const kindsOf = ({ books }: TestDesk) =>
  books.operator.alerts.map(({ kind }) => kind);

async function checkAfter(test: TestDesk, seconds: number) {
  test.machineMs += seconds * 1_000;
  await checkBooks(test.desk);
}

Deno.test("Scenario 6. Order before position: a submit that timed out leaves an order and no position, and a restart asks instead of sending", async () => {
  const answer = { status: "unknown", reason: "Timed out" } as const;
  const test = flags(["0700"], { answer });
  await runMode(test.desk, "trade");
  const [sent, ...rest] = test.sent;
  assert.deepEqual(rest, []);
  assert.equal(sent!.recorded, "submitting", "on record before it was sent");
  const id = sent!.id;
  assert.equal(test.books.orders.get(id)?.status, "unknown");
  assert.equal(test.books.positions.size, 0);

  const asked: string[] = [];
  const { find } = test.desk.broker;
  test.desk.broker.find = (id) => {
    asked.push(id);
    return find(id);
  };
  await recover(test.desk);
  assert.deepEqual(asked, [id]);
  assert.equal(test.books.orders.get(id)?.status, "unknown", "nothing found");
  // The venue took it all along, and shows it a moment later.
  test.found.set(id, report(id, "accepted"));
  await runMode(test.desk, "trade");
  assert.equal(test.books.orders.get(id)?.status, "accepted");
  assert.deepEqual(test.sent.map(({ id }) => id), [id], "one order, ever");
});

Deno.test("Scenario 8. Status map: two messages of one fill, a list and a look-up book it once", async () => {
  const test = new TestDesk();
  await test.keep(order());
  const fill = report("o1", "filled", 100, "40000");
  test.news.push(fill, { ...fill, executionId: "again" });
  await bookReports(test.desk);
  const listed = {
    ...fill,
    ...{ symbol: "0700", side: "buy", quantity: 100, type: "limit" } as const,
  };
  test.orders = () => [listed];
  await pollOrders(test.desk);
  test.found.set("o1", fill);
  await checkBooks(test.desk);
  assert.equal(test.books.fills.length, 1);
  assert.equal(test.position("o1").quantity, 100);
});

/** A desk that holds 17 positions, and what is written down of them. */
async function holding17() {
  const test = flags(["0700"]);
  for (let i = 0; i < 17; i++) {
    const symbol = String(1000 + i);
    await test.hold(position({ id: `p${i}`, symbol }));
    test.show(symbol, "400");
  }
  return test;
}

const rowsOf = ({ books }: TestDesk) =>
  JSON.stringify([
    [...books.positions.values()],
    [...books.orders.values()],
    books.adjustments,
    books.fills,
    books.cash,
  ]);

/** How a read of 17 positions fails. */
const FAILURES: string[] = [
  "Cannot read positions: connection reset",
  "Cannot read positions: timed out",
  "Cannot read positions: 401 unauthorized",
];

for (const message of FAILURES) {
  Deno.test(`Scenario 11. Broker read failure: "${message}" changes no row, keeps entries out and is told`, async () => {
    const test = await holding17();
    await test.keep(order({ symbol: "1000" }));
    const { find } = test.desk.broker;
    const away = () => {
      throw new BrokerUnavailable(message);
    };
    test.account = test.desk.broker.find = away;
    const before = rowsOf(test);
    await runMode(test.desk, "trade");
    for (let i = 0; i < 5; i++) await checkAfter(test, 60);
    assert.equal(rowsOf(test), before);
    assert.equal(stateOf(test), "reducing");
    assert.deepEqual(test.sent, []);
    assert.equal(test.books.reconciliation!.outcome, "failed");
    const [alert, ...rest] = test.books.operator.alerts;
    assert.deepEqual(rest, []);
    assert.match(alert!.message, new RegExp(message));
    assert.equal(alert!.severity, "critical");
    test.account = () => test.equal();
    test.desk.broker.find = find;
    await checkAfter(test, 10);
    assert.equal(stateOf(test), "active");
  });
}

Deno.test("Scenario 11. Broker read failure: a list of orders that cannot be read is as bad", async () => {
  const test = await holding17();
  const before = rowsOf(test);
  test.orders = () => {
    throw new BrokerUnavailable("Cannot list orders: cut off");
  };
  await checkBooks(test.desk);
  assert.equal(rowsOf(test), before);
  assert.equal(stateOf(test), "reducing");
});

Deno.test("Scenario 11. Broker read failure: an empty list needs two reads 30 s apart, and no price is invented", async () => {
  const test = await holding17();
  const before = rowsOf(test);
  const { cash } = test.books;
  test.account = () => ({ ...test.equal(), cash, positions: holdings({}) });
  await checkBooks(test.desk);
  await checkAfter(test, 10);
  await checkAfter(test, 19);
  assert.equal(rowsOf(test), before);
  assert.equal(stateOf(test), "reducing");
  await checkAfter(test, 1);
  for (const { status, realizedPnl } of test.books.positions.values()) {
    assert.deepEqual([status, realizedPnl], ["closed", null]);
  }
  assert.equal(test.books.adjustments.length, 17);
  assert.deepEqual([test.books.fills, test.books.cash], [[], cash]);
});

/** Books {0670, 9618: 50} at a venue {0670, 9618: 100, 1928: 400}. */
async function scenario12() {
  const test = flags(["1928"]);
  const { cash } = test.books;
  const cost = amount("5000");
  await test.hold(position({ id: "a", symbol: "0670", cost }));
  await test.hold(position({ id: "b", symbol: "9618", quantity: 50, cost }));
  const positions = holdings({
    "0670": [100, "5000"],
    "9618": [100, "10200"],
    "1928": [400, "8000"],
  });
  test.account = () => ({ ...test.equal(), cash, positions });
  for (const symbol of ["0670", "9618"]) test.show(symbol, "100");
  await checkBooks(test.desk);
  return test;
}

Deno.test("Scenario 12. Phantom/orphan/qty: the equal one is unchanged, the quantity follows the venue on record, the orphan is shown", async () => {
  const test = await scenario12();
  assert.equal(stateOf(test), "reducing", "9618 is not settled");
  await checkAfter(test, 10);
  assert.equal(stateOf(test), "active");
  assert.equal(test.position("a").cost, amount("5000"));
  const { quantity, cost } = test.position("b");
  assert.deepEqual([quantity, cost], [100, amount("10200")]);
  const [adjustment, ...rest] = test.books.adjustments;
  assert.deepEqual(rest, []);
  assert.deepEqual([adjustment!.symbol, adjustment!.quantity], ["9618", 50]);
  const kinds = test.books.reconciliation!.differences.map(
    ({ symbol, kind }) => `${symbol} ${kind}`,
  );
  assert.deepEqual(kinds, ["1928 orphan", "9618 adjusted"]);
  assert(kindsOf(test).includes("orphan"));
  const [orphan] = test.books.reconciliation!.orphans;
  assert.deepEqual([orphan!.symbol, orphan!.quantity], ["1928", 400]);
});

Deno.test("Scenario 12. Phantom/orphan/qty: an orphan counts in exposure, blocks its symbol, and is ours once the operator says so", async () => {
  const test = await scenario12();
  await checkAfter(test, 10);
  const seen = await test.exposure("1928", "20");
  assert.equal(seen.symbolValue, amount("8000"));
  const ticket = { ...ENTRY, symbol: "1928", limitPrice: price("20") };
  const verdict = review(ticket, seen, test.desk.agent.limits);
  assert(verdict.kind === "refused");
  const codes = verdict.refusals.map(({ code }) => code);
  assert(codes.includes("SYMBOL_ORPHANED"), codes.join());
  for (let i = 0; i < 2; i++) {
    test.books.operator.ask({ kind: "adopt", subject: "1928" });
    await obey(test.desk);
  }
  const open = [...test.books.positions.values()].filter(({ status }) =>
    status === "open"
  );
  assert.deepEqual(open.map(({ symbol }) => symbol), ["0670", "9618", "1928"]);
  assert.equal(open.at(-1)!.protection, "software", "the watch has it");
  assert.deepEqual(test.books.reconciliation!.orphans, []);
});

Deno.test("Scenario 12. Phantom/orphan/qty: what is adopted where stops can rest gets one for all of it", async () => {
  const test = new TestDesk({ agent: devClaude, stops: true });
  const { cash } = test.books;
  const positions = holdings({ "CPB": [400, "8000"] });
  test.show("CPB", "20");
  test.account = () => ({ ...test.equal(), cash, positions });
  await checkBooks(test.desk);
  test.books.operator.ask({ kind: "adopt", subject: "CPB" });
  await runMode(test.desk, "heartbeat");
  const [stop, ...rest] = test.sent;
  assert.deepEqual(rest, []);
  const { symbol, side, type, quantity, trigger } = stop!;
  assert.deepEqual([symbol, side, type, quantity, trigger], [
    "CPB",
    "sell",
    "stop",
    400,
    PROTECTIVE_STOP,
  ]);
});

Deno.test("Scenario 12. Phantom/orphan/qty: a phantom is closed with no profit, not with −100 %", async () => {
  const test = await scenario12();
  const { cash } = test.books;
  const positions = holdings({ "9618": [50, "5000"] });
  test.account = () => ({ ...test.equal(), cash, positions });
  await checkBooks(test.desk);
  await checkAfter(test, 10);
  const { status, realizedPnl, cost } = test.position("a");
  assert.deepEqual([status, realizedPnl, cost], ["closed", null, 0]);
  assert.equal(test.books.cash, cash);
});

Deno.test("Scenario 13. Foreign trader on the account: a person is alarmed and nothing is entered while it works", async () => {
  const test = flags(["0700"]);
  const theirs: ListedOrder = {
    ...report("8f3c-theirs", "accepted"),
    ...{ symbol: "9988", side: "buy", quantity: 300, type: "limit" },
  };
  const own = test.orders;
  test.orders = async () => [...await own(), theirs];
  test.news.push({ ...theirs, orderId: "8f3c-theirs" });
  await bookReports(test.desk);
  assert.deepEqual(test.books.operator.alerts, [{
    severity: "critical",
    kind: "foreign_order",
    message:
      "order 8f3c-theirs (buy 300 9988) is not ours: another system trades this account",
  }]);
  await runMode(test.desk, "trade");
  assert.deepEqual([test.sent, test.refused()[0]], [[], "TRADING_REDUCING"]);
  test.orders = own;
  await runMode(test.desk, "trade");
  assert.equal(test.sent.length, 1, "and entered again once it is gone");
});

/** A desk whose venue says `told` of `date`. */
function calendarOf(
  date: string,
  told: VenueDay["hours"],
  now = NOW,
  agent?: Trader,
) {
  const test = flags(["0700"], { now, ...(agent && { agent }) });
  const { market } = test.desk;
  test.day = (wanted) =>
    wanted === date ? { hours: told, now: null } : equalDay(market, wanted);
  return test;
}

const day = (open: string, close: string) => ({
  open: at(open),
  close: at(close),
  lunch: null,
});

/** What a venue may say of 2026-02-16, the half day before the new year, seen from the Friday before. */
const HALF_DAY: [what: string, hours: VenueDay["hours"], equal: boolean][] = [
  [
    "09:30–12:00",
    day("2026-02-16T09:30:00+08:00", "2026-02-16T12:00:00+08:00"),
    true,
  ],
  [
    "a whole day",
    day("2026-02-16T09:30:00+08:00", "2026-02-16T16:00:00+08:00"),
    false,
  ],
  ["no session", null, false],
];

for (const [what, hours, equal] of HALF_DAY) {
  Deno.test(`Scenario 14. Calendar: a venue that has ${what} on 2026-02-16 ${equal ? "agrees" : "keeps entries out"}`, async () => {
    const now = at("2026-02-13T10:00:00+08:00");
    const test = calendarOf("2026-02-16", hours, now);
    assert.equal((await crossCheck(test.desk)).equal, equal);
    await runMode(test.desk, "trade");
    assert.equal(test.sent.length, equal ? 1 : 0);
    if (!equal) assert.deepEqual(kindsOf(test), ["calendar"]);
  });
}

/** When the US session of a date opens and closes, in UTC, by a venue that is right. */
const DST: [date: string, open: string, close: string][] = [
  ["2026-03-06", "14:30", "21:00"],
  ["2026-03-09", "13:30", "20:00"],
  ["2026-10-30", "13:30", "20:00"],
  ["2026-11-02", "14:30", "21:00"],
];

for (const [date, open, close] of DST) {
  Deno.test(`Scenario 15. DST: on ${date} only a venue that opens at ${open} UTC agrees`, async () => {
    const utc = (time: string) => `${date}T${time}:00Z`;
    const now = at(utc("12:00"));
    const right = calendarOf(date, day(utc(open), utc(close)), now, devClaude);
    assert.equal((await crossCheck(right.desk)).equal, true);
    const other = open === "14:30" ? "13:30" : "14:30";
    const wrong = calendarOf(date, day(utc(other), utc(close)), now, devClaude);
    const { equal, note } = await crossCheck(wrong.desk);
    assert.equal(equal, false);
    assert.match(note, /US on .*: 09:30:00–16:00:00 by our calendar/);
  });
}
