/**
 * `deno task bench`: how fast the hot paths are on this machine, as a table.
 * Every number is the median of several rounds over generated, seeded data.
 *
 * @module
 */
import { Kernel } from "../core/signals/kernel.ts";
import { detect } from "../core/signals/mod.ts";
import { thresholdsOf } from "../core/signals/parameters.ts";
import type { Reading } from "../core/signals/rule.ts";

const ROUNDS = 5;
const MINUTES = 390;
const SYMBOLS = 20;
const SESSIONS = 260; // 2.0 M one-minute bars in all
const READINGS = 2_000_000;

/** One line of the table: what was done how often per second. */
interface Row {
  name: string;
  unit: string;
  /** Does the work once and says how many units it was. */
  round: () => number;
}

/** Add a row here. */
const ROWS: readonly Row[] = [
  { name: "indicator kernel", unit: "bar updates/s", round: feedKernel() },
  { name: "signal rules", unit: "readings/s", round: readRules() },
];

/** Feeds one-minute bars of all symbols in the order they arrive in. */
function feedKernel(): () => number {
  const bars = generatedBars();
  return () => {
    const kernel = new Kernel({ symbols: SYMBOLS, minutesPerSession: MINUTES });
    for (let session = 0; session < SESSIONS; session++) {
      feedSession(kernel, session, bars);
    }
    return bars.closes.length;
  };
}

function feedSession(
  kernel: Kernel,
  session: number,
  { closes, volumes }: ReturnType<typeof generatedBars>,
): void {
  let i = session * MINUTES * SYMBOLS;
  for (let minute = 0; minute < MINUTES; minute++) {
    for (let symbol = 0; symbol < SYMBOLS; symbol++, i++) {
      const close = closes[i]!;
      const high = close + 20_000;
      const low = close - 20_000;
      const volume = volumes[i]!;
      kernel.onMinute(
        symbol,
        session,
        minute,
        close,
        high,
        low,
        close,
        volume,
      );
    }
  }
}

/** Random walks in whole cents; symbol varies fastest, then minute, then session. */
function generatedBars() {
  const random = generator(7);
  const closes = new Float64Array(MINUTES * SESSIONS * SYMBOLS);
  const volumes = new Float64Array(closes.length);
  const last = new Float64Array(SYMBOLS).fill(50_000_000);
  for (let i = 0; i < closes.length; i++) {
    const step = Math.round((random() - 0.5) * 20) * 10_000;
    last[i % SYMBOLS] = Math.max(1_000_000, last[i % SYMBOLS]! + step);
    closes[i] = last[i % SYMBOLS]!;
    volumes[i] = 100 + Math.floor(random() * 10_000);
  }
  return { closes, volumes };
}

/** A routine check: most rules are silent, two hold. */
function readRules(): () => number {
  const thresholds = thresholdsOf();
  const reading: Reading = {
    side: "long",
    gain: 0,
    bestGain: 0.01,
    giveback: 0.002,
    tightened: 0,
    rsi: 55,
    volumeRatio: 0.6,
    aboveVwap: 0.002,
    aboveEma20: 0.001,
    macdHistogram: 1,
    heldMinutes: 60,
    toCloseMinutes: 120,
    toLunchMinutes: NaN,
  };
  return () => {
    let signals = 0;
    for (let i = 0; i < READINGS; i++) {
      reading.gain = (i % 100) / 10_000 - 0.005;
      signals += detect(reading, thresholds).length;
    }
    if (signals < READINGS) throw new Error(`Cannot bench: ${signals} signals`);
    return READINGS;
  };
}

/** A linear congruential generator: the same bars on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Median rate of one row, per second; one unmeasured round warms it up. */
function rateOf({ round }: Row): number {
  round();
  const rates = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    const units = round();
    return units * 1_000 / (performance.now() - before);
  });
  return rates.sort((a, b) => a - b)[(ROUNDS - 1) / 2]!;
}

if (import.meta.main) {
  console.log(`median of ${ROUNDS} rounds`);
  for (const row of ROWS) {
    const rate = (rateOf(row) / 1e6).toFixed(2).padStart(8);
    console.log(`${row.name.padEnd(20)}${rate} M ${row.unit}`);
  }
}
