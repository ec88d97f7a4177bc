/** An agent at work: its runs on time, what it missed, what a crash left behind. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { work } from "../core/flows/agenda.ts";
import { iso } from "../core/time.ts";
import type { Cycle } from "../core/trading/cycle.ts";
import type { Order, OrderStatus } from "../core/trading/order.ts";
import { amount, at, type Options, TestDesk } from "./desk.ts";
import { flags } from "./flags.ts";
import { order, position, report } from "./records.ts";
import { clockOf, scheduleOf } from "./schedules.ts";

function deskAt(now: string, options: Options = {}): TestDesk {
  return new TestDesk({ ...options, now: at(now) });
}

Deno.test("A day at work runs its whole schedule, each run at its time", async () => {
  const test = deskAt("2026-11-22T15:59:59Z");
  await test.ran();
  await work(test.desk, at("2026-11-23T15:59:59Z"));
  const local = test.runs().map(({ mode, at, note }) => {
    const time = clockOf(at, "Asia/Hong_Kong");
    const review = note?.replace("Review before ", "") + " review";
    return `${time} ${mode === "close" ? review : mode}`;
  });
  assert.deepEqual(local, scheduleOf(test.desk.agent, "2026-11-23"));
});

Deno.test("Scenario 14. Calendar: over a holiday and its weekend there are heartbeats, no orders, nothing else", async () => {
  // Good Friday 3 April to the day after Easter Monday: five days closed.
  const test = flags(["0700", "9988"], { now: at("2026-04-02T08:01:00Z") });
  test.show("1299", "30");
  await test.hold(position({ symbol: "1299" }));
  await test.ran();
  await work(test.desk, at("2026-04-08T00:59:59Z"));
  assert.deepEqual(new Set(test.cycles()), new Set(["heartbeat"]));
  assert.equal(test.cycles().length, 4 + 5 * 12 + 4);
  assert.deepEqual(test.triggers(), [], "through its stop, but nobody trades");
  assert.deepEqual(test.decided(), []);
});

Deno.test("In a year not covered there are heartbeats that warn, and no orders", async () => {
  const test = flags(["0700"], { now: at("2028-01-04T00:00:00Z") });
  await test.hold(position({ cost: amount("90000") }));
  await test.ran();
  await work(test.desk, at("2028-01-06T00:00:00Z"));
  assert.deepEqual(new Set(test.cycles()), new Set(["heartbeat"]));
  for (const { note } of test.runs()) {
    assert.match(note!, /nothing trades/);
  }
  assert.deepEqual(test.triggers(), []);
});

Deno.test("A position is checked at every minute of trading but the open's own", async () => {
  const test = deskAt("2026-11-23T00:00:00Z");
  test.show("0700", "400", { rsi: 55 });
  await test.hold(position({ openedAt: test.now }));
  await work(test.desk, at("2026-11-23T12:00:00Z"));
  const { monitors } = await test.books.ledger("2026-11-23");
  // 09:31–11:59 and 13:01–15:59.
  assert.equal(monitors.get("p1")?.checks, 149 + 179);
  assert.equal(iso(monitors.get("p1")!.at), "2026-11-23T07:59:00Z");
  assert.deepEqual(test.triggers(), [], "it may stay overnight");
});

Deno.test("What the venue tells is booked before anything is judged by it", async () => {
  const test = deskAt("2026-11-23T02:00:00Z");
  test.show("0700", "380");
  await test.keep(order());
  test.news.push(report("o1", "filled", 100, "40000", test.now));
  await work(test.desk, at("2026-11-23T02:02:00Z"));
  assert.equal(test.position("o1").quantity, 100);
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
});

Deno.test("An order that is not ours is put on record by name, told, and not adopted", async () => {
  const test = deskAt("2026-11-23T02:00:30Z");
  await test.ran();
  test.news.push(report("foreign", "filled", 100, "40000"));
  await work(test.desk, at("2026-11-23T02:02:00Z"));
  const [difference] = test.books.reconciliation!.differences;
  assert.equal(difference?.orderId, "foreign");
  const [alert, ...more] = test.books.operator.alerts;
  assert.deepEqual([alert?.severity, alert?.kind], [
    "critical",
    "foreign_order",
  ]);
  assert.deepEqual(more, []);
  assert.equal(test.books.positions.size, 0);
});

Deno.test("The first heartbeat after the close closes the session's books", async () => {
  const test = deskAt("2026-11-23T00:30:00Z");
  await work(test.desk, at("2026-11-23T07:59:00Z"));
  assert.equal(test.books.sessions.get("2026-11-23")?.status, "open");
  await work(test.desk, at("2026-11-23T08:00:30Z"));
  const session = test.books.sessions.get("2026-11-23");
  assert.equal(session?.status, "closed");
  assert.equal(session?.endingEquity, test.desk.agent.paperCash);
  assert.equal(iso(session!.closedAt!), "2026-11-23T08:00:00Z");
});

/** What a crash left, and what is made of it at the next start. */
const LEFT: [
  status: OrderStatus,
  after: OrderStatus,
  reason: RegExp | null,
][] = [
  ["intent", "expired", /never sent/],
  ["submitting", "unknown", /whether it was sent is not known/],
  ["unknown", "unknown", null],
  ["accepted", "accepted", null],
  ["partial", "partial", null],
  ["filled", "filled", null],
];

