/** Days as a few prints, so that whole-day history drives the same flows. @module */
import type { Market, Session } from "../market/market.ts";
import { type Instant, iso } from "../time.ts";
import type { RegularBars } from "./regular_bars.ts";
import { SeriesBuilder } from "./series_builder.ts";
import { minuteOf, minutesOf } from "./stretches.ts";
import type { Series } from "./tape.ts";

/**
 * An approximation, for a daily bar does not say what happened when: the open
 * prints in the first minute, the extreme nearer to it after a third of the
 * trading minutes (the low, if both are as near), the other after two thirds,
 * the close in the last minute; each with a quarter of the volume, the close
 * with what remains. Days without a session are left out and counted.
 *
 * @param days Bars whose `at` is the date at 00:00 UTC.
 */
export function dailyPrints(days: Series, market: Market): RegularBars {
  const prints = new SeriesBuilder(days.length * 4);
  let outsideHours = 0;
  for (let i = 0; i < days.length; i++) {
    const session = sessionOfDay(days.at[i]! as Instant, market);
    if (session) printDay(days, i, session, prints);
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

function printDay(
  days: Series,
  i: number,
  session: Session,
  prints: SeriesBuilder,
): void {
  const open = days.open[i]!, high = days.high[i]!, low = days.low[i]!;
  const minutes = minutesOf(session);
  const quarter = Math.floor(days.volume[i]! / 4);
  const print = (minute: number, price: number, volume: number) =>
    prints.push(minuteOf(session, minute), price, price, price, price, volume);
  const highFirst = high - open < open - low;
  print(0, open, quarter);
  print(Math.floor(minutes / 3), highFirst ? high : low, quarter);
  print(Math.floor(minutes * 2 / 3), highFirst ? low : high, quarter);
  print(minutes - 1, days.close[i]!, days.volume[i]! - 3 * quarter);
}
