/** Where practised market time begins, jumps, and stands still. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import { us } from "../core/market/us.ts";
import { ClockPlan } from "../core/practice/clock_plan.ts";
import { marketTimeAt } from "../core/practice/market_time.ts";
import { Random } from "../core/practice/random.ts";
import { type Instant, iso } from "../core/time.ts";

const FROM = "2026-01-05", TO = "2026-01-20";
const US = sessionsBetween(us, FROM, TO);
const HK = sessionsBetween(hkex, FROM, TO);
const SPEED = 300;

function at(text: string): Instant {
  return Temporal.Instant.from(`2026-01-${text}Z`).epochMilliseconds as Instant;
}

const BREAKS: [
  what: string,
  markets: typeof US[],
  skip: boolean,
  now: string,
  from: string,
  to: string | null,
][] = [
  [
    "Hong Kong's close to New York",
    [US, HK],
    true,
    "05T04:00",
    "05T08:15",
    "05T13:59",
  ],
  [
    "New York's close to Hong Kong",
    [US, HK],
    true,
    "05T20:00",
    "05T21:15",
    "06T00:59",
  ],
  ["Friday to Monday", [US, HK], true, "09T20:00", "09T21:15", "12T00:59"],
  [
    "one market alone, its night",
    [US],
    true,
    "05T20:00",
    "05T21:15",
    "06T13:59",
  ],
  [
    "Hong Kong's lunch, which is none",
    [HK],
    true,
    "05T04:30",
    "05T08:15",
    "06T00:59",
  ],
  [
    "a holiday of one, Martin Luther King's",
    [US, HK],
    true,
    "19T05:00",
    "19T08:15",
    "20T00:59",
  ],
  [
    "from amidst a break, at once",
    [US, HK],
    true,
    "05T10:00",
    "05T08:15",
    "05T13:59",
  ],
  ["the end of the tape", [US, HK], true, "20T20:00", "20T21:15", null],
  [
    "every hour kept, to the end",
    [US, HK],
    false,
    "05T10:00",
    "20T21:15",
    null,
  ],
];
for (const [what, markets, skip, now, from, to] of BREAKS) {
  Deno.test(`market time breaks: ${what}`, () => {
    assert.deepEqual(new ClockPlan(markets, skip).after(at(now)), {
      at: at(from),
      to: to && at(to),
    });
  });
}

Deno.test("market time begins five minutes before the first open of all", () => {
  assert.equal(
    iso(new ClockPlan([US, HK], true).begin),
    "2026-01-05T01:25:00Z",
  );
  assert.equal(iso(new ClockPlan([US], true).begin), "2026-01-05T14:25:00Z");
  assert.throws(() => new ClockPlan([[], []], true), /0 sessions/);
});

Deno.test("a publication holds two machine seconds ahead, and no longer than to a break", () => {
  const plan = new ClockPlan([US, HK], true);
  const first = plan.first(plan.begin, 1_000, SPEED);
  assert.equal(first.until - first.market, 2_000 * SPEED);
  const late = plan.first(at("05T08:14"), 1_000, SPEED);
  assert.equal(late.until, at("05T08:15"));
});

Deno.test("a renewal goes on from the same anchor while time runs", () => {
  const plan = new ClockPlan([US, HK], true);
  const first = plan.first(plan.begin, 1_000, SPEED);
  const second = plan.next(first, marketTimeAt(first, 1_500), 1_500);
  assert.deepEqual({ ...second, until: first.until }, first);
  assert.equal(second.until - first.until, 500 * SPEED);
});

Deno.test("after a break it goes on where the next market is worth it", () => {
  const plan = new ClockPlan([US, HK], true);
  const standing = plan.first(at("05T08:15"), 1_000, SPEED);
  assert.equal(iso(standing.market as Instant), "2026-01-05T13:59:00Z");
});

Deno.test("at the end of the tape it stands still for ever", () => {
  const plan = new ClockPlan([US, HK], true);
  const end = at("20T21:15");
  let published = plan.first(end, 1_000, SPEED);
  for (let machine = 1_500; machine < 5_000; machine += 500) {
    published = plan.next(published, end, machine);
    assert.equal(marketTimeAt(published, machine + 1e6), end);
  }
});

Deno.test("nobody ever sees time run backwards, whatever dies and however clocks are set", () => {
  const plan = new ClockPlan([US, HK], true);
  const random = Random.seeded("clock");
  let machine = 1_000, jumps = 0;
  let published = plan.first(plan.begin, machine, SPEED);
  let seen = marketTimeAt(published, machine);
  for (let step = 0; step < 5_000; step++) {
    // A stall may last longer than the horizon; a clock may be set back.
    machine += random.chance(0.02) ? random.whole(-5_000, 9_000) : 500;
    seen = Math.max(seen, marketTimeAt(published, machine)) as Instant;
    const next = random.chance(0.05)
      ? plan.first(published.until as Instant, machine, SPEED)
      : plan.next(published, seen, machine);
    assert.ok(marketTimeAt(next, machine) >= seen, `step ${step}`);
    assert.ok(next.until >= published.until, `step ${step}: limit`);
    if (marketTimeAt(next, machine) > published.until) jumps++;
    published = next;
  }
  assert.ok(jumps > 15, `${jumps} jumps`);
  assert.equal(seen, at("20T21:15"));
});