for (const [status, after, reason] of LEFT) {
  Deno.test(`An order found ${status} at the start is ${after} then, and is never sent`, async () => {
    const test = deskAt("2026-11-23T02:00:00Z");
    const filledQuantity = status === "partial" ? 50 : 0;
    await test.keep(order({ status, filledQuantity }));
    await work(test.desk, test.now);
    const found = test.books.orders.get("o1")!;
    assert.equal(found.status, after);
    if (reason) assert.match(found.reason!, reason);
    assert.deepEqual(test.sent, []);
  });
}

for (const status of ["submitting", "unknown"] as const) {
  Deno.test(`An order found ${status} is looked up, and what the venue knows is booked`, async () => {
    const test = deskAt("2026-11-23T02:00:00Z");
    await test.keep(order({ status }));
    test.found.set("o1", report("o1", "partial", 100, "40000"));
    await work(test.desk, test.now);
    assert.equal(test.books.orders.get("o1")?.status, "filled");
    assert.equal(test.position("o1").quantity, 100);
  });
}

Deno.test("A look-up that finds nothing proves nothing, however often", async () => {
  const test = deskAt("2026-11-23T02:00:30Z");
  test.show("0700", "400");
  await test.keep(order({ status: "unknown" }));
  await work(test.desk, at("2026-11-25T02:00:00Z"));
  assert.equal(test.books.orders.get("o1")?.status, "unknown");
});

/** An agent last seen at work at 9:50, in New York, and back at a later time. */
async function backAt(now: string, last: Partial<Cycle>[] = [{}]) {
  const test = deskAt(now, { agent: devClaude });
  for (const [i, changes] of last.entries()) {
    await test.books.recordCycle({
      id: `before-${i}`,
      session: "2026-11-23",
      mode: "trade",
      at: at("2026-11-23T14:50:00Z"),
      note: null,
      ...changes,
    }, []);
  }
  await work(test.desk, at(iso(test.now + 1_000 as typeof test.now)));
  return test.books.cycles.slice(last.length).map(({ mode, at, note }) =>
    `${iso(at).slice(11, 16)} ${mode}: ${note}`
  );
}

Deno.test("A trade that was missed is left out, and that is on record", async () => {
  assert.deepEqual(await backAt("2026-11-23T16:30:00Z"), [
    "16:30 trade: Missed at 2026-11-23T15:00:00Z, skipped",
    "16:30 trade: Missed at 2026-11-23T16:00:00Z, skipped",
  ]);
});

Deno.test("A close review that was missed runs while its session is open", async () => {
  const runs = await backAt("2026-11-23T20:50:00Z");
  assert.equal(runs.length, 7);
  assert.equal(runs.at(-1), "20:50 close: Review before close");
  assert.equal(runs.filter((run) => run.includes("Missed")).length, 6);
});

Deno.test("What a watch wrote down does not hide the run it came before", async () => {
  const last = at("2026-11-23T20:45:00Z");
  const runs = await backAt("2026-11-23T20:46:30Z", [
    { at: at("2026-11-23T20:00:00Z") },
    { mode: "watch", at: last },
  ]);
  assert.deepEqual(runs, ["20:46 close: Review before close"]);
});

Deno.test("New books have missed the scan of their day, and nothing else", async () => {
  for (const time of ["14:25", "16:30"]) {
    assert.deepEqual(await backAt(`2026-11-23T${time}:00Z`, []), [
      `${time} scan: No candidates`,
    ]);
  }
  assert.deepEqual(await backAt("2026-11-23T21:30:00Z", []), [
    "21:30 scan: Missed at 2026-11-23T14:00:00Z, skipped",
  ]);
});

Deno.test("New books that begin before the open trade at it", async () => {
  const test = flags(["0700"], { now: at("2026-11-23T01:25:00Z") });
  await work(test.desk, at("2026-11-23T01:30:01Z"));
  assert.equal(test.books.sessions.get("2026-11-23")?.status, "open");
  assert.deepEqual(test.decided(), ["entry 0700"]);
});

Deno.test("Books that have run once have missed only what came after", async () => {
  const test = deskAt("2026-11-23T01:25:00Z");
  await test.ran();
  await work(test.desk, at("2026-11-23T01:26:00Z"));
  assert.deepEqual(test.runs(), []);
});

Deno.test("Orders keep their names: no id is given twice in a session", async () => {
  const test = flags(["0700", "1211", "9988"], {
    now: at("2026-11-23T01:59:59Z"),
  });
  test.answer = { status: "rejected", reason: "No" };
  await work(test.desk, at("2026-11-23T06:30:00Z"));
  const ids = [...test.sent, ...test.books.cycles].map(({ id }) => id);
  assert.ok(ids.length > 5);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^intl_claude-20261123-\d+$/);
  const orders: Order[] = [...test.books.orders.values()];
  for (const { id } of orders) assert.ok(test.books.decisions.has(id));
});
