/** Sessions and phases against independent calendars. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import type { Market, Phase } from "../core/market/market.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import { us } from "../core/market/us.ts";
import { DAY_MS, HOUR_MS, iso, MINUTE_MS } from "../core/time.ts";
import { at, clock, hm, row, rowsOf, truth } from "./calendars.ts";

/** Minutes of the local day at which each phase begins; what follows the last is closed. */
type Plan = [from: number, phase: Phase][];

const US_FULL: Plan = [
  [hm("04:00"), "pre"],
  [hm("09:30"), "regular"],
  [hm("16:00"), "post"],
  [hm("20:00"), "closed"],
];
const US_EARLY: Plan = [
  [hm("04:00"), "pre"],
  [hm("09:30"), "regular"],
  [hm("13:00"), "post"],
  [hm("17:00"), "closed"],
];
const HK_FULL: Plan = [
  [hm("09:00"), "auction"],
  [hm("09:30"), "regular"],
  [hm("12:00"), "lunch"],
  [hm("13:00"), "regular"],
  [hm("16:00"), "auction"],
  [hm("16:10"), "closed"],
];
const HK_EARLY: Plan = [
  [hm("09:00"), "auction"],
  [hm("09:30"), "regular"],
  [hm("12:00"), "auction"],
  [hm("12:10"), "closed"],
];

/** New York is UTC−4 from 07:00Z of the first date to 06:00Z of the second, else −5. */
function newYorkOffset(instant: number): number {
  const [start, end] = truth.XNYS.dst[new Date(instant).getUTCFullYear()]!;
  const summer = instant >= at(`${start}T07:00Z`) &&
    instant < at(`${end}T06:00Z`);
  return (summer ? -4 : -5) * HOUR_MS;
}

const EXPECTED = [
  { market: us, offset: newYorkOffset, full: US_FULL, early: US_EARLY },
  { market: hkex, offset: () => 8 * HOUR_MS, full: HK_FULL, early: HK_EARLY },
];

for (const { market, offset, full, early } of EXPECTED) {
  Deno.test(`every minute of 2024–2027 has its phase in ${market.id}`, () => {
    const { holidays, early_closes } =
      truth[market.id === "US" ? "XNYS" : "XHKG"];
    const closed = new Set(holidays.map(({ date }) => date));
    const short = new Set(early_closes.map(({ date }) => date));

    const plans = new Map<number, Plan>();
    function planOf(localDay: number): Plan {
      const date = new Date(localDay * DAY_MS);
      const text = date.toISOString().slice(0, 10);
      const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
      const plan = weekend || closed.has(text)
        ? []
        : short.has(text)
        ? early
        : full;
      plans.set(localDay, plan);
      return plan;
    }

    const last = at("2027-12-31T23:59Z");
    for (let t = at("2024-01-01T06:00Z"); t <= last; t = at(t + MINUTE_MS)) {
      const local = t + offset(t);
      const day = Math.floor(local / DAY_MS);
      const minute = (local - day * DAY_MS) / MINUTE_MS;
      let phase: Phase = "closed";
      for (const [from, begun] of plans.get(day) ?? planOf(day)) {
        if (minute >= from) phase = begun;
      }
      // A comparison of words is far cheaper than two million assertions.
      if (market.phaseAt(t) !== phase) {
        assert.equal(market.phaseAt(t), phase, iso(t));
      }
    }
  });
}

const EDGES: [Market, string, Phase][] = [
  [us, "2026-07-06T13:29:59.999Z", "pre"],
  [us, "2026-07-06T13:30:00.000Z", "regular"],
  [us, "2026-07-06T19:59:59.999Z", "regular"],
  [us, "2026-07-06T20:00:00.000Z", "post"],
  [us, "2026-11-23T00:30:00.000Z", "closed"], // Sunday evening in New York
  [us, "2026-11-25T00:59:59.999Z", "post"], // still Tuesday in New York
  [us, "2026-11-27T21:59:59.999Z", "post"],
  [us, "2026-11-27T22:00:00.000Z", "closed"],
  [hkex, "2026-11-23T00:59:59.999Z", "closed"],
  [hkex, "2026-11-23T01:00:00.000Z", "auction"],
  [hkex, "2026-11-23T03:59:59.999Z", "regular"],
  [hkex, "2026-11-23T04:00:00.000Z", "lunch"],
  [hkex, "2026-11-23T08:09:59.999Z", "auction"],
  [hkex, "2026-11-23T08:10:00.000Z", "closed"],
  [hkex, "2012-03-02T05:15:00.000Z", "lunch"], // 13:15, before 2012-03-05
  [hkex, "2012-03-05T05:15:00.000Z", "regular"],
  [hkex, "2016-07-22T08:05:00.000Z", "closed"], // no closing auction yet
  [hkex, "2016-07-25T08:05:00.000Z", "auction"],
  [us, "2011-12-30T15:00:00.000Z", "closed"], // not covered: nothing trades
  [us, "2028-01-03T15:00:00.000Z", "closed"],
];

for (const [market, instant, phase] of EDGES) {
  Deno.test(`${market.id} is ${phase} at ${instant}`, () => {
    assert.equal(market.phaseAt(at(instant)), phase);
  });
}

