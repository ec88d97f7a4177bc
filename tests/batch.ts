/**
 * The kernel's answers computed the slow, obvious way: from all minutes at once,
 * by the definitions. An oracle for the tests, so it shares no code with it.
 *
 * @module
 */
import type { Technicals } from "../core/signals/technicals.ts";

export interface Minute {
  session: number;
  minute: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  halfDay: boolean;
}

/** Bars of `length` minutes that were over before the moment; `slot` counts them. */
export function barsOf(
  minutes: readonly Minute[],
  length: number,
  session: number,
  minute: number,
) {
  const slotOf = (at: Minute) => Math.floor(at.minute / length);
  const over = minutes.filter((at) =>
    at.session < session || (slotOf(at) + 1) * length <= minute
  );
  const groups = Map.groupBy(over, (at) => at.session * 1_000 + slotOf(at));
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    slot: slotOf(group[0]!),
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
    close: group.at(-1)!.close,
    volume: sum(group.map(({ volume }) => volume)),
  }));
}

export type Bar = ReturnType<typeof barsOf>[number];

/** What the kernel must know after `minutes` at `minute` of `session`. */
export function technicalsOf(
  minutes: readonly Minute[],
  session: number,
  minute: number,
): Technicals {
  const bars = barsOf(minutes, 5, session, minute);
  const closes = bars.map(({ close }) => close);
  const [fast, slow] = [ema(closes.slice(14), 12), ema(closes, 26)];
  const macd = slow.map((value, i) => (fast[i - 14] ?? NaN) - value).slice(25);
  const macdSignal = ema(macd, 9).at(-1) ?? NaN;
  const middle = closes.length < 20 ? NaN : mean(closes.slice(-20));
  const deviation = Math.sqrt(
    mean(closes.slice(-20).map((close) => (close - middle) ** 2)),
  );
  const now = minutes.filter((at) => at.session === session);
  const days = sessionsOf(minutes, session);
  const fullDays = days.filter((day) => !day[0]!.halfDay).slice(-20);
  const shares = (day: Minute[]) => sum(day.map(({ volume }) => volume));
  return {
    fullBars: bars.length,
    ...wilder(bars),
    ema20: ema(closes, 20).at(-1) ?? NaN,
    macd: Number.isNaN(macdSignal) ? NaN : macd.at(-1)!,
    macdSignal,
    bandUpper: middle + 2 * deviation,
    bandMiddle: middle,
    bandLower: middle - 2 * deviation,
    vwap: sum(now.map((at) => (at.high + at.low + at.close) / 3 * at.volume)) /
      shares(now),
    relativeVolume: relative(minutes, bars, bars.at(-1)),
    previousRelativeVolume: relative(minutes, bars, bars.at(-2)),
    sessionVolume: shares(now),
    averageDailyVolume: fullDays.length < 20 ? NaN : mean(fullDays.map(shares)),
    priorClose: days.at(-1)?.at(-1)?.close ?? NaN,
    close3: days.at(-3)?.at(-1)?.close ?? NaN,
  };
}

/** Minutes by session, for the sessions before one. */
function sessionsOf(minutes: readonly Minute[], before: number): Minute[][] {
  const past = minutes.filter((at) => at.session < before);
  return [...Map.groupBy(past, (at) => at.session).values()];
}

function wilder(bars: readonly Bar[]): { rsi: number; atr: number } {
  if (bars.length < 15) return { rsi: NaN, atr: NaN };
  const steps = bars.slice(1).map((bar, i) => ({
    move: bar.close - bars[i]!.close,
    range: Math.max(bar.high, bars[i]!.close) -
      Math.min(bar.low, bars[i]!.close),
  }));
  const smooth = (values: number[]) =>
    values.slice(14).reduce(
      (before, value) => (before * 13 + value) / 14,
      mean(values.slice(0, 14)),
    );
  const gain = smooth(steps.map(({ move }) => Math.max(move, 0)));
  const loss = smooth(steps.map(({ move }) => Math.max(-move, 0)));
  const moving = steps.reduce(
    (share, { move }) => (share * 13 + Math.abs(Math.sign(move))) / 14,
    0,
  );
  return {
    rsi: moving > 0.3 ? 100 - 100 / (1 + gain / loss) : NaN,
    atr: smooth(steps.map(({ range }) => range)),
  };
}

/** EMA by position; NaN before its seed, the mean of the first `period`. */
function ema(values: readonly number[], period: number): number[] {
  let before = mean(values.slice(0, period));
  return values.map((value, i) => {
    if (i < period - 1) return NaN;
    if (i >= period) before += (value - before) * 2 / (period + 1);
    return before;
  });
}

/** A bar's volume over the median of its slot in the 20 full days before. */
function relative(
  minutes: readonly Minute[],
  bars: readonly Bar[],
  bar: Bar | undefined,
): number {
  if (bar === undefined || bar.halfDay) return NaN;
  const days = sessionsOf(minutes, bar.session)
    .filter((day) => !day[0]!.halfDay).slice(-20);
  if (days.length < 20) return NaN;
  const sorted = days.map(([first]) =>
    bars.find((other) =>
      other.session === first!.session && other.slot === bar.slot
    )?.volume ?? 0
  ).sort((a, b) => a - b);
  const median = (sorted[9]! + sorted[10]!) / 2;
  return median > 0 ? bar.volume / median : NaN;
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: number[]) => sum(values) / values.length;
