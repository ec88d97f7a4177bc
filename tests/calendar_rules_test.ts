/** Every covered year against the rules the exchanges follow, worked out here anew. */
import assert from "node:assert/strict";
import { HKEX_CLOSURES } from "../core/market/hkex_closures.ts";
import { hkex } from "../core/market/hkex.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import { US_CLOSURES } from "../core/market/us_closures.ts";
import { us } from "../core/market/us.ts";
import { DAY_MS } from "../core/time.ts";

const YEARS = Array.from({ length: 16 }, (_, i) => 2012 + i);
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6];

/** No rule foretells these. */
const US_UNFORESEEN = ["2012-10-29", "2012-10-30", "2018-12-05", "2025-01-09"];

for (const year of YEARS) {
  Deno.test(`the US closes in ${year} on the days its rules name`, () => {
    const expected = [
      // New Year on a Saturday is not observed: it would fall in the old year.
      ...(weekday(day(year, 1, 1)) === SATURDAY
        ? []
        : [observed(day(year, 1, 1))]),
      nth(year, 1, MONDAY, 3),
      nth(year, 2, MONDAY, 3),
      easter(year) - 2,
      weekdayBefore(day(year, 6, 1), MONDAY),
      ...(year >= 2022 ? [observed(day(year, 6, 19))] : []),
      observed(day(year, 7, 4)),
      nth(year, 9, MONDAY, 1),
      nth(year, 11, THURSDAY, 4),
      observed(day(year, 12, 25)),
    ].map(text);
    const unforeseen = US_UNFORESEEN.filter((date) =>
      date.startsWith(`${year}`)
    );
    assert.deepEqual(closed(us, year), [...expected, ...unforeseen].sort());
  });

  Deno.test(`the US closes early in ${year} on the days its rules name`, () => {
    const eves = [day(year, 7, 3), day(year, 12, 24)]
      .filter((eve) => weekday(eve) >= MONDAY && weekday(eve) <= THURSDAY);
    const expected = [...eves, nth(year, 11, THURSDAY, 4) + 1].map(text).sort();
    assert.deepEqual(early(us, year), expected);
  });

  Deno.test(`Hong Kong keeps Easter and its half-days in ${year}`, () => {
    assert.equal(hkex.sessionOn(text(easter(year) - 2)), undefined);
    assert.equal(hkex.sessionOn(text(easter(year) + 1)), undefined);
    const eves = [day(year, 12, 24), day(year, 12, 31)]
      .filter((eve) => weekday(eve) !== SUNDAY && weekday(eve) !== SATURDAY);
    const late = early(hkex, year).filter((date) => date > `${year}-06`);
    assert.deepEqual(late, eves.map(text));
  });

  Deno.test(`Hong Kong has a half-day before the Lunar New Year of ${year} if it is a weekday`, () => {
    // The first of the lunar year by the almanac of the Hong Kong Observatory.
    const eve = Date.parse(LUNAR_NEW_YEAR[year]!) / DAY_MS - 1;
    const open = weekday(eve) !== SUNDAY && weekday(eve) !== SATURDAY;
    const first = early(hkex, year).filter((date) => date < `${year}-06`);
    // 2012 came before the half-day: its eve was a Sunday.
    assert.deepEqual(first, open ? [text(eve)] : []);
    assert.equal(hkex.sessionOn(LUNAR_NEW_YEAR[year]!), undefined);
  });
}

const LUNAR_NEW_YEAR: Record<number, string> = Object.fromEntries(
  `2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16
   2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29
   2026-02-17 2027-02-06`.split(/\s+/).map((date) => [date.slice(0, 4), date]),
);

Deno.test("no closure is on a weekend, listed twice, or outside the covered years", () => {
  for (const { full, early, years } of [US_CLOSURES, HKEX_CLOSURES]) {
    const dates = [...Object.values(full), ...Object.values(early)]
      .flatMap((list) => list.trim().split(/\s+/));
    assert.equal(new Set(dates).size, dates.length);
    for (const date of dates) {
      const number = Date.parse(date) / DAY_MS;
      assert.equal(text(number), date);
      assert.ok(![SUNDAY, SATURDAY].includes(weekday(number)), date);
      const year = Number(date.slice(0, 4));
      assert.ok(year >= years.first && year <= years.last, date);
    }
  }
});

/** Weekdays of a year without a session. */
function closed(market: typeof us, year: number): string[] {
  const open = new Set(
    sessionsBetween(market, `${year}-01-01`, `${year}-12-31`)
      .map(({ date }) => date),
  );
  const all: string[] = [];
  for (let d = day(year, 1, 1); d <= day(year, 12, 31); d++) {
    const weekend = weekday(d) === SUNDAY || weekday(d) === SATURDAY;
    if (!weekend && !open.has(text(d))) all.push(text(d));
  }
  return all;
}

function early(market: typeof us, year: number): string[] {
  return sessionsBetween(market, `${year}-01-01`, `${year}-12-31`)
    .filter(({ halfDay }) => halfDay).map(({ date }) => date);
}

// Days below are numbers of days since 1970-01-01.

function day(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / DAY_MS;
}

function weekday(day: number): number {
  return new Date(day * DAY_MS).getUTCDay();
}

function text(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Saturday moves to Friday, Sunday to Monday. */
function observed(day: number): number {
  return day + ({ [SATURDAY]: -1, [SUNDAY]: 1 }[weekday(day)] ?? 0);
}

function nth(year: number, month: number, on: number, n: number): number {
  const first = day(year, month, 1);
  return first + (on - weekday(first) + 7) % 7 + 7 * (n - 1);
}

/** The last such weekday before a day. */
function weekdayBefore(before: number, on: number): number {
  return before - 1 - (weekday(before - 1) - on + 7) % 7;
}

/** Easter Sunday, Gregorian (Meeus). */
function easter(year: number): number {
  const a = year % 19, b = Math.floor(year / 100), c = year % 100;
  const d = Math.floor(b / 4), e = b % 4, f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3), h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4), k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return day(year, Math.floor(n / 31), n % 31 + 1);
}
