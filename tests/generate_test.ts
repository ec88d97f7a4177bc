/** Generated tapes: the same bytes for a seed, and a market one could believe. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { hkex } from "../core/market/hkex.ts";
import type { Market } from "../core/market/market.ts";
import { localDate, sessionsBetween } from "../core/market/sessions.ts";
import { us } from "../core/market/us.ts";
import { price } from "../core/money.ts";
import { generateTape, type Recipe } from "../core/practice/generate.ts";
import type { Series, Tape } from "../core/practice/tape.ts";
import { type Instant, MINUTE_MS } from "../core/time.ts";

const SMALL = { seed: 1, symbols: 2, warmUpSessions: 1 };
/** Both have half-days; Hong Kong's has the ticks before and since August 2025. */
const YEARS: [market: Market, recipe: Recipe][] = [
  [us, recipe(us, "2024-07-01", "2025-06-30")],
  [hkex, recipe(hkex, "2024-12-02", "2025-11-28")],
];

function recipe(market: Market, from: string, to: string): Recipe {
  return { market, seed: 11, from, to, warmUpSessions: 5 };
}

/** Of every symbol and column, in order, as little-endian doubles. */
function sha256({ market, series }: Tape): string {
  const hash = createHash("sha256").update(market);
  for (const { symbol, at, open, high, low, close, volume } of series) {
    hash.update(symbol);
    for (const column of [at, open, high, low, close, volume]) {
      hash.update(new Uint8Array(column.slice().buffer));
    }
  }
  return hash.digest("hex");
}

const PINNED: [market: Market, from: string, to: string, hash: string][] = [
  [
    us,
    "2024-07-02",
    "2024-07-03",
    "1a6a6b836a65af737033379ed9d036cce81efc91e9da5c81c8df8dee2702fe8d",
  ],
  [
    hkex,
    "2024-12-23",
    "2024-12-24",
    "dbbe140bcb6e8f5d127a1c205ab75aadc457d3b659746aebeaa6e898e554836b",
  ],
];
for (const [market, from, to, hash] of PINNED) {
  Deno.test(`a seed gives these ${market.id} bytes on every machine`, () => {
    const small = { ...SMALL, market, from, to };
    assert.equal(sha256(generateTape(small)), hash);
    assert.notEqual(sha256(generateTape({ ...small, seed: 2 })), hash);
  });
}

Deno.test("a symbol does the same whatever else is generated, and for how long", () => {
  const base = { ...SMALL, market: us, from: "2024-07-01", to: "2024-07-02" };
  const all = generateTape({ ...base, symbols: 12, to: "2024-07-05" });
  const long = all.series.find(({ symbol }) => symbol === "MSFT")!;
  const [short] = generateTape({ ...base, symbols: ["msft"] }).series;
  assert.deepEqual(short!.close, long.close.slice(0, short!.length));
});

Deno.test("symbols are chosen by number or name, sorted, each once", () => {
  const base = { ...SMALL, market: hkex, from: "2024-07-02", to: "2024-07-02" };
  const chosen = (symbols: number | string[]) =>
    generateTape({ ...base, symbols }).series.map(({ symbol }) => symbol);
  assert.deepEqual(chosen(3), ["0005", "0700", "9988"]);
  assert.deepEqual(chosen(["9988", "700.HK", "0700", "2"]), [
    "0002",
    "0700",
    "9988",
  ]);
  assert.equal(chosen(20).length, 20);
  assert.equal(
    generateTape({
      market: us,
      seed: 1,
      from: "2024-07-02",
      to: "2024-07-02",
      warmUpSessions: 0,
    })
      .series.length,
    12,
  );
});

Deno.test("the warm-up puts as many sessions before the first day", () => {
  const [series] = generateTape({
    ...SMALL,
    market: us,
    from: "2024-07-05",
    to: "2024-07-05",
    warmUpSessions: 3,
  })
    .series;
  assert.deepEqual(datesOf(series!, us), [
    "2024-07-01",
    "2024-07-02",
    "2024-07-03",
    "2024-07-05",
  ]);
});

const REFUSED: [what: string, change: Partial<Recipe>, message: RegExp][] = [
  ["a foreign name", { symbols: ["0700"] }, /"0700" is no symbol of US/],
  ["no symbols", { symbols: 0 }, /0 symbols, not 1 to \d+/],
  ["too many symbols", { symbols: 5000 }, /5000 symbols, not 1 to/],
  [
    "a weekend",
    { from: "2024-07-06", to: "2024-07-07" },
    /no session 2024-07-06/,
  ],
  ["a warm-up before the calendar", {
    from: "2012-01-04",
    warmUpSessions: 9,
  }, /Cannot tell the US sessions of 2011/],
];
for (const [what, change, message] of REFUSED) {
  Deno.test(`generateTape() refuses ${what}`, () => {
    const good = { ...SMALL, market: us, from: "2024-07-01", to: "2024-07-02" };
    assert.throws(() => generateTape({ ...good, ...change }), message);
  });
}

