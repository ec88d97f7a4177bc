/** When every agent's modes run: printed to be read, asserted to stay. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import type { Trader } from "../core/agents/agent.ts";
import { runsOn } from "../core/agents/schedule.ts";
import { heartbeat } from "../core/flows/heartbeat.ts";
import { marketOf } from "../core/market/mod.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import { MINUTE_MS } from "../core/time.ts";
import { at, TestDesk } from "./desk.ts";
import { runsBetween, scheduleOf, timesOf, utcOf } from "./schedules.ts";

const US = [
  "00:00 heartbeat",
  "03:00 heartbeat",
  "06:00 heartbeat",
  "09:00 scan",
  "09:30 trade",
  "10:00 trade",
  "11:00 trade",
  "12:00 trade",
  "13:00 trade",
  "14:00 trade",
  "15:00 trade",
  "15:45 close review",
  "18:00 heartbeat",
  "21:00 heartbeat",
];
const HK = [
  "00:00 heartbeat",
  "02:00 heartbeat",
  "04:00 heartbeat",
  "06:00 heartbeat",
  "08:00 heartbeat",
  "09:00 scan",
  "09:30 trade",
  "10:00 trade",
  "11:00 trade",
  "11:50 lunch review",
  "13:00 trade",
  "14:00 trade",
  "15:00 trade",
  "15:45 close review",
  "16:00 heartbeat",
  "18:00 heartbeat",
  "20:00 heartbeat",
  "22:00 heartbeat",
];
const QUIET_US = [0, 3, 6, 9, 12, 15, 18, 21].map(beat);
const QUIET_HK = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22].map(beat);

function beat(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00 heartbeat`;
}

const DAYS: [agent: Trader, date: string, what: string, runs: string[]][] = [
  [devClaude, "2026-01-14", "a day in January", US],
  [devClaude, "2026-07-14", "a day in July", US],
  [intlClaude, "2026-01-14", "a day in January", HK],
  [intlClaude, "2026-07-14", "a day in July", HK],
  [devClaude, "2026-11-27", "a half-day", [
    ...US.slice(0, 8),
    "12:45 close review",
    "15:00 heartbeat",
    ...US.slice(12),
  ]],
  [intlClaude, "2026-02-16", "a half-day", [
    ...HK.slice(0, 9),
    "11:45 close review",
    "12:00 heartbeat",
    "14:00 heartbeat",
    ...HK.slice(14),
  ]],
  [devClaude, "2026-07-03", "a holiday", QUIET_US],
  [devClaude, "2026-11-22", "a Sunday", QUIET_US],
  [intlClaude, "2026-02-17", "a holiday", QUIET_HK],
  [intlClaude, "2026-04-07", "the day after Easter Monday", QUIET_HK],
  [devClaude, "2028-01-05", "a year not covered", QUIET_US],
  [intlClaude, "2028-01-05", "a year not covered", QUIET_HK],
];

for (const [agent, date, what, runs] of DAYS) {
  Deno.test(`${agent.id} on ${date}, ${what}, runs to the exchange's clock`, () => {
    const local = scheduleOf(agent, date);
    const utc = utcOf(agent, date);
    console.log(`${agent.id} on ${date}, ${what}`);
    local.forEach((run, i) =>
      console.log(`  ${run.padEnd(20)} ${utc[i]!.slice(0, 16)}Z`)
    );
    assert.deepEqual(local, runs);
  });
}

/** The open in UTC before and after each change of the clocks. */
const OPENS: [agent: Trader, date: string, open: string, review: string][] = [
  [devClaude, "2026-03-06", "14:30", "20:45"],
  [devClaude, "2026-03-09", "13:30", "19:45"],
  [devClaude, "2026-10-30", "13:30", "19:45"],
  [devClaude, "2026-11-02", "14:30", "20:45"],
  [intlClaude, "2026-03-06", "01:30", "07:45"],
  [intlClaude, "2026-03-09", "01:30", "07:45"],
  [intlClaude, "2026-10-30", "01:30", "07:45"],
  [intlClaude, "2026-11-02", "01:30", "07:45"],
];

