/** The cap per symbol, from the books to the gate: what is held and on order counts in full. */
import assert from "node:assert/strict";
import { book } from "../core/flows/book.ts";
import { execute } from "../core/flows/execute.ts";
import { decisionOf, startRun } from "../core/flows/run.ts";
import { written } from "../core/money.ts";
import { review } from "../core/risk/gate.ts";
import { sizeOf } from "../core/risk/sizing.ts";
import { amount, price, TestDesk } from "./desk.ts";
import { order, position, report } from "./records.ts";
import { ENTRY } from "./tickets.ts";

/** 9988 with HKD 30,000 held and 5,000 on order: 5,000 of the cap are left. */
async function holding9988(shown: string) {
  const test = new TestDesk();
  test.show("9988", shown);
  const symbol = "9988";
  await test.hold(position({ symbol, quantity: 300, cost: amount("30000") }));
  const limitPrice = price("50");
  await test.keep(order({ symbol, limitPrice, quantity: 100 }));
  test.pass(2); // so that nothing is a duplicate
  return test;
}

function sized(
  test: TestDesk,
  seen: Awaited<ReturnType<TestDesk["exposure"]>>,
  limit: string,
) {
  const { agent, market } = test.desk;
  return sizeOf(
    "9988",
    price(limit),
    seen,
    agent.limits,
    (value, shares) => market.feesOf("buy", value, shares, "2026-11-23"),
  );
}

Deno.test("Scenario 5. Cap per symbol: a buy of 9,000 is cut to what 5,000 still pay for", async () => {
  const test = await holding9988("45");
  const seen = await test.exposure("9988", "45");
  assert.equal(written(seen.symbolValue), "35000.000000");
  assert.deepEqual(sized(test, seen, "45"), { kind: "done", value: 100 });
});

Deno.test("Scenario 5. Cap per symbol: a lot of 9,000 does not fit and is refused", async () => {
  const test = await holding9988("90");
  const seen = await test.exposure("9988", "90");
  const size = sized(test, seen, "90");
  assert.ok(size.kind === "refused");
  assert.equal(
    size.refusals[0]?.message,
    "One lot of 100 9988 is 9000.000000: 5000.000000 of the cap per symbol of 40000.000000 is left",
  );
  const ticket = { ...ENTRY, symbol: "9988", limitPrice: price("90") };
  const verdict = review(ticket, seen, test.desk.agent.limits);
  assert.ok(verdict.kind === "refused");
  assert.deepEqual(verdict.refusals.map(({ code }) => code), [
    "ORDER_WORKING",
    "POSITION_VALUE_EXCEEDED",
  ]);
});

Deno.test("Scenario 5. Cap per symbol: six buys of 1929 in a day stay under it together", async () => {
  const test = new TestDesk();
  // It falls all day: cheaper shares must not make room for more of them.
  const prices = ["70", "66", "62", "58", "54", "50"];
  const codes: string[] = [];
  for (const limit of prices) {
    test.show("1929", limit);
    const outcome = await buy1929(test, limit);
    codes.push(outcome);
    test.pass(10);
  }
  const held = test.position("first");
  assert.equal(written(held.cost), "39600.000000");
  assert.deepEqual(codes, [
    "done",
    "done",
    "done",
    "POSITION_VALUE_EXCEEDED",
    "POSITION_VALUE_EXCEEDED",
    "POSITION_VALUE_EXCEEDED",
  ]);
});

/** Buys one lot of 200 at `limit`, filled at once, or answers why not. */
async function buy1929(test: TestDesk, limit: string): Promise<string> {
  const run = await startRun(test.desk, "trade");
  const decision = await decisionOf(run, "1929", "entry", ["test"]);
  const { id } = decision;
  const outcome = await execute(test.desk, decision, {
    ...ENTRY,
    id,
    positionId: "first",
    symbol: "1929",
    quantity: 200,
    limitPrice: price(limit),
  }, await test.exposure("1929", limit));
  if (outcome.kind === "refused") return outcome.refusals[0]!.code;
  const value = String(200 * Number(limit));
  await book(test.desk, report(id, "filled", 200, value, test.now));
  return outcome.kind;
}
