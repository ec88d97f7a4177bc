/** Hand-made tapes: one symbol, a bar for every minute or for those that are given. @module */
import type { Market, Session } from "../core/market/market.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import type { Tape } from "../core/practice/tape.ts";
import { type Instant, MINUTE_MS } from "../core/time.ts";

/** Prices in whole currency units; one price stands for all four. */
export interface Bar {
  at: Instant;
  open: number;
  high?: number;
  low?: number;
  close?: number;
  volume: number;
}

export function tapeOf(
  market: Market,
  symbol: string,
  bars: Bar[],
  barMs: number = MINUTE_MS,
): Tape {
  const prices = (of: (bar: Bar) => number) =>
    Float64Array.from(bars, (bar) => Math.round(of(bar) * 1e6));
  return {
    market: market.id,
    series: [{
      symbol,
      length: bars.length,
      barMs,
      at: Float64Array.from(bars, ({ at }) => at),
      open: prices(({ open }) => open),
      high: prices(({ open, high = open }) => high),
      low: prices(({ open, low = open }) => low),
      close: prices(({ open, close = open }) => close),
      volume: Float64Array.from(bars, ({ volume }) => volume),
    }],
    outsideHours: 0,
  };
}

/** One bar a minute over whole sessions, drawn by `draw` from day and minute. */
export function minutesOf(
  market: Market,
  from: string,
  to: string,
  draw: (day: number, minute: number) => { open: number; volume: number },
): Bar[] {
  return sessionsBetween(market, from, to).flatMap((session, day) =>
    minutesIn(session).map((at, minute) => ({ at, ...draw(day, minute) }))
  );
}

/** Every minute of a session in which the market trades. */
function minutesIn({ open, close, lunch }: Session): Instant[] {
  const minutes: Instant[] = [];
  for (let at = open; at < close; at = at + MINUTE_MS as Instant) {
    const atLunch = lunch && at >= lunch.start && at < lunch.end;
    if (!atLunch) minutes.push(at);
  }
  return minutes;
}
