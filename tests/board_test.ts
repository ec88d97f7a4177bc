/** The board a running agent sees: what decides is the same whether bars come longer, twice, late or live. */
import assert from "node:assert/strict";
import type { Bar } from "../core/market/bar.ts";
import type { Market } from "../core/market/market.ts";
import { marketOf } from "../core/market/mod.ts";
import { localDate, localInstant } from "../core/market/sessions.ts";
import { money, type Price } from "../core/money.ts";
import { Exchange } from "../core/practice/exchange.ts";
import { generateTape } from "../core/practice/generate.ts";
import type { Snapshot } from "../core/ports.ts";
import type { Series, Tape } from "../core/practice/tape.ts";
import type { Chart } from "../core/setups/setup.ts";
import { Board } from "../core/signals/board.ts";
import { type Instant, iso, MINUTE_MS, plus } from "../core/time.ts";
import { at } from "./desk.ts";

const US = marketOf("US");
const HKEX = marketOf("HKEX");
const FIVE_MS = 5 * MINUTE_MS;

interface Case {
  name: string;
  market: Market;
  symbols: string[];
  /** The day of which minute bars come; before it, longer ones. */
  today: string;
  last: string;
  /** Market times of today and after at which everything is compared. */
  looks: string[];
}

// KO, F and 0941 have minutes without a trade.
const CASES: Case[] = [
  {
    name: "a full US day after a half-day, and the morning after",
    market: US,
    symbols: ["AAPL", "F", "KO"],
    today: "2025-12-26",
    last: "2025-12-29",
    looks: [
      "2025-12-26T14:00:00Z",
      "2025-12-26T14:31:00Z",
      "2025-12-26T15:00:00Z",
      "2025-12-26T17:02:00Z",
      "2025-12-26T21:00:00Z",
      "2025-12-27T03:00:00Z",
      "2025-12-29T14:00:00Z",
      "2025-12-29T15:03:00Z",
    ],
  },
  {
    name: "a US half-day",
    market: US,
    symbols: ["AAPL", "F"],
    today: "2025-12-24",
    last: "2025-12-26",
    looks: [
      "2025-12-24T16:02:00Z",
      "2025-12-24T18:00:00Z",
      "2025-12-24T19:00:00Z",
      "2025-12-26T15:00:00Z",
    ],
  },
  {
    name: "a Hong Kong day with its lunch",
    market: HKEX,
    symbols: ["0700", "0941"],
    today: "2026-01-06",
    last: "2026-01-07",
    looks: [
      "2026-01-06T01:33:00Z",
      "2026-01-06T04:00:00Z",
      "2026-01-06T04:30:00Z",
      "2026-01-06T05:00:00Z",
      "2026-01-06T05:07:00Z",
      "2026-01-06T08:00:00Z",
      "2026-01-07T02:00:00Z",
    ],
  },
];

for (const test of CASES) {
  Deno.test(`Longer bars before today show the same as minutes throughout, and as a replay: ${test.name}`, () => {
    const { market, symbols, today, last } = test;
    const tape = generateTape({
      ...{ market, symbols, seed: 11, from: today, to: last },
      warmUpSessions: 25,
    });
    const minutes = barsOf(tape);
    const longer = minutes.filter(([, { at }]) => dateOf(market, at) < today);
    const fed = { minutes: boardOf(tape, test), mixed: boardOf(tape, test) };
    feed(fed.mixed, longBars(market, longer), Infinity);
    const exchange = new Exchange(tape, market, money(1_000_000));
    const start = localInstant(market, today);
    for (const look of test.looks) {
      const now = at(look);
      exchange.advance(now);
      feed(fed.minutes, minutes, now);
      feed(fed.mixed, minutes.filter(([, bar]) => bar.at >= start), now);
      for (const symbol of symbols) {
        const seen = `${symbol} at ${look}`;
        const replayed = exchange.snapshot(symbol);
        assert.ok(replayed, seen);
        assert.deepEqual(fed.minutes.snapshot(symbol, now), replayed, seen);
        // Longer bars average prices more coarsely: the VWAP of an earlier day differs.
        const opened = now >= market.sessionOn(today)!.open;
        const known = (seen: Snapshot | Chart | undefined) =>
          structuredClone(opened ? seen : withoutVwap(seen!));
        const mixed = fed.mixed.snapshot(symbol, now);
        assert.deepEqual(known(mixed), known(replayed), seen);
        const chart = known(exchange.chart(symbol));
        assert.deepEqual(known(fed.mixed.chart(symbol, now)), chart, seen);
      }
    }
  });
}

