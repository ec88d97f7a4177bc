/** Scenarios of orders, stops and blindness, told through the flows. */
import assert from "node:assert/strict";
import { close } from "../core/flows/close.ts";
import { bookReports } from "../core/flows/news.ts";
import { scan } from "../core/flows/scan.ts";
import { trade } from "../core/flows/trade.ts";
import { watch } from "../core/flows/watch.ts";
import { hkex } from "../core/market/hkex.ts";
import { plus } from "../core/time.ts";
import { entryPrice } from "../core/trading/position.ts";
import { amount, at, price } from "./desk.ts";
import { flags } from "./flags.ts";
import { order, report } from "./records.ts";
import { ELEVEN, StopDesk } from "./stop_venue.ts";

Deno.test("Scenario 4. Lots and cap: what the books hold is what the venue filled, not what was ordered", async () => {
  const test = flags(["0700"]);
  await trade(test.desk);
  const [entry] = test.sent;
  assert.equal(entry!.quantity % hkex.lotOf("0700")!, 0);
  test.news.push(report(entry!.id, "cancelled", 200, "21000"));
  await bookReports(test.desk);
  assert.equal(test.position(entry!.id).quantity, 200);
});

/** A desk whose entry of 200 CPB is on its way, and its stops. */
async function entering() {
  const test = new StopDesk();
  test.show("CPB", "84");
  await test.keep(order({
    id: "e1",
    positionId: "e1",
    symbol: "CPB",
    quantity: 200,
    limitPrice: price("86"),
    session: "2026-11-23",
    at: ELEVEN,
  }));
  const hear = async (...told: Parameters<typeof report>) => {
    test.news.push(report(...told));
    await bookReports(test.desk);
    await test.look(1);
    await test.look(1);
  };
  return { test, hear };
}

Deno.test("Scenario 7. Partial and late fill: both halves of a position are under a stop, 200 in all", async () => {
  const { test, hear } = await entering();
  await hear("e1", "partial", 100, "8370", ELEVEN);
  assert.deepEqual(test.working(), ["sell 100 stop 81.19"]);
  await hear("e1", "filled", 200, "16890", plus(ELEVEN, 45_000));
  assert.equal(entryPrice(test.position("e1")), price("84.45"));
  for (let second = 0; second < 3; second++) {
    await bookReports(test.desk);
    await test.look(1);
  }
  // The first half cost less: its stop has followed the average.
  assert.deepEqual(test.working(), [
    "sell 100 stop 81.92",
    "sell 100 stop 81.92",
  ]);
  assert.equal(test.position("e1").protection, "venue");
});

Deno.test("Scenario 7. Partial and late fill: cancelled after 100, the stop is for 100", async () => {
  const { test, hear } = await entering();
  await hear("e1", "partial", 100, "8370", ELEVEN);
  await hear("e1", "cancelled", 100, "8370", ELEVEN);
  assert.deepEqual(test.working(), ["sell 100 stop 81.19"]);
  assert.equal(test.position("e1").protection, "venue");
});

Deno.test("Scenario 9. Protection verified: within ten seconds of the fill the venue shows a live stop for all of it", async () => {
  const { test } = await entering();
  await test.ran();
  let seconds = 0;
  test.onTick = () => {
    if (++seconds === 5) {
      test.news.push(report("e1", "filled", 200, "16800", test.now));
    }
  };
  await test.work(15);
  assert.equal(test.position("e1").protection, "venue");
  assert.deepEqual(test.working(), ["sell 200 stop 81.48"]);
  const [stop] = test.sent;
  assert.equal(stop?.type, "stop");
});

Deno.test("Scenario 9. Protection verified: a stop that is taken and dropped is placed again by the agent itself", async () => {
  const { test } = await entering();
  await test.ran();
  test.drops = 1;
  test.news.push(report("e1", "filled", 200, "16800", test.now));
  await test.work(10);
  assert.deepEqual(test.triggers(), ["protective_stop", "protective_stop"]);
  assert.deepEqual(test.working(), ["sell 200 stop 81.48"]);
  assert.equal(test.position("e1").protection, "venue");
  assert.deepEqual(test.alerts(), []);
});

Deno.test("Scenario 9. Protection verified: dropped again, the position is flattened, and one alert told", async () => {
  const { test } = await entering();
  await test.ran();
  test.drops = 1_000;
  test.news.push(report("e1", "filled", 200, "16800", test.now));
  await test.work(20);
  assert.deepEqual(test.triggers(), [
    "protective_stop",
    "protective_stop",
    "unprotected",
  ]);
  test.end(test.sent[2]!.id, "filled");
  await test.work(120);
  assert.equal(test.position("e1").status, "closed");
  assert.equal(test.sent.length, 3);
  const told = test.alerts().filter((alert) => alert.startsWith("protection"));
  assert.equal(told.length, 1);
  assert.match(told[0]!, /CPB is sold: .* has no such order/);
});

