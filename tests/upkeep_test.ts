/** What machine time asks of a desk: books compared, orders known, holdings protected, a person told. */
import assert from "node:assert/strict";
import { runMode, work } from "../core/flows/agenda.ts";
import { scan } from "../core/flows/scan.ts";
import { standIn } from "../core/flows/stand_in.ts";
import { Upkeep } from "../core/flows/upkeep.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { plus } from "../core/time.ts";
import { amount, type Options, TestDesk } from "./desk.ts";
import { flags } from "./flags.ts";
import { order, position, report } from "./records.ts";
import { StopDesk } from "./stop_venue.ts";

/** A desk under upkeep, whose venue counts what it is asked. */
function kept(options: Options = {}) {
  const test = new TestDesk(options);
  const asked = { account: 0, orders: 0 };
  const { account, orders } = test;
  test.account = () => (asked.account++, account());
  test.orders = () => (asked.orders++, orders());
  const upkeep = new Upkeep(test.desk);
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      test.machineMs += 1_000;
      test.now = plus(test.now, 1_000);
      await upkeep.tend();
    }
  };
  return { test, asked, pass, upkeep };
}

const alertsOf = ({ books }: TestDesk) =>
  books.operator.alerts.map(({ severity, kind }) => `${severity} ${kind}`);

Deno.test("The books are compared each minute of machine time", async () => {
  const { asked, pass } = kept();
  await pass(59);
  assert.equal(asked.account, 0);
  await pass(1);
  assert.equal(asked.account, 1);
  await pass(119);
  assert.equal(asked.account, 2);
});

Deno.test("While something differs, or could not be read, they are compared every ten seconds", async () => {
  const { test, asked, pass } = kept();
  test.desk.sightings.set("x", { text: "", since: 0, reads: 1 });
  const { account } = test;
  test.account = () => {
    account();
    throw new BrokerUnavailable("Cannot read account: reset");
  };
  await pass(31);
  assert.equal(asked.account, 3);
});

Deno.test("A venue that was lost and came back has the books compared at once", async () => {
  const { test, asked, pass } = kept();
  test.standing = { connected: true, reason: null, reconnects: 1 };
  await pass(1);
  assert.equal(asked.account, 1);
  await pass(1);
  assert.equal(asked.account, 1);
});

Deno.test("A venue away for more than thirty seconds is told, once until a person has seen it", async () => {
  const { test, pass } = kept();
  const down = { connected: false, reason: "connection reset", reconnects: 0 };
  test.standing = down;
  await pass(30);
  assert.deepEqual(alertsOf(test), []);
  await pass(20);
  assert.deepEqual(alertsOf(test), ["critical venue_down"]);
  test.standing = { ...down, connected: true };
  await pass(1);
  test.standing = down;
  test.pass(1);
  await pass(40);
  assert.deepEqual(alertsOf(test), ["critical venue_down"]);
});

/** How often the list is asked for in a minute, with and without anything live. */
const POLLS: [options: Options, live: boolean, polls: number][] = [
  [{}, true, 4],
  [{ fillsPushed: false }, true, 12],
  [{}, false, 0],
];

for (const [options, live, polls] of POLLS) {
  const pushed = options.fillsPushed ?? true;
  Deno.test(`Where fills are ${pushed ? "" : "not "}pushed the venue's list is read ${polls} times a minute while ${live ? "an order" : "nothing"} works`, async () => {
    const { test, asked, pass } = kept(options);
    if (live) await test.keep(order());
    await pass(59);
    await pass(1);
    // The comparison of the books at the full minute reads it too.
    assert.equal(asked.orders - asked.account, polls);
  });
}

Deno.test("A fill whose push was lost is found by the list, and protected", async () => {
  const test = new StopDesk();
  test.show("AAPL", "100");
  await test.ran();
  await test.keep(order({ id: "e1", positionId: "e1", symbol: "AAPL" }));
  test.orders = () => [{
    ...report("e1", "filled", 100, "10000", test.now),
    symbol: "AAPL",
    side: "buy",
    quantity: 100,
    type: "limit",
  }];
  await test.work(20);
  assert.equal(test.position("e1").quantity, 100);
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});

Deno.test("A feed silent for more than two minutes is told, once until a person has seen it", async () => {
  const { test, pass } = kept();
  test.market.seenAs = { seen: 5, of: 5, silentMs: 120_000 };
  await pass(3);
  assert.deepEqual(alertsOf(test), []);
  test.market.seenAs = { seen: 5, of: 5, silentMs: 120_001 };
  await pass(3);
  assert.deepEqual(alertsOf(test), ["critical feed_frozen"]);
  test.market.seenAs = { seen: 5, of: 5, silentMs: 0 };
  await pass(1);
  test.market.seenAs = { seen: 5, of: 5, silentMs: 200_000 };
  await pass(3);
  assert.deepEqual(alertsOf(test), ["critical feed_frozen"]);
});

