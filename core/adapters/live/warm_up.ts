/** The bars before now that an indicator kernel needs, from its venue. @module */
import { isCovered } from "../../market/coverage.ts";
import type { Market } from "../../market/market.ts";
import { localDate, localInstant, shifted } from "../../market/sessions.ts";
import type { Board } from "../../signals/board.ts";
import { type Instant, MINUTE_MS } from "../../time.ts";
import type { LiveOptions } from "./live_data.ts";

/** As many as the slowest indicator looks back, and some that were half-days. */
const SESSIONS = 25;
/** Longer bars of past days are enough: only their VWAP would differ. */
const PAST_BAR_MS = 5 * MINUTE_MS;

/** The local date on which the past begins that is read; as far back as the calendar goes. */
export function warmUpFrom(market: Market, now: Instant): string {
  const today = localDate(market, now);
  if (!isCovered(market, now)) return today;
  const first = `${market.years.first}-01-01`;
  let from = today;
  for (
    let date = shifted(today, -1), sessions = 0;
    date >= first && sessions < SESSIONS;
    date = shifted(date, -1)
  ) {
    if (!market.sessionOn(date)) continue;
    from = date;
    sessions++;
  }
  return from;
}

/**
 * Reads past days, subscribes, then reads today up to the subscription: what is
 * told twice the board takes once. Live bars must be kept back until it is over.
 *
 * @throws {BrokerUnavailable} If the venue could not be read.
 */
export async function warmUp(
  { market, symbols, link, time }: LiveOptions,
  board: Board,
): Promise<void> {
  const now = time.now();
  const today = localInstant(market, localDate(market, now));
  const read = async (from: Instant, to: Instant, barMs: number) => {
    for await (const [symbol, bar] of link.history(symbols, from, to, barMs)) {
      board.onBar(symbol, bar);
    }
  };
  const from = localInstant(market, warmUpFrom(market, now));
  await read(from, today, PAST_BAR_MS);
  await link.subscribe(symbols);
  await read(today, time.now(), MINUTE_MS);
}
