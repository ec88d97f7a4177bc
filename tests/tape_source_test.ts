/** Bars session by session are the bars of the whole tape, at a bounded price. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import { us } from "../core/market/us.ts";
import { generateTape } from "../core/practice/generate.ts";
import { Reel } from "../core/practice/reel.ts";
import type { Series } from "../core/practice/tape.ts";
import {
  seedSource,
  type TapeSource,
  tapeSource,
} from "../core/practice/tape_source.ts";
import { DAY_MS, type Instant, MINUTE_MS } from "../core/time.ts";
import { tapeOf } from "./tapes.ts";

const RECIPE = { seed: 5, from: "2026-01-05", to: "2026-02-20", symbols: 3 };
const COLUMNS = ["at", "open", "high", "low", "close", "volume"] as const;

/** All sessions of a source, put together again. */
function joined(source: TapeSource): Series[] {
  const sessions: Series[][] = [];
  for (let next = source.next(); next; next = source.next()) {
    sessions.push(next);
  }
  assert.equal(sessions.length, source.sessions.length);
  return source.symbols.map((symbol, i) => {
    const parts = sessions.map((session) => session[i]!);
    const columns = COLUMNS.map((name) => [
      name,
      Float64Array.from(parts.flatMap((part) => [...part[name]])),
    ]);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const { barMs } = parts[0]!;
    return { symbol, length, barMs, ...Object.fromEntries(columns) };
  });
}

for (const market of [us, hkex]) {
  const tape = generateTape({ ...RECIPE, market, warmUpSessions: 25 });

  Deno.test(`${market.id} bars of a seed come session by session as they come at once`, () => {
    assert.deepEqual(
      joined(seedSource({ ...RECIPE, market, warmUp: 25 })),
      tape.series,
    );
  });

  Deno.test(`${market.id} bars of a folder are cut into sessions without losing one`, () => {
    const source = tapeSource(tape, market, new Map(), 25);
    assert.equal(source.sessions[source.warmUp]!.date, "2026-01-05");
    assert.deepEqual(joined(source), tape.series);
  });
}

Deno.test("a reel that begins anywhere goes on as one that was there all the time", () => {
  const source = () => seedSource({ ...RECIPE, market: us, warmUp: 25 });
  const played = new Reel(source(), 0 as Instant);
  const bars = (reel: Reel) =>
    reel.take().map(({ series, bar }) => [series.symbol, series.close[bar]]);
  for (let minute = 0; played.nextAt < Infinity; minute++) {
    const at = played.nextAt as Instant;
    const taken = bars(played);
    if (minute % 2_311 !== 0) continue;
    const begun = new Reel(source(), at - 1 as Instant);
    assert.equal(begun.nextAt, at);
    assert.deepEqual(bars(begun), taken);
    assert.equal(begun.nextAt, played.nextAt);
  }
});

Deno.test("it looks back on 25 sessions on any day, and forgets what is older", () => {
  const source = seedSource({ ...RECIPE, market: us, warmUp: 25 });
  const days = source.sessions;
  const now = days[40]!.open + 5 * MINUTE_MS as Instant;
  const reel = new Reel(source, now);
  const bars = reel.bars("AAPL", 0 as Instant, now, DAY_MS, now);
  const first = days.findIndex(({ open }) => open === bars[0]!.at);
  assert.ok(first <= 15 && first >= 13, `${first}`);
  assert.equal(bars.at(-1)!.at, days[39]!.open); // today is not over
});

Deno.test("what is on the tape is listed, with its own lots, and nothing else", () => {
  const { open } = hkex.sessionOn("2026-01-05")!;
  const tape = tapeOf(hkex, "6666", [{ at: open, open: 5, volume: 100 }]);
  const { market, symbols, warmUp } = tapeSource(
    tape,
    hkex,
    new Map([["6666", 400]]),
    25,
  );
  assert.deepEqual(
    [symbols, market.lotOf("6666"), market.lotOf("0700"), warmUp],
    [["6666"], 400, undefined, 0],
  );
  assert.throws(
    () => tapeSource(tapeOf(hkex, "6666", []), hkex, new Map(), 25),
    /^RangeError: Cannot play tape: 0 bars in regular hours of HKEX$/,
  );
});
