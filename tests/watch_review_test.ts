/** REVIEW: what happens when the rules ask for a second opinion and nobody gives one. */
import assert from "node:assert/strict";
import { watch } from "../core/flows/watch.ts";
import type { Mind } from "../core/ports.ts";
import { plus } from "../core/time.ts";
import { at, price, TestDesk } from "./desk.ts";
import { order, position } from "./records.ts";

/** 2.1 % down, close to the stop: a REVIEW. */
const NEAR = "391.6";

async function holding(
  options: { now?: string; review?: Mind["review"] } = {},
) {
  const { now, review } = options;
  const test = new TestDesk({
    ...now ? { now: at(now) } : {},
    ...review ? { mind: { review } } : {},
  });
  await test.hold(position({ openedAt: plus(test.now, -60_000) }));
  return test;
}

/** One check with the market at `shown` after that many full bars. */
async function check(test: TestDesk, shown: string, fullBars: number) {
  test.show("0700", shown, { fullBars });
  await watch(test.desk);
  test.pass(1);
}

Deno.test("A REVIEW without advice tightens the stop, then holds, and the third in a row exits", async () => {
  const test = await holding();
  await check(test, NEAR, 10);
  assert.equal(test.position("p1").tightenedPpm, 5_000);
  await check(test, NEAR, 11);
  assert.equal(test.position("p1").tightenedPpm, 5_000, "tightened once");
  assert.deepEqual(test.triggers(), []);
  await check(test, NEAR, 12);
  assert.deepEqual(test.decided(), ["tighten 0700", "hold 0700", "exit 0700"]);
  assert.deepEqual(test.last().reasons, [
    "stop_loss_near (moderate)",
    "REVIEW 3 in a row, no advice",
  ]);
  assert.deepEqual(test.triggers(), ["stop_loss_near"]);
});

Deno.test("The tightened stop sells at 2.5 % down, where the old one would not", async () => {
  const test = await holding();
  await check(test, "390", 10);
  assert.deepEqual(test.triggers(), []);
  await check(test, "390", 10);
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
});

Deno.test("Checks within one bar are one REVIEW, however many", async () => {
  const test = await holding();
  for (let i = 0; i < 20; i++) await check(test, NEAR, 10);
  assert.deepEqual(test.decided(), ["tighten 0700"]);
  assert.equal(test.position("p1").reviews, 1);
});

Deno.test("A HOLD in between breaks the row", async () => {
  const test = await holding();
  await check(test, NEAR, 10);
  await check(test, NEAR, 11);
  await check(test, "396", 12);
  assert.equal(test.position("p1").reviews, 0);
  assert.deepEqual(test.last().reasons, ["review is over"]);
  await check(test, NEAR, 13);
  await check(test, NEAR, 14);
  assert.deepEqual(test.triggers(), [], "two in a row since");
  await check(test, NEAR, 15);
  assert.equal(test.sent.length, 1);
});

Deno.test("A price that flickers within one bar is no row of REVIEWs", async () => {
  const test = await holding();
  for (let i = 0; i < 10; i++) {
    await check(test, NEAR, 10);
    await check(test, "396", 10);
  }
  assert.equal(test.decided().filter((d) => d === "tighten 0700").length, 1);
  assert.deepEqual(test.triggers(), []);
});

Deno.test("Claude's EXIT is heeded at once", async () => {
  const test = await holding({ review: async () => "exit" });
  await check(test, NEAR, 10);
  assert.equal(test.sent.length, 1);
  assert.deepEqual(test.last().reasons, [
    "stop_loss_near (moderate)",
    "REVIEW 1 in a row, exit",
  ]);
});

Deno.test("Claude's HOLD leaves the stop where it is and begins a new row", async () => {
  let asked = 0;
  const said = ["hold", "hold", "no advice"] as const;
  const test = await holding({ review: async () => said[asked++]! });
  await check(test, NEAR, 10);
  await check(test, NEAR, 10);
  assert.equal(asked, 1, "asked once for each bar");
  await check(test, NEAR, 11);
  assert.equal(test.position("p1").tightenedPpm, 0);
  await check(test, NEAR, 12);
  assert.deepEqual(test.decided(), ["hold 0700", "hold 0700", "tighten 0700"]);
});

