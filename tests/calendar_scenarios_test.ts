/** The calendar as the flows meet it: named days, clock changes, the end of what is known. */
import assert from "node:assert/strict";
import { coverageWarning, isCovered } from "../core/market/coverage.ts";
import { hkex } from "../core/market/hkex.ts";
import type { Market } from "../core/market/market.ts";
import { marketOf, MARKETS } from "../core/market/mod.ts";
import {
  localDate,
  nextSession,
  previousSession,
  sessionOf,
  sessionsBetween,
} from "../core/market/sessions.ts";
import { us } from "../core/market/us.ts";
import { iso } from "../core/time.ts";
import { at, clock } from "./calendars.ts";

const SCENARIO_14: [Market, string, [string, string] | null][] = [
  [hkex, "2026-02-16", ["09:30", "12:00"]],
  [hkex, "2026-02-17", null],
  [hkex, "2026-02-18", null],
  [hkex, "2026-02-19", null],
  [hkex, "2026-04-03", null],
  [hkex, "2026-04-06", null],
  [hkex, "2026-04-07", null],
  [us, "2026-07-03", null],
  [us, "2025-11-28", ["09:30", "13:00"]],
  [us, "2025-12-24", ["09:30", "13:00"]],
  [us, "2026-11-26", null],
];

for (const [market, date, hours] of SCENARIO_14) {
  const what = hours ? `trades ${hours.join("–")}` : "is closed";
  Deno.test(`Scenario 14. Calendar: ${market.id} ${what} on ${date}`, () => {
    const session = market.sessionOn(date);
    const ours = session &&
      [session.open, session.close].map((t) => clock(market, t));
    assert.deepEqual(ours ?? null, hours);
  });
}

Deno.test("Scenario 14. Calendar: a year that is not covered is refused, not guessed", () => {
  assert.throws(() => us.sessionOn("2028-01-03"), {
    name: "RangeError",
    message:
      "Cannot tell the US sessions of 2028: the calendar covers 2012–2027",
  });
  assert.throws(() => hkex.sessionOn("2011-12-30"), /HKEX sessions of 2011/);
  assert.equal(nextSession(us, at("2027-12-31T21:00Z")), undefined);
  assert.throws(() => previousSession(us, "2012-01-03"), /of 2011/);
  assert.throws(() => us.sessionOn("2024-02-30"), /"2024-02-30"/);
  assert.throws(() => us.sessionOn("20240102"), /YYYY-MM-DD/);
});

Deno.test("Scenario 14. Calendar: 30 days before its end it warns and says what to do", () => {
  assert.equal(coverageWarning(us, at("2027-12-02T04:59Z")), undefined);
  assert.equal(
    coverageWarning(us, at("2027-12-02T05:00Z")),
    "The US calendar ends on 2027-12-31, 30 days from now: add the closures of 2028 to core/market/us_closures.ts, or trading stops",
  );
  assert.match(
    coverageWarning(hkex, at("2027-12-31T15:59Z"))!,
    /1 day from now/,
  );
  assert.match(
    coverageWarning(hkex, at("2027-12-31T16:00Z"))!,
    /nothing trades/,
  );
  assert.ok(isCovered(us, at("2028-01-01T04:59Z"))); // 2027 in New York
  assert.ok(!isCovered(us, at("2028-01-01T05:00Z")));
  assert.ok(!isCovered(hkex, at("2027-12-31T16:00Z")));
  assert.ok(!isCovered(us, at("2011-06-01T00:00Z")));
});

const SCENARIO_15: [Market, string, string][] = [
  [us, "2026-03-06", "14:30"],
  [us, "2026-03-09", "13:30"],
  [us, "2026-10-30", "13:30"],
  [us, "2026-11-02", "14:30"],
  [hkex, "2026-03-06", "01:30"],
  [hkex, "2026-03-09", "01:30"],
  [hkex, "2026-10-30", "01:30"],
  [hkex, "2026-11-02", "01:30"],
];

for (const [market, date, utc] of SCENARIO_15) {
  Deno.test(`Scenario 15. DST: ${market.id} opens at ${utc} UTC on ${date}`, () => {
    assert.equal(iso(market.sessionOn(date)!.open), `${date}T${utc}:00Z`);
  });
}

Deno.test("the running session is the next one until its close, then the one after", () => {
  assert.equal(nextSession(us, at("2026-11-25T20:59Z"))?.date, "2026-11-25");
  assert.equal(nextSession(us, at("2026-11-25T21:00Z"))?.date, "2026-11-27");
  assert.equal(nextSession(hkex, at("2026-02-16T04:00Z"))?.date, "2026-02-20");
  assert.equal(previousSession(us, "2026-11-27").date, "2026-11-25");
  assert.equal(previousSession(hkex, "2026-02-20").date, "2026-02-16");
});

Deno.test("a date is the exchange's own, whatever the hour in UTC", () => {
  assert.equal(localDate(us, at("2026-11-25T04:59Z")), "2026-11-24");
  assert.equal(localDate(us, at("2026-11-25T05:00Z")), "2026-11-25");
  assert.equal(localDate(hkex, at("2026-11-24T16:00Z")), "2026-11-25");
  assert.equal(sessionOf(us, at("2026-11-25T04:59Z"))!.date, "2026-11-24");
  assert.equal(sessionOf(us, at("2026-11-26T15:00Z")), undefined);
  assert.deepEqual(sessionsBetween(us, "2026-11-28", "2026-11-29"), []);
  assert.deepEqual(sessionsBetween(us, "2026-11-27", "2026-11-23"), []);
});

Deno.test("a market is found by its id, and a stranger is named", () => {
  for (const market of MARKETS) assert.equal(marketOf(market.id), market);
  assert.throws(() => marketOf("LSE"), /"LSE"; use US or HKEX/);
});
