/** Keeps the bars of regular hours, each where it may be known. @module */
import type { Market } from "../market/market.ts";
import { localDate, sessionsBetween } from "../market/sessions.ts";
import { type Instant, MINUTE_MS } from "../time.ts";
import { SeriesBuilder } from "./series_builder.ts";
import { stretchesOf } from "../market/stretches.ts";
import type { Series } from "./tape.ts";

/** Bars within regular hours, and how many good rows were not. */
export interface RegularBars {
  series: Series;
  outsideHours: number;
}

/**
 * Leaves out and counts bars that begin outside regular hours. A bar longer
 * than a minute is dated to its last minute, for until then nobody could know
 * it: start + interval − 1 minute, at most the last minute before lunch or the
 * close. The interval is the smallest gap in the file, so one missing bar does
 * not make the others longer.
 */
export function regularBars(rows: Series, market: Market): RegularBars {
  const { symbol, length, at, open, high, low, close, volume } = rows;
  const kept = new SeriesBuilder(length);
  const stretches = stretchesAround(rows, market);
  const barMs = smallestGap(at);
  const shift = barMs - MINUTE_MS;
  let current = 0;
  for (let i = 0; i < length; i++) {
    while (current < stretches.length && stretches[current]!.end <= at[i]!) {
      current++;
    }
    const stretch = stretches[current];
    if (!stretch) break;
    if (at[i]! < stretch.start) continue;
    kept.push(
      Math.min(at[i]! + shift, stretch.end - MINUTE_MS),
      open[i]!,
      high[i]!,
      low[i]!,
      close[i]!,
      volume[i]!,
    );
  }
  return {
    series: kept.build(symbol, barMs),
    outsideHours: length - kept.length,
  };
}

/** Nothing trades in years the calendar does not cover. */
function stretchesAround({ at, length }: Series, market: Market) {
  if (length === 0) return [];
  const first = localDate(market, at[0]! as Instant);
  const last = localDate(market, at[length - 1]! as Instant);
  const begin = `${market.years.first}-01-01`;
  const end = `${market.years.last}-12-31`;
  return sessionsBetween(
    market,
    first > begin ? first : begin,
    last < end ? last : end,
  ).flatMap(stretchesOf);
}

/** In milliseconds; a minute if there are fewer than two bars. */
function smallestGap(at: Float64Array): number {
  let gap = at.length < 2 ? MINUTE_MS : Infinity;
  for (let i = 1; i < at.length; i++) gap = Math.min(gap, at[i]! - at[i - 1]!);
  return gap;
}