Deno.test("Claude hears the reading and its signals, and is not asked on a strong exit", async () => {
  const heard: string[][] = [];
  const test = await holding({
    review: async (reading, signals) => {
      assert.ok(Math.abs(reading.gain + 0.021) < 1e-9);
      heard.push(signals.map(({ name }) => name));
      return "hold";
    },
  });
  await check(test, NEAR, 10);
  await check(test, "388", 11);
  assert.deepEqual(heard, [["stop_loss_near"]]);
  assert.equal(test.sent.length, 1);
});

Deno.test("What the hour alone asks for is left to the close review, without a word in the books", async () => {
  const test = await holding({ now: "2026-11-23T07:30:00Z" });
  for (let minute = 30; minute < 45; minute++) {
    await check(test, "400", 10 + Math.floor(minute / 5));
  }
  assert.deepEqual(test.decided(), []);
  assert.deepEqual(test.triggers(), []);
  assert.equal(test.position("p1").tightenedPpm, 0);
  const { monitors } = await test.books.ledger("2026-11-23");
  assert.deepEqual(monitors.get("p1")?.exitSignals, ["market_closing_soon"]);
});

Deno.test("Ten minutes before the bell everything not excused is sold", async () => {
  const test = await holding({ now: "2026-11-23T07:49:00Z" });
  await check(test, "400", 60);
  assert.deepEqual(test.triggers(), []);
  await check(test, "400", 60);
  assert.deepEqual(test.triggers(), ["market_closing"]);
});

Deno.test("A position marked to stay overnight is excused from the clock, not from its stop", async () => {
  const test = await holding({ now: "2026-11-23T07:50:00Z" });
  await test.hold(position({ overnight: "2026-11-23" }));
  for (let i = 0; i < 5; i++) await check(test, "400", 60);
  assert.deepEqual(test.triggers(), []);
  await check(test, "388", 60);
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
});

Deno.test("Yesterday's mark does not excuse today", async () => {
  const test = await holding({ now: "2026-11-23T07:50:00Z" });
  await test.hold(position({ overnight: "2026-11-20" }));
  await check(test, "400", 60);
  assert.deepEqual(test.triggers(), ["market_closing"]);
});

Deno.test("Ten minutes before lunch alone sells nothing, with the loss near its stop it is a REVIEW", async () => {
  const test = await holding({ now: "2026-11-23T03:50:00Z" });
  await check(test, "400", 28);
  assert.deepEqual(test.decided(), []);
  await check(test, NEAR, 28);
  assert.deepEqual(test.decided(), ["tighten 0700"]);
  assert.deepEqual(test.last().reasons.slice(0, 2), [
    "stop_loss_near (moderate)",
    "lunch_break_soon (moderate)",
  ]);
});

Deno.test("While an exit works nothing is reviewed, tightened or asked", async () => {
  const test = await holding({ review: () => assert.fail("asked") });
  const exit = { side: "sell", purpose: "exit", positionId: "p1" } as const;
  await test.keep(order({ ...exit, limitPrice: price("388") }));
  for (let bar = 10; bar < 14; bar++) await check(test, NEAR, bar);
  assert.deepEqual(test.decided(), []);
  const { reviews, tightenedPpm } = test.position("p1");
  assert.deepEqual([reviews, tightenedPpm], [0, 0]);
});

Deno.test("A short is watched from the other side", async () => {
  const test = await holding();
  await test.hold(position({ side: "short" }));
  await check(test, "380", 10);
  assert.equal(test.position("p1").highWatermark, price("380"));
  await check(test, "391.4", 11);
  const [exit] = test.sent;
  assert.equal(exit?.trigger, "trailing_stop_hit");
  assert.deepEqual([exit?.side, exit?.limitPrice], ["buy", price("395.2")]);
});