Deno.test("A bar again, a late one, and one outside regular hours change nothing", () => {
  const board = new Board({
    ...{ market: HKEX, symbols: ["0700"], from: "2026-01-05" },
  });
  const rows: [when: string, barMs: number, news: boolean][] = [
    ["2026-01-02T02:00:00Z", MINUTE_MS, false], // before the first date
    ["2026-01-05T01:29:00Z", MINUTE_MS, false], // the auction
    ["2026-01-05T01:30:00Z", FIVE_MS, true],
    ["2026-01-05T01:30:00Z", FIVE_MS, false],
    ["2026-01-05T01:34:00Z", MINUTE_MS, false], // within the longer one
    ["2026-01-05T01:36:00Z", MINUTE_MS, true],
    ["2026-01-05T01:35:00Z", MINUTE_MS, false], // late
    ["2026-01-05T03:59:00Z", MINUTE_MS, true],
    ["2026-01-05T04:00:00Z", MINUTE_MS, false], // lunch
    ["2026-01-05T04:58:00Z", FIVE_MS, false], // half of it lunch
    ["2026-01-05T05:00:00Z", MINUTE_MS, true],
    ["2026-01-05T07:59:00Z", MINUTE_MS, true],
    ["2026-01-05T08:00:00Z", MINUTE_MS, false], // the closing auction
    ["2026-01-10T02:00:00Z", MINUTE_MS, false], // a Saturday
    ["2026-01-06T01:30:00Z", MINUTE_MS, true],
    ["2026-01-05T07:59:00Z", MINUTE_MS, false],
  ];
  for (const [when, barMs, news] of rows) {
    const told = board.onBar("0700", barAt(at(when), barMs));
    assert.equal(told, news, `${when} of ${barMs / MINUTE_MS} min`);
  }
  assert.equal(board.onBar("9988", barAt(at("2026-01-06T02:00:00Z"))), false);
  assert.equal(iso(board.lastAt("0700")!), "2026-01-06T01:31:00Z");
  assert.equal(board.lastAt("9988"), undefined);
});

Deno.test("Nothing is seen before the first bar; a bar is priced by its end", () => {
  const board = new Board({ market: US, symbols: ["F"], from: "2026-01-05" });
  const open = at("2026-01-05T14:30:00Z");
  assert.equal(board.snapshot("F", open), undefined);
  assert.equal(board.chart("F", open), undefined);
  board.onBar("F", barAt(open));
  const seen = board.snapshot("F", plus(open, MINUTE_MS))!;
  assert.equal(seen.at, plus(open, MINUTE_MS));
  assert.equal(seen.technicals.fullBars, 0, "its five minutes are not over");
  const later = board.snapshot("F", plus(open, FIVE_MS))!;
  assert.equal(later.technicals.fullBars, 1);
});

Deno.test("A calendar that ends, or has not begun, breaks no board", () => {
  for (const from of ["2011-12-20", "2027-12-30", "2028-06-01"]) {
    const board = new Board({ market: US, symbols: ["F"], from });
    const told = board.onBar("F", barAt(at(`${from}T16:00:00Z`)));
    assert.equal(told, from === "2027-12-30", from);
    assert.equal(
      board.snapshot("F", at("2029-01-02T16:00:00Z")) !== undefined,
      told,
    );
  }
});

function boardOf(tape: Tape, { market, symbols }: Case): Board {
  const first = Math.min(...tape.series.map(({ at }) => at[0]!)) as Instant;
  return new Board({ market, symbols, from: dateOf(market, first) });
}

function dateOf(market: Market, at: Instant): string {
  return localDate(market, at);
}

type Told = [symbol: string, bar: Bar];

/** All bars of a tape, oldest first per symbol. */
function barsOf({ series }: Tape): Told[] {
  return series.flatMap((one) =>
    Array.from(
      { length: one.length },
      (_, i): Told => [one.symbol, bar(one, i)],
    )
  );
}

function bar({ at, open, high, low, close, volume }: Series, i: number): Bar {
  return {
    at: at[i]! as Instant,
    barMs: MINUTE_MS,
    open: open[i]! as Price,
    high: high[i]! as Price,
    low: low[i]! as Price,
    close: close[i]! as Price,
    volume: volume[i]!,
  };
}

/** Minutes put together to five, as a vendor does; both markets open on a full five. */
function longBars(market: Market, minutes: Told[]): Told[] {
  const longer: Told[] = [];
  for (const [symbol, bar] of minutes) {
    const begin = Math.floor(bar.at / FIVE_MS) * FIVE_MS as Instant;
    const [same, last] = longer.at(-1) ?? [];
    if (same !== symbol || last?.at !== begin) {
      assert.equal(market.phaseAt(begin), "regular");
      longer.push([symbol, { ...bar, at: begin, barMs: FIVE_MS }]);
      continue;
    }
    last.high = Math.max(last.high, bar.high) as Price;
    last.low = Math.min(last.low, bar.low) as Price;
    last.close = bar.close;
    last.volume += bar.volume;
  }
  return longer;
}

/** Feeds what is over by `now`; what was fed before is told again, and ignored. */
function feed(board: Board, bars: Told[], now: number): void {
  for (const [symbol, bar] of bars) {
    if (plus(bar.at, bar.barMs) <= now) board.onBar(symbol, bar);
  }
}

function barAt(at: Instant, barMs = MINUTE_MS): Bar {
  const price = 10_000_000 as Price;
  const prices = { open: price, high: price, low: price, close: price };
  return { at, barMs, ...prices, volume: 100 };
}

function withoutVwap(seen: Snapshot | Chart): Snapshot | Chart {
  return { ...seen, technicals: { ...seen.technicals, vwap: NaN } };
}
