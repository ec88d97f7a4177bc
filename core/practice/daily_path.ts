/** Days as a path through their four prices, so that whole-day history drives the same flows. @module */
import type { Market, Session } from "../market/market.ts";
import { type Instant, iso } from "../time.ts";
import type { RegularBars } from "./regular_bars.ts";
import { SeriesBuilder } from "./series_builder.ts";
import { minuteOf, minutesOf } from "../market/stretches.ts";
import type { Series } from "./tape.ts";
import { TickGrid } from "./tick_grid.ts";

/** Minutes between prints: as often as the signals look. */
const STEP = 5;

/**
 * An approximation, for a daily bar does not say what happened when: a straight
 * path from the open to the extreme nearer to it (the low, if both are as near)
 * after a third of the session, to the other extreme after two thirds, to the
 * close; one print every five minutes, on the tick, with an equal part of the volume
 * and the last with what remains. Days without a session are left out and
 * counted.
 *
 * @param days Bars whose `at` is the date at 00:00 UTC.
 */
export function dailyPath(days: Series, market: Market): RegularBars {
  const prints = new SeriesBuilder(days.length * 80);
  let outsideHours = 0;
  for (let i = 0; i < days.length; i++) {
    const session = sessionOfDay(days.at[i]! as Instant, market);
    if (session) walkDay(days, i, market, session, prints);
    else outsideHours++;
  }
  return { series: prints.build(days.symbol), outsideHours };
}

/** Nothing trades in years the calendar does not cover. */
function sessionOfDay(midnight: Instant, market: Market): Session | undefined {
  const date = iso(midnight).slice(0, 10);
  const year = Number(date.slice(0, 4));
  const { first, last } = market.years;
  return year >= first && year <= last ? market.sessionOn(date) : undefined;
}

function walkDay(
  days: Series,
  i: number,
  market: Market,
  session: Session,
  prints: SeriesBuilder,
): void {
  const open = days.open[i]!, high = days.high[i]!, low = days.low[i]!;
  const highFirst = high - open < open - low;
  const extremes = highFirst ? [high, low] : [low, high];
  const corners = [open, ...extremes, days.close[i]!];
  const grid = new TickGrid(market, session.date);
  const last = minutesOf(session) / STEP - 1;
  const share = Math.floor(days.volume[i]! / (last + 1));
  for (let n = 0; n <= last; n++) {
    const price = grid.nearest(along(corners, n, last));
    const volume = n < last ? share : days.volume[i]! - share * last;
    // In the last minute of its slot: a full hour finds a fresh price.
    const at = minuteOf(session, n * STEP + STEP - 1);
    prints.push(at, price, price, price, price, volume);
  }
}

/** The price at print `n` of 0–`last`: each corner falls on a print of its own. */
function along(corners: readonly number[], n: number, last: number): number {
  const turns = [0, Math.round(last / 3), Math.round(last * 2 / 3), last];
  const leg = turns.findLastIndex((turn, i) => turn <= n && i < 3);
  const from = corners[leg]!, to = corners[leg + 1]!;
  const done = (n - turns[leg]!) / (turns[leg + 1]! - turns[leg]!);
  return from + (to - from) * done;
}
