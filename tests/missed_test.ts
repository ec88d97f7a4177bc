/** What becomes of a run whose time has passed, by its mode. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import type { Trader } from "../core/agents/agent.ts";
import { sortDue } from "../core/agents/missed.ts";
import type { Due } from "../core/agents/schedule.ts";
import { marketOf } from "../core/market/mod.ts";
import { localDate } from "../core/market/sessions.ts";
import { iso } from "../core/time.ts";
import { at } from "./desk.ts";
import { runsBetween } from "./schedules.ts";

/** "close 2026-01-14T20:45", or with its break: "lunch 2026-01-14T03:50". */
function told({ mode, at, before }: Due): string {
  return `${before ?? mode} ${iso(at).slice(5, 16)}`;
}

const CASES: [
  what: string,
  agent: Trader,
  /** Last seen at work, and when it is back. */
  last: string,
  back: string,
  run: string[],
  skipped: number,
][] = [
  [
    "nothing came due",
    devClaude,
    "2026-01-14T15:00:01Z",
    "2026-01-14T15:59:59Z",
    [],
    0,
  ],
  [
    "a trade is on time for a minute",
    devClaude,
    "2026-01-14T15:30:00Z",
    "2026-01-14T16:00:59Z",
    ["trade 01-14T16:00"],
    0,
  ],
  [
    "a trade is missed after it",
    devClaude,
    "2026-01-14T15:30:00Z",
    "2026-01-14T16:01:00Z",
    [],
    1,
  ],
  [
    "of three trades only the one on time runs",
    devClaude,
    "2026-01-14T14:40:00Z",
    "2026-01-14T17:00:30Z",
    ["trade 01-14T17:00"],
    2,
  ],
  [
    "a missed scan runs while its session is open",
    devClaude,
    "2026-01-14T13:00:00Z",
    "2026-01-14T20:30:00Z",
    ["scan 01-14T14:00"],
    7,
  ],
  [
    "a missed scan is gone with the close, the review too",
    devClaude,
    "2026-01-14T13:00:00Z",
    "2026-01-14T21:00:00Z",
    [],
    9,
  ],
  [
    "a missed close review runs before the bell",
    devClaude,
    "2026-01-14T20:40:00Z",
    "2026-01-14T20:59:59Z",
    ["close 01-14T20:45"],
    0,
  ],
  [
    "a missed close review is too late at the bell",
    devClaude,
    "2026-01-14T20:40:00Z",
    "2026-01-14T21:00:00Z",
    [],
    1,
  ],
  [
    "a missed lunch review runs before lunch",
    intlClaude,
    "2026-01-14T03:45:00Z",
    "2026-01-14T03:59:59Z",
    ["lunch 01-14T03:50"],
    0,
  ],
  [
    "a missed lunch review is too late at lunch",
    intlClaude,
    "2026-01-14T03:45:00Z",
    "2026-01-14T04:00:00Z",
    [],
    1,
  ],
  [
    "lunch and close reviews do not stand for each other",
    intlClaude,
    "2026-01-14T03:45:00Z",
    "2026-01-14T07:50:00Z",
    ["close 01-14T07:45"],
    4,
  ],
  [
    "of missed heartbeats the last runs",
    devClaude,
    "2026-01-16T23:30:00Z",
    "2026-01-18T12:30:00Z",
    ["heartbeat 01-18T11:00"],
    11,
  ],
  [
    "after two days away only today's scan runs",
    intlClaude,
    "2026-01-13T00:30:00Z",
    "2026-01-14T01:10:00Z",
    ["heartbeat 01-14T00:00", "scan 01-14T01:00"],
    17,
  ],
  [
    "a half-day's review ends with its own bell",
    devClaude,
    "2026-11-27T17:40:00Z",
    "2026-11-27T18:00:00Z",
    [],
    1,
  ],
  [
    "in a year not covered a heartbeat still runs",
    devClaude,
    "2027-12-31T20:30:00Z",
    "2028-01-05T12:30:00Z",
    ["heartbeat 01-05T11:00"],
    37,
  ],
];

for (const [what, agent, last, back, expected, skipped] of CASES) {
  Deno.test(`Back at ${back}: ${what}`, () => {
    const market = marketOf(agent.market);
    const due = runsBetween(agent, at(last), at(back));
    const { run, skip } = sortDue(due, market, at(back));
    assert.deepEqual(run.map(told), expected);
    assert.equal(skip.length, skipped, skip.map(told).join(", "));
    assert.equal(run.length + skip.length, due.length);
  });
}

Deno.test("A missed trade never runs late, at any minute of a day", () => {
  const market = marketOf("HKEX");
  for (let minute = 0; minute < 24 * 60; minute++) {
    const back = at("2026-01-13T16:00:00Z") + minute * 60_000;
    const due = runsBetween(
      intlClaude,
      at("2026-01-13T16:00:00Z"),
      back as never,
    );
    const { run } = sortDue(due, market, back as never);
    for (const { mode, at, before } of run) {
      if (mode === "trade") assert.ok(back - at < 60_000);
      const session = market.sessionOn(localDate(market, at))!;
      if (before === "close" && back !== at) assert.ok(back < session.close);
    }
  }
});
