/** The indicator kernel against TA-Lib and against the definitions. @module */
import assert from "node:assert/strict";
import { Kernel } from "../core/signals/kernel.ts";
import type { Technicals } from "../core/signals/technicals.ts";
import type { Bars } from "../core/setups/setup.ts";
import { type Bar, barsOf, type Minute, technicalsOf } from "./batch.ts";
import talib from "./data/talib-golden.json" with { type: "json" };

const FIXTURES = Deno.env.get("CATALYST_FIXTURES");
const TOLERANCE = 1e-9;

/** Equal to nine digits of the larger of the two or of `scale`; NaN equals NaN. */
function close(actual: number, expected: number, name: string, scale = 0) {
  if (Number.isNaN(expected) && Number.isNaN(actual)) return;
  const size = Math.max(Math.abs(expected), scale);
  assert.ok(
    Math.abs(actual - expected) <= TOLERANCE * size,
    `${name}: ${actual} is not ${expected}`,
  );
}

/** MACD is a difference of prices near zero: it is exact on the scale of a price. */
const scaleOf = (field: string, price: number) =>
  field.startsWith("macd") ? price : 0;

type Row = [open: number, high: number, low: number, close: number, v: number];

/** The o,h,l,c,v columns of a fixture, which follow its date or time. */
function rowsOf(file: string, count: number): Row[] {
  const text = Deno.readTextFileSync(`${FIXTURES}/${file}`);
  return text.split("\n").slice(1, count + 1)
    .map((line) => line.split(",").slice(1).map(Number) as Row);
}

/** Which of the kernel's fields each TA-Lib series is. */
const FIELDS = {
  rsi14: "rsi",
  atr14: "atr",
  macd: "macd",
  macd_signal: "macdSignal",
  bb_upper: "bandUpper",
  bb_mid: "bandMiddle",
  bb_lower: "bandLower",
} as const;

for (const [name, series] of Object.entries(talib.series)) {
  const skipped = FIXTURES ? "" : " (skipped: CATALYST_FIXTURES is not set)";
  Deno.test({
    name: `Every indicator equals TA-Lib's on ${name}${skipped}`,
    ignore: !FIXTURES,
    fn() {
      const kernel = new Kernel({ symbols: 1, minutesPerSession: 5 * 300 });
      for (const [i, row] of rowsOf(series.file, series.rows).entries()) {
        const [o, h, l, c, v] = row.map((x) => Math.round(x * 1e6)) as Row;
        kernel.onMinute(0, 0, 5 * i, o, h, l, c, v / 1e6);
        kernel.settle(0, 0, 5 * i + 5);
        const seen = kernel.technicals(0);
        close(seen.vwap / 1e6, series.vwap_cum[i]!, `vwap of row ${i}`);
        for (const [theirs, ours] of Object.entries(FIELDS)) {
          const expected = series[theirs as keyof typeof FIELDS][i] ?? NaN;
          const unit = ours === "rsi" ? 1 : 1e6;
          const scale = scaleOf(ours, c / 1e6);
          close(seen[ours] / unit, expected, `${ours} of row ${i}`, scale);
        }
      }
    },
  });
}

/** A linear congruential generator: the same minutes on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const SESSION_MINUTES = 60;

/** Minutes of a stock of which `density` trade; half-days and halts included. */
function generate(seed: number, sessions: number, density: number): Minute[] {
  const random = generator(seed);
  const minutes: Minute[] = [];
  let price = 20_000_000;
  for (let session = 0; session < sessions; session++) {
    const halfDay = session % 11 === 7;
    if (session % 13 === 5) continue; // suspended for the day
    for (let minute = 0; minute < (halfDay ? 30 : SESSION_MINUTES); minute++) {
      if (random() > density) continue;
      const open = price;
      price += Math.round((random() - 0.5) * 6) * 10_000;
      minutes.push({
        session,
        minute,
        open,
        high: Math.max(open, price) + Math.round(random() * 2) * 10_000,
        low: Math.min(open, price) - Math.round(random() * 2) * 10_000,
        close: price,
        volume: Math.floor(random() * 5_000),
        halfDay,
      });
    }
  }
  return minutes;
}

function feed(kernel: Kernel, symbol: number, at: Minute): void {
  kernel.onMinute(
    symbol,
    at.session,
    at.minute,
    at.open,
    at.high,
    at.low,
    at.close,
    at.volume,
    at.halfDay,
  );
}

function same(actual: Technicals, expected: Technicals, when: string): void {
  for (const [field, value] of Object.entries(expected)) {
    const scale = scaleOf(field, expected.bandMiddle);
    close(actual[field as keyof Technicals], value, `${field} ${when}`, scale);
  }
}

const COLUMNS = ["open", "high", "low", "close", "volume"] as const;

function sameBars(actual: Bars, expected: Bar[], when: string): void {
  assert.equal(actual.length, expected.length, `15-minute bars ${when}`);
  for (const [i, bar] of expected.entries()) {
    for (const column of COLUMNS) {
      assert.equal(actual[column][i], bar[column], `${column} ${when}`);
    }
  }
}

for (const density of [1, 0.6, 0.1]) {
  Deno.test(`With ${density * 100} % of minutes traded the kernel equals a recomputation`, () => {
    const kernel = new Kernel({
      symbols: 3,
      minutesPerSession: SESSION_MINUTES,
    });
    const minutes = generate(11, 40, density);
    const neighbour = generate(12, 40, 0.8);
    const random = generator(13);
    let checks = 0;
    for (const [i, at] of minutes.entries()) {
      feed(kernel, 1, at);
      if (neighbour[i]) feed(kernel, 2, neighbour[i]);
      if (random() > 0.1) continue;
      const [past, session, now] = [
        minutes.slice(0, i + 1),
        at.session,
        at.minute + 1,
      ];
      kernel.settle(1, session, now);
      const when = `at ${session}:${now}`;
      same(kernel.technicals(1), technicalsOf(past, session, now), when);
      const quarters = barsOf(past, 15, session, now).slice(-100);
      sameBars(kernel.bars15(1), quarters, when);
      checks++;
    }
    assert.ok(checks > 15, `${checks} moments were compared`);
    assert.equal(kernel.fullBars(0), 0);
  });
}
