/** All that a symbol shows over its whole tape, worked out beforehand in batch. @module */
import type { Bars } from "./bars.ts";
import { afterMinutes, type Session, tradedMinutes } from "./calendar.ts";
import { emaOf, macdHistogramOf, medianOf, rsiOf } from "./indicators.ts";

/** Several minutes of one session as one bar, full from `fullAt` on. */
export interface FullBar {
  session: number;
  /** Which five or fifteen minutes of the session, from 0. */
  slot: number;
  fullAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** A session in which the symbol traded. */
interface TradedDay {
  session: number;
  halfDay: boolean;
  close: number;
  volume: number;
  /** The 20 latest full-length days before; none if there are fewer. */
  before: TradedDay[] | undefined;
  /** Volume by five-minute slot; none where nothing traded. */
  slots: Map<number, number>;
}

export interface Charted {
  bars: Bars;
  /** Index of each minute's session. */
  sessionOf: number[];
  vwap: number[];
  fives: FullBar[];
  fifteens: FullBar[];
  days: TradedDay[];
  /** The same by index of the session. */
  dayOf: Map<number, TradedDay>;
  /** By index of `fives`. */
  rsi: number[];
  ema20: number[];
  histogram: number[];
}

export function chartOf(bars: Bars, sessions: Session[]): Charted {
  const sessionOf = sessionIndices(bars, sessions);
  const fives = grouped(bars, sessionOf, sessions, 5);
  const days = daysOf(bars, sessionOf, sessions, fives);
  const closes = fives.map(({ close }) => close);
  return {
    bars,
    sessionOf,
    vwap: vwapOf(bars, sessionOf),
    fives,
    fifteens: grouped(bars, sessionOf, sessions, 15),
    days,
    dayOf: new Map(days.map((day) => [day.session, day])),
    rsi: rsiOf(closes),
    ema20: emaOf(closes, 20),
    histogram: macdHistogramOf(closes),
  };
}

function sessionIndices({ at }: Bars, sessions: Session[]): number[] {
  let session = 0;
  return at.map((time) => {
    while (sessions[session]!.close <= time) session++;
    return session;
  });
}

function grouped(
  bars: Bars,
  sessionOf: number[],
  sessions: Session[],
  minutes: number,
): FullBar[] {
  const groups: FullBar[] = [];
  bars.at.forEach((time, i) => {
    const session = sessionOf[i]!;
    const day = sessions[session]!;
    const slot = Math.floor(tradedMinutes(day, time) / minutes);
    const [open, high, low, close, volume] = [
      bars.open[i]!,
      bars.high[i]!,
      bars.low[i]!,
      bars.close[i]!,
      bars.volume[i]!,
    ];
    const last = groups.at(-1);
    if (last && last.session === session && last.slot === slot) {
      last.high = Math.max(last.high, high);
      last.low = Math.min(last.low, low);
      last.close = close;
      last.volume += volume;
      return;
    }
    const fullAt = afterMinutes(day, (slot + 1) * minutes);
    groups.push({ session, slot, fullAt, open, high, low, close, volume });
  });
  return groups;
}

/** Session's Σ typical price × volume over Σ volume, up to and with each minute. */
function vwapOf({ high, low, close, volume }: Bars, sessionOf: number[]) {
  let value = 0, traded = 0;
  return sessionOf.map((session, i) => {
    if (session !== sessionOf[i - 1]) value = traded = 0;
    value += (high[i]! + low[i]! + close[i]!) * volume[i]!;
    traded += volume[i]!;
    return value / (3 * traded);
  });
}

function daysOf(
  { close, volume }: Bars,
  sessionOf: number[],
  sessions: Session[],
  fives: FullBar[],
): TradedDay[] {
  const days: TradedDay[] = [];
  sessionOf.forEach((session, i) => {
    if (days.at(-1)?.session !== session) {
      const { halfDay } = sessions[session]!;
      const before = twentyBefore(days, session);
      const slots = new Map<number, number>();
      days.push({ session, halfDay, close: 0, volume: 0, before, slots });
    }
    days.at(-1)!.close = close[i]!;
    days.at(-1)!.volume += volume[i]!;
  });
  let day = 0;
  for (const five of fives) {
    while (days[day]!.session !== five.session) day++;
    days[day]!.slots.set(five.slot, five.volume);
  }
  return days;
}

/** The 20 latest full-length days on which the symbol traded before `session`; none if fewer. */
export function twentyBefore(days: TradedDay[], session: number) {
  const before = days.filter((day) => day.session < session && !day.halfDay);
  return before.length < 20 ? undefined : before.slice(-20);
}

/** A bar's volume over the median of its slot on the 20 full days before; unknown on half-days. */
export function relativeVolumeOf(
  { fives, dayOf }: Charted,
  index: number,
): number {
  const five = fives[index];
  if (!five) return NaN;
  const { session, slot, volume } = five;
  const { halfDay, before } = dayOf.get(session)!;
  if (halfDay || !before) return NaN;
  const median = medianOf(before.map((day) => day.slots.get(slot) ?? 0));
  return median > 0 ? volume / median : NaN;
}
