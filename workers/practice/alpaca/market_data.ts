/** What the market shows, as Alpaca writes it. @module */
import type { Bar } from "../../../core/market/bar.ts";
import { localDate } from "../../../core/market/sessions.ts";
import type { Price } from "../../../core/money.ts";
import { type Instant, iso } from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import { plain } from "./wire_text.ts";

/** Shares that each side of a quote offers: the tape has no book. */
const QUOTED = 100;

/** Times are text over REST; streams take them as they are. */
export function barView<T>(bar: Bar, time: (at: Instant) => T) {
  const { open, high, low, close } = bar;
  return {
    t: time(bar.at),
    o: plain(open),
    h: plain(high),
    l: plain(low),
    c: plain(close),
    v: bar.volume,
    // The tape does not tell how many trades there were, nor at what average.
    n: 1,
    vw: Math.round((open + high + low + close) / 4) / 1_000_000,
  };
}

export function tradeView<T>(
  price: Price,
  at: Instant,
  time: (at: Instant) => T,
) {
  return {
    t: time(at),
    x: "V",
    p: plain(price),
    s: QUOTED,
    c: ["@"],
    i: at,
    z: "C",
  };
}

/** One tick on each side of the last price. */
export function quoteView<T>(
  { market }: Floor,
  price: Price,
  at: Instant,
  time: (at: Instant) => T,
) {
  const tick = market.tickAt(price, localDate(market, at));
  const bid = Math.max(price - tick, tick) as Price;
  return {
    t: time(at),
    bx: "V",
    bp: plain(bid),
    bs: QUOTED,
    ax: "V",
    ap: plain(price + tick as Price),
    as: QUOTED,
    c: ["R"],
    z: "C",
  };
}

export const asText = (at: Instant): string => iso(at);
export const asDate = (at: Instant): Date => new Date(at);
