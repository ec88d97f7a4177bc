/** Runs that send nothing: the scan, a trade while the market is closed, what was sent before. */
import assert from "node:assert/strict";
import { book } from "../core/flows/book.ts";
import { execute } from "../core/flows/execute.ts";
import { decisionOf, startRun } from "../core/flows/run.ts";
import { scan } from "../core/flows/scan.ts";
import { trade } from "../core/flows/trade.ts";
import { at, price } from "./desk.ts";
import { flags } from "./flags.ts";
import { report } from "./records.ts";
import { ENTRY } from "./tickets.ts";

Deno.test("A scan records what it finds and trades nothing", async () => {
  const test = flags(["9988", "0700"], { now: at("2026-11-23T01:00:00Z") });
  await scan(test.desk);
  assert.deepEqual(test.cycles(), ["scan"]);
  assert.equal(
    test.books.cycles[0]?.note,
    "2 candidates, best 0700 by bull_flag",
  );
  assert.deepEqual(
    test.books.scanResults.map((
      { symbol, rank, setup },
    ) => [symbol, rank, setup]),
    [["0700", 1, "bull_flag"], ["9988", 2, "bull_flag"]],
  );
  assert.equal(test.books.scanResults[0]?.cycleId, test.books.cycles[0]?.id);
  assert.deepEqual(test.decided(), []);
  assert.deepEqual(test.triggers(), []);
  assert.equal(test.books.sessions.get("2026-11-23")?.status, "open");
});

Deno.test("A scan that finds nothing says so", async () => {
  const test = flags([]);
  await scan(test.desk);
  assert.equal(test.books.cycles[0]?.note, "No candidates");
});

const CLOSED = [
  "2026-11-23T01:29:59Z",
  "2026-11-23T04:30:00Z",
  "2026-11-23T08:00:00Z",
  "2026-11-22T02:00:00Z",
  "2026-02-16T05:00:00Z",
  "2026-04-07T02:00:00Z",
  "2028-01-05T02:00:00Z",
];

for (const when of CLOSED) {
  Deno.test(`Scenario 14. Calendar: a trade run at ${when}, market closed, sends nothing and says so`, async () => {
    const test = flags(["0700"], { now: at(when) });
    await trade(test.desk);
    assert.deepEqual(test.cycles(), ["trade"]);
    assert.match(test.books.cycles[0]!.note!, /The market is closed/);
    assert.deepEqual(test.decided(), []);
    assert.deepEqual(test.triggers(), []);
  });
}

Deno.test("One decision is sent once, whoever else would send it", async () => {
  const test = flags(["0700"]);
  const run = await startRun(test.desk, "trade");
  const decision = await decisionOf(run, "0700", "entry", ["test"]);
  const ticket = { ...ENTRY, id: decision.id, limitPrice: price("105") };
  const seen = await test.exposure("0700", "105");
  await execute(test.desk, decision, ticket, seen);
  const again = await execute(test.desk, decision, ticket, seen);
  assert.ok(again.kind === "refused");
  assert.deepEqual(again.refusals.map(({ code }) => code), ["ORDER_CLAIMED"]);
  assert.equal(test.sent.length, 1);
});

Deno.test("A report of an order nobody wrote down changes nothing and is refused", async () => {
  const test = flags([]);
  const outcome = await book(test.desk, report("foreign", "filled", 100, "1"));
  assert.ok(outcome.kind === "refused");
  assert.deepEqual(outcome.refusals.map(({ code }) => code), [
    "ORDER_NOT_FOUND",
  ]);
  assert.deepEqual(test.books.journal, []);
});