for (const [market, year] of YEARS) {
  const tape = generateTape(year);
  const sessions = sessionsBetween(market, year.from, year.to);

  Deno.test(`${market.id} bars lie in regular hours, also on half-days`, () => {
    assert.ok(sessions.some(({ halfDay }) => halfDay));
    for (const { at } of tape.series) {
      for (let i = 0; i < at.length; i++) {
        if (market.phaseAt(at[i]! as Instant) !== "regular") {
          assert.fail(`${at[i]}`);
        }
        if (at[i]! % MINUTE_MS !== 0 || at[i]! <= (at[i - 1] ?? 0)) {
          assert.fail(`${at[i]}`);
        }
      }
    }
    const [series] = tape.series;
    const wanted = sessions.map(({ date }) => date);
    assert.deepEqual(datesOf(series!, market).slice(5), wanted);
  });

  Deno.test(`${market.id} prices are ticks of their date, consistent, volumes whole lots`, () => {
    for (const series of tape.series) {
      const { open, high, low, close, volume } = series;
      const lot = market.lotOf(series.symbol)!;
      for (let i = 0; i < series.length; i++) {
        const o = open[i]!, h = high[i]!, l = low[i]!, c = close[i]!;
        const v = volume[i]!;
        const date = localDate(market, series.at[i]! as Instant);
        const ticks = [o, h, l, c].every((p) =>
          p % market.tickAt(price(p), date) === 0
        );
        const ordered = l > 0 && l <= Math.min(o, c) && h >= Math.max(o, c);
        if (ticks && ordered && v > 0 && v % lot === 0) continue;
        assert.fail(`${series.symbol} ${date}: ${[o, h, l, c, v]}`);
      }
    }
  });

  Deno.test(`${market.id} volume is U-shaped`, () => {
    const whole = sessions.filter(({ halfDay }) => !halfDay);
    const hour = 60 * MINUTE_MS;
    const first = volumeIn(tape, whole.map(({ open }) => [open, open + hour]));
    const last = volumeIn(
      tape,
      whole.map(({ close }) => [close - hour, close]),
    );
    const noon = volumeIn(
      tape,
      whole.map(({ open }) => [open + 1.5 * hour, open + 2.5 * hour]),
    );
    assert.ok(first > 1.5 * noon, `${first} at the open, ${noon} at noon`);
    assert.ok(last > 1.2 * noon, `${last} at the close, ${noon} at noon`);
    assert.ok(first > last);
  });

  Deno.test(`${market.id} has thin names, halts, overnight gaps and bursts`, () => {
    const minutes = Math.max(...tape.series.map(({ length }) => length));
    const thin = tape.series.filter(({ length }) => length < 0.95 * minutes);
    assert.ok(
      thin.length >= 2 && thin.length <= 6,
      `${thin.length} thin names`,
    );
    // A pause in a thin name may be chance; in a busy one it is a halt.
    const busy = tape.series.filter(({ length }) => length > 0.99 * minutes);
    const halts = busy.reduce((sum, one) => sum + eventsOf(one).halts, 0);
    assert.ok(halts >= 10, `${halts} halts`);
    const seen = tape.series.map(eventsOf);
    const total = (name: "gaps" | "bursts") =>
      seen.reduce((sum, events) => sum + events[name], 0);
    assert.ok(total("gaps") >= 100, `${total("gaps")} gaps above 1.5 %`);
    assert.ok(
      total("bursts") >= 100,
      `${total("bursts")} rises of 2 % in 8 bars`,
    );
  });
}

/** The local dates of a series, each once. */
function datesOf({ at }: Series, market: Market): string[] {
  return [
    ...new Set(Array.from(at, (at) => localDate(market, at as Instant))),
  ];
}

/** Shares per minute traded within the half-open stretches. */
function volumeIn(tape: Tape, stretches: [from: number, to: number][]): number {
  let shares = 0;
  for (const { at, volume } of tape.series) {
    let current = 0;
    for (let i = 0; i < at.length; i++) {
      while (current < stretches.length && stretches[current]![1] <= at[i]!) {
        current++;
      }
      if (current < stretches.length && stretches[current]![0] <= at[i]!) {
        shares += volume[i]!;
      }
    }
  }
  return shares / stretches.length;
}

/** How often something notable happens to one symbol. */
function eventsOf({ at, open, close, length }: Series) {
  const events = { halts: 0, gaps: 0, bursts: 0 };
  for (let i = 8; i < length; i++) {
    const pause = (at[i]! - at[i - 1]!) / MINUTE_MS - 1;
    if (pause >= 5 && pause < 40) events.halts++;
    if (pause > 600 && Math.abs(open[i]! / close[i - 1]! - 1) > 0.015) {
      events.gaps++;
    }
    const within = at[i]! - at[i - 8]! < 12 * MINUTE_MS;
    if (within && close[i]! / close[i - 8]! > 1.02) events.bursts++;
  }
  return events;
}
