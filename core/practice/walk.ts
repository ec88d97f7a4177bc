/** The random walk of one symbol's price, from session to session. @module */
import type { Market, Session } from "../market/market.ts";
import { MILLION } from "../money.ts";
import { MINUTE_MS } from "../time.ts";
import type { Listing } from "./listings.ts";
import { Momentum } from "./momentum.ts";
import type { Random } from "./random.ts";
import type { SeriesBuilder } from "./series_builder.ts";
import { minutesOf, stretchesOf } from "../market/stretches.ts";
import { TickGrid } from "./tick_grid.ts";
import { volumeShape } from "./volume_shape.ts";

/** Volatility of calm, ordinary and wild times, relative to the listing's. */
const REGIMES = [0.7, 1, 1.8];
/** Chances per session. */
const REGIME_CHANGE = 0.1, HALT = 0.02;
/** Of a day's move; momentum, wild times and nights add what is missing. */
const INTRADAY = 0.55;
/** Overnight moves, relative to a day's; news comes every 25 sessions or so. */
const GAP = 0.5, NEWS_GAP = 3, NEWS = 0.04;
/** Share of the distance to the first price that each night takes back. */
const PULL = 0.01;
/** Near enough for both markets; a half-day has less of everything. */
const MINUTES_PER_DAY = 360;

/** The minutes without trading, counted in the session; `from` ≥ `to` if none. */
interface Halt {
  from: number;
  to: number;
}

/** Holds the price between the minutes; it need not be on a tick. */
export class Walk {
  readonly #listing: Listing;
  readonly #market: Market;
  readonly #random: Random;
  readonly #momentum: Momentum;
  readonly #lot: number;
  #price: number;
  #regime = 1;

  constructor(listing: Listing, market: Market, random: Random) {
    this.#listing = listing;
    this.#market = market;
    this.#random = random;
    this.#momentum = new Momentum(random.fork("momentum"));
    this.#lot = market.lotOf(listing.symbol) ?? 1;
    this.#price = listing.price * MILLION;
  }

  /** Walks through one session and adds a bar for each minute with a trade. */
  trade(session: Session, bars: SeriesBuilder): void {
    this.#sleep();
    const activity = volumeShape(minutesOf(session));
    const halt = this.#halt(activity.length);
    const grid = new TickGrid(this.#market, session.date);
    let minute = 0;
    for (const { start, end } of stretchesOf(session)) {
      for (let at = start as number; at < end; at += MINUTE_MS, minute++) {
        const halted = minute >= halt.from && minute < halt.to;
        this.#move(at, activity, minute, grid, halted ? undefined : bars);
      }
    }
  }

  /** The night before a session: a gap, sometimes another regime. */
  #sleep(): void {
    const random = this.#random, { price, dailyMove } = this.#listing;
    if (random.chance(REGIME_CHANGE)) this.#regime = random.pick(REGIMES);
    const gap = dailyMove * (random.chance(NEWS) ? NEWS_GAP : GAP);
    const away = this.#price / (price * MILLION) - 1;
    this.#price *= 1 + gap * random.normal() - PULL * away;
  }

  #halt(minutes: number): Halt {
    const random = this.#random;
    if (!random.chance(HALT)) return { from: 0, to: 0 };
    const from = random.whole(10, minutes - 40);
    return { from, to: from + random.whole(5, 20) };
  }

  /** One minute. Without `bars` nothing trades, but the price still moves. */
  #move(
    at: number,
    activity: Float64Array,
    minute: number,
    grid: TickGrid,
    bars: SeriesBuilder | undefined,
  ): void {
    const random = this.#random, momentum = this.#momentum;
    const { dailyMove, dailyVolume, thinness } = this.#listing;
    const busy = activity[minute]!;
    const usual = INTRADAY * dailyMove * this.#regime *
      Math.sqrt(busy / MINUTES_PER_DAY);
    momentum.step();
    const change = usual * (random.normal() + momentum.drift);
    const open = this.#price, close = open * (1 + change);
    this.#price = close;
    // At the ends of the day even a thin name trades nearly every minute.
    if (!bars || random.uniform() * busy < thinness) return;
    const up = random.uniform(), down = random.uniform();
    const surprise = 0.7 + 0.4 * Math.abs(change) / usual;
    const volume = dailyVolume / MINUTES_PER_DAY * busy * momentum.volume *
      surprise * (0.4 + 1.2 * random.uniform()) / this.#lot;
    bars.push(
      at,
      grid.nearest(open),
      grid.nearest(Math.max(open, close) * (1 + usual * up * up)),
      grid.nearest(Math.min(open, close) * (1 - usual * down * down)),
      grid.nearest(close),
      Math.max(1, Math.round(volume)) * this.#lot,
    );
  }
}