/** 200 CPB bought at 30, at +9.42 % with a stop under it, at the close review. */
async function gained() {
  const test = new StopDesk(at("2026-11-23T20:45:00Z"));
  await test.holdApple({
    symbol: "CPB",
    quantity: 200,
    cost: amount("6000"),
    highWatermark: price("32.83"),
    fees: amount("1"),
  });
  test.show("CPB", "32.826");
  await test.ran();
  await test.look();
  await test.look(1);
  assert.deepEqual(test.working(), ["sell 200 stop 31.85"]);
  return test;
}

Deno.test("Scenario 10. Close with held shares: the stop is cancelled, that is confirmed, then all is sold at its price", async () => {
  const test = await gained();
  await close(test.desk, "close", test.guard.waiting);
  assert.equal(test.sent.length, 1, "not before the cancel is confirmed");
  await bookReports(test.desk);
  await watch(test.desk, test.guard.waiting);
  assert.deepEqual(test.working(), ["sell 200 limit 32.5"]);
  const triggers = ["protective_stop", "profit_target_reached"];
  assert.deepEqual(test.triggers(), triggers);
  test.end(test.sent[1]!.id, "filled");
  await bookReports(test.desk);
  const { status, realizedPnl, fees } = test.position("p1");
  assert.equal(status, "closed");
  assert.equal(realizedPnl, amount("500"), "(32.50 − 30) × 200");
  assert.equal(
    test.books.cash - test.desk.agent.paperCash,
    6_500e6 - (fees - 1e6),
  );
});

Deno.test("Scenario 10. Close with held shares: a cancel refused three times is told, and the stop stays", async () => {
  const test = await gained();
  test.deaf = 1_000;
  await close(test.desk, "close", test.guard.waiting);
  for (let second = 0; second < 20; second++) await test.look(1);
  assert.equal(test.cancelled.length, 3);
  assert.deepEqual(test.working(), ["sell 200 stop 31.85"]);
  assert.equal(test.alerts().length, 1);
  assert.match(
    test.alerts()[0]!,
    /^close: CPB: .* it stays, and nothing else is sold/,
  );
});

Deno.test("Scenario 10. Close with held shares: a cancel that was done and an exit that is refused bring the stop back", async () => {
  const test = await gained();
  test.rejectsExits = 1;
  await close(test.desk, "close", test.guard.waiting);
  await bookReports(test.desk);
  await watch(test.desk, test.guard.waiting);
  assert.deepEqual(test.working(), []);
  await test.look(1);
  assert.deepEqual(test.working(), ["sell 200 stop 31.85"]);
});

/** What was seen, and what three scans in a row say then. */
const SIGHTS: [
  what: string,
  charts: string[],
  seen: number,
  notes: RegExp[],
  alerts: number,
][] = [
  ["all of the market is seen", ["0700"], 30, [
    /^1 candidates/,
    /^1 cand/,
    /^1 cand/,
  ], 0],
  ["two scans find nothing", [], 30, [
    /^No candidates/,
    /^No candidates/,
    /^Blind: 3 scans/,
  ], 1],
  ["half of the market is seen", ["0700"], 15, [
    /^1 cand/,
    /^1 cand/,
    /^1 cand/,
  ], 0],
  ["less than half is seen", ["0700"], 14, [
    /^Blind: bars of 14 of 30 symbols/,
    /^Blind/,
    /^Blind/,
  ], 1],
];

for (const [what, symbols, seen, notes, alerts] of SIGHTS) {
  Deno.test(`Scenario 18. Stale data: a scan is ${alerts > 0 ? "blind, not without candidates" : "no alarm"}, when ${what}`, async () => {
    const test = flags(symbols, { now: at("2026-11-23T01:00:00Z") });
    test.market.seenAs = { seen, of: 30, silentMs: 0 };
    const sight = { empty: 0 };
    for (const note of notes) {
      await scan(test.desk, sight);
      assert.match(test.runs().at(-1)!.note!, note);
    }
    const told = test.books.operator.alerts.map(({ kind }) => kind);
    assert.deepEqual(told, Array(alerts).fill("scanner_blind"));
  });
}

Deno.test("Scenario 18. Stale data: on a feed that froze nothing is entered, and what is held still leaves", async () => {
  const test = flags(["0700"]);
  test.market.seenAs = { seen: 1, of: 1, silentMs: 121_000 };
  await trade(test.desk);
  assert.deepEqual(test.refused(), ["FEED_FROZEN"]);
  const held = new StopDesk();
  await held.holdApple({ protection: "venue" });
  held.market.seenAs = { seen: 1, of: 1, silentMs: 121_000 };
  held.show("AAPL", "90");
  await watch(held.desk);
  assert.deepEqual(held.triggers(), ["stop_loss_hit"]);
});
