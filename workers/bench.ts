/**
 * `deno task bench`: how fast the hot paths are on this machine, as a table.
 * Every number is the median of rounds over one generated tape, beside the
 * floor: merely reading each bar of it.
 *
 * @module
 */
import { devClaude } from "../core/agents/dev_claude.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import { us } from "../core/market/us.ts";
import { generateTape } from "../core/practice/generate.ts";
import type { Series } from "../core/practice/tape.ts";
import { Kernel } from "../core/signals/kernel.ts";
import { detect } from "../core/signals/mod.ts";
import { thresholdsOf } from "../core/signals/parameters.ts";
import type { Reading } from "../core/signals/rule.ts";
import { MINUTE_MS } from "../core/time.ts";
import { run } from "./replay/run.ts";

const ROUNDS = 5;
const READINGS = 2_000_000;
const [FROM, TO] = ["2025-01-02", "2025-12-31"];
const TAPE = generateTape({
  market: us,
  seed: 7,
  from: FROM!,
  to: TO!,
  warmUpSessions: 25,
});
const SESSIONS = sessionsBetween(us, "2024-11-01", TO!);

/** One line of the table. */
interface Row {
  name: string;
  unit: string;
  /** Does the work once: how many units it was, in how many seconds, and what to say of it. */
  round: () => Promise<{ units: number; seconds: number; note: string }>;
}

/** Add a row here. The first is the floor of the others. */
const ROWS: readonly Row[] = [
  { name: "reading bars", unit: "bars/s", round: timed(readBars) },
  { name: "indicator kernel", unit: "bar updates/s", round: timed(feedKernel) },
  { name: "signal rules", unit: "readings/s", round: timed(askRules) },
  { name: "replay, dev_claude", unit: "bars/s", round: replayOnce },
];

function timed(work: () => number): Row["round"] {
  return () => {
    const before = performance.now();
    const units = work();
    const seconds = (performance.now() - before) / 1_000;
    return Promise.resolve({ units, seconds, note: "" });
  };
}

function readBars(): number {
  let sum = 0, bars = 0;
  for (const { length, high, low, close, volume } of TAPE.series) {
    for (let i = 0; i < length; i++) {
      sum += high[i]! + low[i]! + close[i]! + volume[i]!;
    }
    bars += length;
  }
  if (sum <= 0) throw new Error(`Cannot bench: the bars sum up to ${sum}`);
  return bars;
}

function feedKernel(): number {
  const symbols = TAPE.series.length;
  const kernel = new Kernel({ symbols, minutesPerSession: 390 });
  let bars = 0;
  for (const [symbol, series] of TAPE.series.entries()) {
    feed(kernel, symbol, series);
    bars += series.length;
  }
  return bars;
}

function feed(kernel: Kernel, symbol: number, series: Series): void {
  const { at, open, high, low, close, volume, length } = series;
  let day = 0;
  for (let i = 0; i < length; i++) {
    while (at[i]! >= SESSIONS[day]!.close) day++;
    kernel.onMinute(
      symbol,
      day,
      (at[i]! - SESSIONS[day]!.open) / MINUTE_MS,
      open[i]!,
      high[i]!,
      low[i]!,
      close[i]!,
      volume[i]!,
      SESSIONS[day]!.halfDay,
    );
  }
}

/** A routine check: most rules are silent, two hold. */
function askRules(): number {
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
  let signals = 0;
  for (let i = 0; i < READINGS; i++) {
    reading.gain = (i % 100) / 10_000 - 0.005;
    signals += detect(reading, thresholds).length;
  }
  if (signals < READINGS) throw new Error(`Cannot bench: ${signals} signals`);
  return READINGS;
}

async function replayOnce() {
  const { bars, seconds, performance, difference } = await run({
    agent: devClaude,
    market: us,
    tape: TAPE,
    from: FROM!,
    to: TO!,
    onProgress: () => {},
  });
  if (difference !== 0) throw new Error("Cannot bench: books do not tie out");
  const { trades, orders } = performance;
  return { units: bars, seconds, note: `${trades} trades, ${orders} orders` };
}

/** The median round of one row; one unmeasured round warms it up. */
async function medianOf({ round }: Row) {
  await round();
  const rounds: Awaited<ReturnType<Row["round"]>>[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round());
  const rateOf = (r: typeof rounds[number]) => r.units / r.seconds;
  rounds.sort((a, b) => rateOf(a) - rateOf(b));
  const middle = rounds[(ROUNDS - 1) / 2]!;
  return { rate: rateOf(middle), units: middle.units, note: middle.note };
}

if (import.meta.main) {
  console.log(`median of ${ROUNDS} rounds, one core`);
  let floor = 0;
  for (const row of ROWS) {
    const { rate, units, note } = await medianOf(row);
    floor ||= rate;
    const million = `${(rate / 1e6).toFixed(2).padStart(8)} M ${row.unit}`;
    const share = `1/${(floor / rate).toFixed(0)} of the floor`;
    console.log(
      `${row.name.padEnd(20)}${million.padEnd(26)}${share.padEnd(20)}` +
        `${units.toLocaleString("en")} a round${note && `, ${note}`}`,
    );
  }
}
