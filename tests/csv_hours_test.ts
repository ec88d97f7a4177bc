/** When bars count: regular hours, whole days as paths, bars of many minutes. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import type { Market } from "../core/market/market.ts";
import { us } from "../core/market/us.ts";
import { parseBars } from "../core/practice/csv.ts";
import { type Instant, iso } from "../core/time.ts";

const HEADER = "t,o,h,l,c,v";

function parse(rows: string[], header = HEADER, market: Market = us) {
  return parseBars([header, ...rows].join("\n"), "X.csv", "X", market);
}

const HOURS: [market: Market, time: string, inside: boolean][] = [
  [us, "2024-01-02T09:29-05:00", false], // pre-market
  [us, "2024-01-02T09:30-05:00", true],
  [us, "2024-01-02T15:59-05:00", true],
  [us, "2024-01-02T16:00-05:00", false],
  [us, "2024-01-01T12:00-05:00", false], // New Year
  [us, "2024-01-06T12:00-05:00", false], // Saturday
  [us, "2024-07-03T12:59-04:00", true], // half-day
  [us, "2024-07-03T13:00-04:00", false],
  [us, "2024-03-11T09:30-04:00", true], // first day of summer time
  [us, "1999-06-01T12:00-04:00", false], // before the calendar
  [hkex, "2024-01-02T09:29+08:00", false], // opening auction
  [hkex, "2024-01-02T11:59+08:00", true],
  [hkex, "2024-01-02T12:00+08:00", false], // lunch
  [hkex, "2024-01-02T13:00+08:00", true],
  [hkex, "2024-01-02T16:00+08:00", false], // closing auction
  [hkex, "2024-12-24T12:00+08:00", false], // half-day
];
for (const [market, time, inside] of HOURS) {
  Deno.test(`a ${market.id} bar at ${time} is ${inside ? "kept" : "left out and counted"}`, () => {
    const parsed = parse([`${time},1,1,1,1,1`], HEADER, market);
    assert.deepEqual(parsed.faults, []);
    assert.equal(parsed.series.length, inside ? 1 : 0);
    assert.equal(parsed.outsideHours, inside ? 0 : 1);
  });
}

const DATE = "date,o,h,l,c,v";
/** Prints of the day by number: the first, its turns, the one after, the last. */
const DAYS: [
  what: string,
  market: Market,
  row: string,
  prints: Record<number, string>,
][] = [
  ["whose low is nearer to the open", us, "2024-01-02,10,12,9,11,7803", {
    0: "14:34 10 100",
    1: "14:39 9.96 100",
    26: "16:44 9 100",
    27: "16:49 9.12 100",
    51: "18:49 12 100",
    77: "20:59 11 103",
  }],
  ["whose high is nearer", us, "2024-07-03,10,10.5,8,9,420", {
    0: "13:34 10 10",
    14: "14:44 10.5 10",
    27: "15:49 8 10",
    41: "16:59 9 10",
  }],
  ["whose extremes are as near", us, "2024-01-02,10,11,9,10,3", {
    0: "14:34 10 0",
    26: "16:44 9 0",
    51: "18:49 11 0",
    77: "20:59 10 3",
  }],
  ["with lunch", hkex, "2024-01-02,10,12,9,11,6600", {
    0: "01:34 10 100",
    22: "03:24 9 100",
    43: "06:09 12 100", // trading minute 219 is 69 minutes after lunch
    65: "07:59 11 100",
  }],
];
for (const [what, market, row, prints] of DAYS) {
  Deno.test(`a ${market.id} day ${what} becomes a path through its four prices`, () => {
    const { series, faults } = parse([row], DATE, market);
    assert.deepEqual(faults, []);
    const seen = Array.from(series.at, (at, i) => {
      const time = iso(at as Instant).slice(11, 16);
      return `${time} ${series.close[i]! / 1e6} ${series.volume[i]}`;
    });
    for (const [n, print] of Object.entries(prints)) {
      assert.equal(seen[Number(n)], print);
    }
    assert.equal(seen.length, 1 + Math.max(...Object.keys(prints).map(Number)));
    assert.deepEqual(series.open, series.close);
    assert.deepEqual(series.high, series.low);
  });
}

Deno.test("days without a session and outside the calendar are counted", () => {
  const rows = ["1999-06-01", "2024-01-01", "2024-01-02", "2024-01-06"];
  const parsed = parse(rows.map((date) => `${date},1,1,1,1,4`), DATE);
  assert.equal(parsed.series.length, 78);
  assert.equal(parsed.outsideHours, 3);
});

const BAD_DATES = ["2024-1-2", "20240102", "2024-02-30", "2024-01-02T00:00Z"];
for (const date of BAD_DATES) {
  Deno.test(`the date "${date}" is a fault`, () => {
    assert.deepEqual(parse([`${date},1,1,1,1,1`], DATE).faults, [{
      file: "X.csv",
      line: 2,
      reason: `date "${date}" is not an ISO date`,
    }]);
  });
}

const LONG: [minutes: number, starts: string[], seen: string[]][] = [
  [5, ["09:30", "09:35", "09:45"], ["09:34", "09:39", "09:49"]],
  [15, ["09:15", "09:30", "15:45", "16:00"], ["09:44", "15:59"]],
  // An hour that begins at 15:30 ends with the close; one from 09:00 is pre-market.
  [60, ["09:00", "10:00", "15:30"], ["10:59", "15:59"]],
];
for (const [minutes, starts, seen] of LONG) {
  Deno.test(`bars of ${minutes} minutes are dated to their last minute`, () => {
    const rows = starts.map((start) => `2024-01-02T${start}-05:00,1,1,1,1,1`);
    const { series, outsideHours } = parse(rows);
    assert.deepEqual(
      Array.from(series.at, (at) => newYork(at)),
      seen,
    );
    assert.equal(outsideHours, starts.length - seen.length);
  });
}

Deno.test("a long bar that runs into lunch is dated to the minute before it", () => {
  const rows = ["10:30", "11:30", "13:00"]
    .map((start) => `2024-01-02T${start}+08:00,1,1,1,1,1`);
  const { series } = parse(rows, HEADER, hkex);
  assert.deepEqual(
    Array.from(series.at, (at) => iso(at as Instant).slice(11, 16)),
    ["03:29", "03:59", "05:59"],
  );
});

function newYork(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO("America/New_York").toPlainTime().toString()
    .slice(0, 5);
}
