/** The indicator kernel when trading is thin, late, short or impossible. @module */
import assert from "node:assert/strict";
import { Kernel } from "../core/signals/kernel.ts";

/** A kernel of one symbol that has seen these closes, one per 5-minute bar. */
function afterCloses(closes: readonly number[]): Kernel {
  const kernel = new Kernel({ symbols: 1, minutesPerSession: 500 });
  for (const [i, close] of closes.entries()) {
    kernel.onMinute(0, 0, 5 * i, close, close, close, close, 100);
  }
  kernel.settle(0, 0, 500);
  return kernel;
}

const flat = (bars: number) => Array<number>(bars).fill(10e6);

const THIN: [string, number[], boolean][] = [
  ["forty flat bars", flat(40), false],
  ["one up-tick and then nothing", [...flat(5), ...flat(30).fill(11e6)], false],
  ["an up-tick in the last of forty bars", [...flat(39), 11e6], false],
  ["fourteen rising bars", flat(14).map((x, i) => x + i * 1e4), false],
  ["fifteen rising bars", flat(15).map((x, i) => x + i * 1e4), true],
  ["every second bar moving", flat(40).map((x, i) => x + (i >> 1)), true],
  ["every fifth bar moving", flat(40).map((x, i) => x + (i / 5 | 0)), false],
];

for (const [name, closes, valid] of THIN) {
  Deno.test(`RSI is ${valid ? "valid" : "not known"} after ${name}`, () => {
    assert.equal(Number.isNaN(afterCloses(closes).rsi(0)), !valid);
  });
}

Deno.test("A slot is compared with its own median of the last 20 sessions", () => {
  const kernel = new Kernel({ symbols: 1, minutesPerSession: 10 });
  const trade = (session: number, minute: number, volume: number) =>
    kernel.onMinute(0, session, minute, 1e6, 1e6, 1e6, 1e6, volume);
  for (let session = 0; session < 20; session++) {
    trade(session, 0, 1_000 + session); // median 1,009.5
    if (session % 2 === 0) trade(session, 5, 500); // median of 0 and 500: 250
  }
  trade(20, 0, 2_019);
  kernel.settle(0, 20, 5);
  assert.equal(kernel.relativeVolume(0), 2);
  trade(20, 5, 125);
  kernel.settle(0, 20, 10);
  assert.equal(kernel.relativeVolume(0), 0.5);
  assert.equal(kernel.relativeVolume(0, 1), 2);
});

Deno.test("A slot that usually trades nothing has no relative volume", () => {
  const kernel = new Kernel({ symbols: 1, minutesPerSession: 10 });
  for (let session = 0; session < 20; session++) {
    kernel.onMinute(0, session, 0, 1e6, 1e6, 1e6, 1e6, 100);
  }
  kernel.onMinute(0, 20, 5, 1e6, 1e6, 1e6, 1e6, 100);
  kernel.settle(0, 20, 10);
  assert.equal(kernel.relativeVolume(0), NaN);
});

Deno.test("settle() ends a bar by the clock alone, and asking again changes nothing", () => {
  const kernel = new Kernel({ symbols: 1, minutesPerSession: 60 });
  kernel.onMinute(0, 0, 3, 1e6, 1e6, 1e6, 1e6, 100);
  kernel.settle(0, 0, 4.99);
  assert.equal(kernel.fullBars(0), 0);
  for (let i = 0; i < 3; i++) kernel.settle(0, 0, 5);
  assert.equal(kernel.fullBars(0), 1);
  assert.equal(kernel.bars15(0).length, 0);
  kernel.settle(0, 0, 15);
  assert.equal(kernel.bars15(0).length, 1);
});

Deno.test("A new session that was only settled has a prior close and no VWAP", () => {
  const kernel = new Kernel({ symbols: 1, minutesPerSession: 60 });
  kernel.onMinute(0, 0, 59, 1e6, 1e6, 1e6, 2e6, 100);
  kernel.settle(0, 1, 0);
  const { priorClose, vwap, sessionVolume } = kernel.technicals(0);
  assert.deepEqual([priorClose, vwap, sessionVolume], [2e6, NaN, 0]);
  kernel.settle(0, 2, 0); // nothing traded: no trace
  assert.equal(kernel.technicals(0).priorClose, 2e6);
});

Deno.test("A session settled before its first trade still knows it is a half-day", () => {
  const kernel = new Kernel({ symbols: 1, minutesPerSession: 10 });
  const trade = (session: number, volume: number, halfDay = false) =>
    kernel.onMinute(0, session, 0, 1e6, 1e6, 1e6, 1e6, volume, halfDay);
  for (let session = 0; session < 20; session++) trade(session, 100);
  kernel.settle(0, 20, 0);
  trade(20, 10_000, true);
  kernel.settle(0, 20, 5);
  assert.equal(kernel.relativeVolume(0), NaN);
  trade(21, 100);
  kernel.settle(0, 21, 5);
  assert.equal(kernel.relativeVolume(0), 1);
  assert.equal(kernel.technicals(0).averageDailyVolume, 100);
});

Deno.test("A minute that comes after its bar was closed counts for VWAP only", () => {
  const kernel = new Kernel({ symbols: 1, minutesPerSession: 60 });
  kernel.onMinute(0, 1, 3, 1e6, 1e6, 1e6, 1e6, 100);
  kernel.settle(0, 1, 5);
  kernel.onMinute(0, 1, 4, 2e6, 2e6, 2e6, 2e6, 100);
  kernel.onMinute(0, 0, 9, 9e6, 9e6, 9e6, 9e6, 100); // of yesterday: ignored
  const { fullBars, vwap, sessionVolume } = kernel.technicals(0);
  assert.deepEqual([fullBars, vwap, sessionVolume], [1, 1.5e6, 200]);
});

const IMPOSSIBLE: [string, number, number, number][] = [
  ["a symbol it does not have", 1, 0, 100],
  ["a minute after the close", 0, 60, 100],
  ["a minute before the open", 0, -1, 100],
  ["a negative volume", 0, 0, -1],
  ["a volume that is no number", 0, 0, NaN],
];

for (const [name, symbol, minute, volume] of IMPOSSIBLE) {
  Deno.test(`The kernel refuses ${name}`, () => {
    const kernel = new Kernel({ symbols: 1, minutesPerSession: 60 });
    assert.throws(
      () => kernel.onMinute(symbol, 0, minute, 1e6, 1e6, 1e6, 1e6, volume),
      { name: "RangeError", message: /^Cannot feed bar: symbol/ },
    );
  });
}