Deno.test("Where machine time stands still, as in a replay, it asks the venue nothing", async () => {
  const { test, asked, upkeep } = kept();
  await test.keep(order());
  for (let wake = 0; wake < 1_000; wake++) await upkeep.tend();
  assert.deepEqual(asked, { account: 0, orders: 0 });
});

Deno.test("An entry that fills at work has its verified stop within ten seconds", async () => {
  const test = new StopDesk();
  test.show("AAPL", "100");
  await test.ran();
  await test.keep(order({ id: "e1", positionId: "e1", symbol: "AAPL" }));
  const filledAt = test.now;
  test.news.push(report("e1", "filled", 100, "10000", filledAt));
  await test.work(3);
  assert.equal(test.position("e1").protection, "venue");
  assert.deepEqual(test.working(), ["sell 100 stop 97"]);
});

Deno.test("A look that the venue cuts short costs that look, not the agent: the next one sells", async () => {
  const test = new TestDesk();
  test.show("0700", "380");
  await test.ran();
  await test.hold(position());
  const { snapshots } = test.desk.data;
  let failing = 2;
  test.desk.data.snapshots = async (symbols) => {
    if (failing-- > 0) throw new BrokerUnavailable("Cannot read prices: 503");
    return await snapshots.call(test.desk.data, symbols);
  };
  await work(test.desk, plus(test.now, 4 * 60_000));
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
  assert.deepEqual(alertsOf(test), ["critical venue_down"]);
});

Deno.test("A run that the venue cuts short is on record as that", async () => {
  const test = flags(["0700"]);
  test.desk.data.charts = async () => {
    throw new BrokerUnavailable("Cannot read charts: 503");
  };
  await runMode(test.desk, "scan");
  assert.deepEqual(test.runs().map(({ mode, note }) => `${mode}: ${note}`), [
    "scan: The scan was cut short: Cannot read charts: 503",
  ]);
  assert.deepEqual(alertsOf(test), ["critical venue_down"]);
});

Deno.test("One run stays until its entry is filled and its stop read back", async () => {
  const test = new StopDesk();
  const [flag] = flags(["AAPL"]).market.symbolCharts;
  test.market.symbolCharts = [flag!];
  test.show("AAPL", "105");
  let seconds = 0;
  test.onTick = () => {
    const entry = test.sent[0];
    if (++seconds === 30 && entry) test.end(entry.id, "filled");
  };
  await runMode(test.desk, "trade");
  const [entry] = test.sent;
  assert.equal(entry?.purpose, "entry");
  assert.equal(test.position(entry!.id).protection, "venue");
  assert.equal(test.working().length, 1);
  assert.ok(seconds < 40, `${seconds} s`);
});

Deno.test("The sentinel sells what falls and gives a stop to what stays, and enters and scans nothing", async () => {
  const test = new StopDesk();
  await test.holdApple();
  await test.hold(position({
    id: "p2",
    symbol: "MSFT",
    cost: amount("10000"),
    protection: "none",
  }));
  test.show("MSFT", "90");
  const waits = order({
    id: "e9",
    positionId: "e9",
    symbol: "GE",
    status: "intent",
  });
  await test.keep(waits);
  test.books.operator.ask({ kind: "resume" });
  await standIn(test.desk, test.guard);
  assert.deepEqual(test.working(), ["sell 100 limit 89.1", "sell 100 stop 97"]);
  assert.equal(test.books.orders.get("e9")?.status, "expired");
  assert.deepEqual(test.cycles().filter((mode) => mode !== "watch"), []);
  assert.equal((await test.books.commands()).length, 1, "it obeys nobody");
  test.machineMs += 2_000;
  await standIn(test.desk, test.guard);
  assert.equal(test.position("p1").protection, "venue");
});

Deno.test("A scan takes lots, price steps and hours as the venue has them today", async () => {
  const test = flags(["0700"]);
  const days: string[] = [];
  const { day } = test;
  test.day = (date) => (days.push(date), day(date));
  await scan(test.desk);
  assert.equal(test.market.refreshes, 1);
  assert.deepEqual(days, ["2026-11-23", "2026-11-24"]);
  test.market.failures.push(new BrokerUnavailable("Cannot read lots: 503"));
  assert.equal((await scan(test.desk)).length, 1, "on those of yesterday");
  assert.deepEqual(alertsOf(test), ["warning market_facts"]);
});
