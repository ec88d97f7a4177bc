/** The day's limit: an amount of money, that only lets positions go until the next session. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { scan } from "../core/flows/scan.ts";
import { watch } from "../core/flows/watch.ts";
import { money } from "../core/money.ts";
import { review } from "../core/risk/gate.ts";
import { amount, at, price, TestDesk } from "./desk.ts";
import { position } from "./records.ts";
import { ENTRY } from "./tickets.ts";

/** 10:00 in New York; the session opened with $100,000. */
async function deskWith(cash: string) {
  const test = new TestDesk({
    agent: devClaude,
    now: at("2026-11-23T15:00:00Z"),
    cash: amount(cash),
  });
  test.show("AAPL", "100");
  const cost = amount("1000");
  const symbol = "AAPL";
  const highWatermark = price("100");
  await test.hold(position({ symbol, quantity: 10, cost, highWatermark }));
  await test.books.openSession({
    date: "2026-11-23",
    status: "open",
    startingEquity: amount("100000"),
    endingEquity: null,
    openedAt: test.now,
    closedAt: null,
  });
  return test;
}

/** With 1,000 in shares: cash, the day's result, and the state it leads to. */
const DAYS: [cash: string, result: string, state: string][] = [
  ["98500", "−0.5 %", "active"],
  ["97000.000001", "a millionth less than −2.0 %", "active"],
  ["97000", "−2.0 %", "reducing"],
  ["90000", "−9.0 %", "reducing"],
  ["109000", "+10 %", "active"],
];

for (const [cash, result, expected] of DAYS) {
  Deno.test(`Scenario 17. Units: a day at ${result} with a limit of 2 %, $2,000, is ${expected}`, async () => {
    const test = await deskWith(cash);
    await watch(test.desk);
    const { state } = await test.books.ledger("2026-11-23");
    assert.equal(state.state, expected);
    if (expected === "reducing") assert.equal(state.cause, "day_limit");
    assert.deepEqual(test.triggers(), [], "it never flattens by itself");
  });
}

Deno.test("At the limit entries are refused and exits are not", async () => {
  const test = await deskWith("97000");
  await watch(test.desk);
  await watch(test.desk);
  assert.equal(test.books.states.length, 2, "said once");
  const seen = await test.exposure("AAPL", "100");
  const ticket = {
    ...ENTRY,
    symbol: "AAPL",
    quantity: 10,
    limitPrice: price("100"),
  };
  const entry = review(ticket, seen, devClaude.limits);
  assert.ok(entry.kind === "refused");
  assert.deepEqual(entry.refusals.map(({ code }) => code), [
    "TRADING_REDUCING",
    "DAY_LOSS_EXCEEDED",
    "OPEN_RISK_EXCEEDED",
  ]);
  test.show("AAPL", "97");
  await watch(test.desk);
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
});

Deno.test("A profit made later the same day does not lift it", async () => {
  const test = await deskWith("97000");
  await watch(test.desk);
  test.show("AAPL", "400");
  await watch(test.desk);
  const { state } = await test.books.ledger("2026-11-23");
  assert.equal(state.state, "reducing");
});

Deno.test("The next session begins active, with a result of its own", async () => {
  const test = await deskWith("97000");
  await watch(test.desk);
  test.now = at("2026-11-24T14:00:00Z");
  await scan(test.desk);
  const ledger = await test.books.ledger("2026-11-24");
  assert.deepEqual([ledger.state.state, ledger.state.cause], [
    "active",
    "start",
  ]);
  assert.equal(ledger.session?.startingEquity, amount("98000"));
  const yesterday = test.books.sessions.get("2026-11-23");
  assert.equal(yesterday?.status, "closed");
  assert.equal(yesterday?.endingEquity, amount("98000"));
  const seen = await test.exposure("AAPL", "100");
  assert.equal(seen.dayPnl, money(0));
});

for (const state of ["halted", "reducing", "locked"] as const) {
  Deno.test(`What the operator has ${state} stays so in the next session`, async () => {
    const test = await deskWith("97000");
    await watch(test.desk);
    const cause = "operator";
    await test.books.setState({ state, cause, reason: "", at: test.now });
    await watch(test.desk);
    test.now = at("2026-11-24T14:00:00Z");
    await scan(test.desk);
    const ledger = await test.books.ledger("2026-11-24");
    assert.deepEqual([ledger.state.state, ledger.state.cause], [state, cause]);
  });
}

Deno.test("The books of a session open once, half an hour before it", async () => {
  const test = await deskWith("99000");
  test.now = at("2026-11-24T13:59:59Z");
  await scan(test.desk);
  assert.equal(test.books.sessions.size, 1, "too early");
  test.now = at("2026-11-24T14:00:00Z");
  await scan(test.desk);
  test.show("AAPL", "200");
  await scan(test.desk);
  const session = test.books.sessions.get("2026-11-24");
  assert.equal(session?.startingEquity, amount("100000"));
});