/** Where the recorded sessions are wrong, and who says so. */
const STORMS: Record<string, string> = {
  "2023-09-01": "typhoon Saola: HKEX cancelled all trading",
  "2023-09-08": "black rainstorm: HKEX cancelled all trading",
};
const EARLY_2012 =
  "lunch to 13:30 until 2012-03-02: HKEX news release 2012-03-01";

const RECORDED: [Market, string][] = [
  [us, "xnys-2012-2023.csv"],
  [hkex, "xhkg-2012-2023.csv"],
];

for (const [market, file] of RECORDED) {
  Deno.test(`${market.id} has the recorded sessions of 2012–2023, and no other`, () => {
    const recorded = rowsOf(file).filter((line) =>
      market !== hkex || STORMS[line.slice(0, 10)] === undefined
    ).map((line) =>
      market === hkex && line < "2012-03-05"
        ? line.replace(/05:00:00Z$/, "05:30:00Z")
        : line
    );
    const years = new Set(recorded.map((line) => line.slice(0, 4)));
    const end = recorded.at(-1)!.slice(0, 10);
    const ours = sessionsBetween(market, "2012-01-01", end)
      .filter(({ date }) => years.has(date.slice(0, 4))).map(row);
    assert.deepEqual(ours, recorded);
  });
}

Deno.test(`${EARLY_2012}, and from then on 13:00`, () => {
  const before = sessionsBetween(hkex, "2012-01-01", "2012-03-04");
  assert.equal(before.length, 41);
  for (const { date, lunch } of before) {
    assert.equal(iso(lunch!.end), `${date}T05:30:00Z`);
  }
  assert.equal(
    iso(hkex.sessionOn("2012-03-05")!.lunch!.end),
    "2012-03-05T05:00:00Z",
  );
});

for (const [date, reason] of Object.entries(STORMS)) {
  Deno.test(`HKEX has no session on ${date}, ${reason}`, () => {
    assert.equal(hkex.sessionOn(date), undefined);
  });
}

/** Years that no recording covers: counts and the days that are easy to get wrong. */
const SESSIONS_IN: [Market, number, number][] = [
  [us, 2015, 252],
  [us, 2019, 252],
  [us, 2023, 250],
  [hkex, 2015, 247],
  [hkex, 2019, 246],
  [hkex, 2023, 243],
  [us, 2024, 252],
  [us, 2025, 250],
  [us, 2026, 251],
  [us, 2027, 251],
  [hkex, 2024, 246],
  [hkex, 2025, 246],
  [hkex, 2026, 247],
  [hkex, 2027, 248],
];

for (const [market, year, count] of SESSIONS_IN) {
  Deno.test(`${market.id} has ${count} sessions in ${year}`, () => {
    const sessions = sessionsBetween(market, `${year}-01-01`, `${year}-12-31`);
    assert.equal(sessions.length, count);
  });
}

/** A local close, or null on a day without a session. */
const DAYS: [Market, string, string | null][] = [
  [us, "2012-10-29", null], // Hurricane Sandy
  [us, "2012-10-31", "16:00"],
  [us, "2015-07-02", "16:00"], // the 4th is a Saturday: no early close
  [us, "2015-07-03", null],
  [us, "2015-11-27", "13:00"],
  [us, "2015-12-24", "13:00"],
  [us, "2018-12-05", null], // mourning
  [us, "2019-07-03", "13:00"],
  [us, "2019-04-19", null],
  [us, "2019-12-24", "13:00"],
  [us, "2021-12-31", "16:00"], // New Year on a Saturday is not observed
  [us, "2022-06-20", null],
  [us, "2023-06-19", null],
  [us, "2023-07-03", "13:00"],
  [us, "2023-11-24", "13:00"],
  [us, "2023-12-22", "16:00"],
  [us, "2025-01-09", null],
  [us, "2027-12-31", "16:00"],
  [hkex, "2015-02-18", "12:00"],
  [hkex, "2015-02-23", "16:00"],
  [hkex, "2015-04-07", null], // Ching Ming and Easter Monday fell together
  [hkex, "2015-09-03", null], // 70th anniversary
  [hkex, "2015-09-28", null],
  [hkex, "2015-12-24", "12:00"],
  [hkex, "2019-02-04", "12:00"],
  [hkex, "2019-02-08", "16:00"],
  [hkex, "2019-05-13", null],
  [hkex, "2019-09-16", "16:00"],
  [hkex, "2019-12-31", "12:00"],
  [hkex, "2023-01-20", "16:00"], // New Year's Eve fell on a Saturday
  [hkex, "2024-09-06", null], // the last typhoon closure
];

for (const [market, date, close] of DAYS) {
  Deno.test(`${market.id} ${close ? `closes at ${close}` : "is closed"} on ${date}`, () => {
    const session = market.sessionOn(date);
    assert.equal(session ? clock(market, session.close) : null, close);
    if (session) {
      assert.equal(session.halfDay, close !== "16:00");
      assert.equal(session.lunch === null, market === us || close === "12:00");
    }
  });
}