for (const [agent, date, open, review] of OPENS) {
  Deno.test(`Scenario 15. DST: on ${date} ${agent.id} trades from ${open} UTC and reviews at ${review}`, () => {
    assert.deepEqual(timesOf(agent, date, "trade")[0], ["09:30", open]);
    assert.deepEqual(timesOf(agent, date, "close review"), [["15:45", review]]);
  });
}

for (const agent of [devClaude, intlClaude]) {
  const market = marketOf(agent.market);

  Deno.test(`Scenario 15. DST: the close review of ${agent.id} starts before the bell on every day of 2026 and 2027`, () => {
    const sessions = sessionsBetween(market, "2026-01-01", "2027-12-31");
    assert.ok(sessions.length > 480);
    for (const { date, open, close, lunch } of sessions) {
      const runs = runsBetween(agent, open, close);
      const reviews = runs.filter(({ mode }) => mode === "close");
      const leads = reviews.map(({ at, before }) =>
        ((before === "lunch" ? lunch!.start : close) - at) / MINUTE_MS
      );
      assert.deepEqual(leads, lunch ? [10, 15] : [15], date);
      for (const { mode, at } of runs) {
        if (mode === "trade") assert.equal(market.phaseAt(at), "regular", date);
      }
    }
  });

  Deno.test(`The runs of ${agent.id} follow each other without a gap or a repeat, into a year not covered`, () => {
    const from = at("2026-12-20T05:00:00Z"), to = at("2028-01-10T05:00:00Z");
    const runs = runsBetween(agent, from, to);
    const days = datesOf("2026-12-19", "2028-01-11")
      .flatMap((date) => runsOn(agent, market, date));
    const within = days.filter(({ at }) => at > from && at <= to);
    assert.deepEqual(runs, within);
    runs.forEach(({ at }, i) => i > 0 && assert.ok(at > runs[i - 1]!.at));
  });
}

/** Every ISO date from one to another. */
function datesOf(from: string, to: string): string[] {
  const dates: string[] = [];
  for (let date = Temporal.PlainDate.from(from); date.toString() <= to;) {
    dates.push(date.toString());
    date = date.add({ days: 1 });
  }
  return dates;
}

Deno.test("A night that loses an hour has its heartbeats once each", () => {
  assert.deepEqual(utcOf(devClaude, "2026-03-08").slice(0, 3), [
    "2026-03-08T05:00 heartbeat",
    "2026-03-08T07:00 heartbeat",
    "2026-03-08T10:00 heartbeat",
  ]);
  assert.deepEqual(scheduleOf(devClaude, "2026-03-08"), QUIET_US);
  assert.deepEqual(scheduleOf(devClaude, "2026-11-01"), QUIET_US);
});

/** The note of a heartbeat at that moment. */
const NOTES: [when: string, note: RegExp | null][] = [
  ["2027-12-01T15:59:00Z", null],
  [
    "2027-12-01T16:00:00Z",
    /ends on 2027-12-31, 31 days|ends on 2027-12-31, 30 days from now/,
  ],
  [
    "2027-12-31T15:00:00Z",
    /ends on 2027-12-31, 1 day from now: add the closures of 2028/,
  ],
  ["2027-12-31T16:00:00Z", /ended on 2027-12-31 and nothing trades/],
  ["2028-06-01T00:00:00Z", /ended on 2027-12-31 and nothing trades/],
];

for (const [when, note] of NOTES) {
  Deno.test(`A heartbeat at ${when} ${note ? "warns that the calendar ends" : "has no warning"}`, async () => {
    const test = new TestDesk({ now: at(when) });
    await heartbeat(test.desk);
    const [cycle] = test.books.cycles;
    assert.equal(cycle?.mode, "heartbeat");
    assert.match(
      cycle!.note!,
      /^Books equal the venue's: cash 1000000.00, 0 positions/,
    );
    if (note) assert.match(cycle!.note!, note);
    else assert.doesNotMatch(cycle!.note!, /;/);
  });
}
