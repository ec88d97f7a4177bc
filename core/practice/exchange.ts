/** The practice exchange in one process: a tape, its clock, its quotes, its venue. @module */
import type { Market, Session } from "../market/market.ts";
import { localDate, sessionsBetween } from "../market/sessions.ts";
import type { Money, Price } from "../money.ts";
import type { Snapshot } from "../ports.ts";
import type { Chart } from "../setups/setup.ts";
import { Quotes } from "../signals/quotes.ts";
import { type Instant, MINUTE_MS } from "../time.ts";
import { minutesBy, minutesOf } from "../market/stretches.ts";
import type { Series, Tape } from "./tape.ts";
import { DEFAULT_OPTIONS, Venue } from "./venue.ts";

/**
 * Plays a tape. A bar is known when its minute is over, never before; orders
 * are matched against bars that begin after they arrived. Between two events
 * that can matter it only feeds the kernel.
 */
export class Exchange {
  readonly venue: Venue;
  readonly symbols: readonly string[];
  /** Bars played so far. */
  played = 0;
  readonly #market: Market;
  readonly #series: readonly Series[];
  readonly #quotes: Quotes;
  readonly #sessions: readonly Session[];
  /** Per symbol: the next bar to play, and when it begins. */
  readonly #cursor: Int32Array;
  #now: Instant;
  /** Index of the session of the last minute played or asked for. */
  #session = 0;
  #nextMinute = Infinity;

  constructor(
    tape: Tape,
    market: Market,
    cash: Money,
    options = DEFAULT_OPTIONS,
  ) {
    this.venue = new Venue(market, cash, options);
    this.#market = market;
    this.#series = tape.series;
    this.symbols = tape.series.map(({ symbol }) => symbol);
    const { first, last } = spanOf(tape);
    this.#sessions = sessionsBetween(
      market,
      localDate(market, first),
      localDate(market, last),
    );
    const minutes = Math.max(...this.#sessions.map(minutesOf));
    this.#quotes = new Quotes(this.symbols, minutes);
    this.#cursor = new Int32Array(this.symbols.length);
    this.#now = first;
    this.#nextMinute = first;
  }

  get now(): Instant {
    return this.#now;
  }

  /**
   * Plays up to `to`, or until the venue has something to tell, whichever is
   * first. Answers whether `to` was reached.
   */
  advance(to: Instant): boolean {
    if (to < this.#now) return true; // market time never runs backwards
    while (!this.venue.hasNews) {
      const known = this.#nextMinute + MINUTE_MS;
      const expiry = this.venue.nextExpiry;
      if (expiry <= to && expiry < known) {
        this.#now = expiry as Instant;
      } else if (known <= to) {
        this.#now = known as Instant;
        this.#playMinute();
      } else {
        this.#now = to;
        this.venue.pass(to);
        return true;
      }
      this.venue.pass(this.#now);
    }
    return this.#now === to;
  }

  /**
   * The last price of a symbol of the tape.
   *
   * @throws {RangeError} If it has never traded.
   */
  priceOf = (symbol: string): Price => this.#quotes.priceOf(symbol);

  snapshot(symbol: string): Snapshot | undefined {
    const i = this.#quotes.indexOf(symbol);
    if (i === undefined) return;
    const minute = this.#minuteNow();
    return this.#quotes.snapshot(i, this.#session, minute);
  }

  /** The chart of one symbol; its columns are reused by the next. */
  chart(symbol: string): Chart | undefined {
    const i = this.#quotes.indexOf(symbol)!;
    const minute = this.#minuteNow();
    return this.#quotes.chart(i, this.#session, minute);
  }

  #playMinute(): void {
    const minute = this.#nextMinute;
    this.#turnTo(minute);
    const session = this.#sessions[this.#session]!;
    const ordinal = minutesBy(session, minute);
    let next = Infinity;
    for (let i = 0; i < this.#series.length; i++) {
      const series = this.#series[i]!;
      let cursor = this.#cursor[i]!;
      if (cursor === series.length) continue;
      let at = series.at[cursor]!;
      if (at === minute) {
        this.#playBar(i, series, cursor, session.halfDay, ordinal);
        this.#cursor[i] = ++cursor;
        if (cursor === series.length) continue;
        at = series.at[cursor]!;
      }
      if (at < next) next = at;
    }
    this.#nextMinute = next;
  }

  #playBar(
    i: number,
    series: Series,
    bar: number,
    halfDay: boolean,
    minute: number,
  ): void {
    const open = series.open[bar]!;
    const high = series.high[bar]!;
    const low = series.low[bar]!;
    const close = series.close[bar]!;
    const volume = series.volume[bar]!;
    if (!this.venue.idle) {
      // A longer bar holds prices from before its last minute.
      const began = this.#now - series.barMs as Instant;
      const print = { open, high, low, volume };
      this.venue.match(series.symbol, print, began, this.#now);
    }
    this.#quotes.onBar(
      i,
      this.#session,
      minute,
      open,
      high,
      low,
      close,
      volume,
      halfDay,
      this.#now,
    );
    this.played++;
  }

  /** Turns to the session of now: its trading minute by now. */
  #minuteNow(): number {
    this.#turnTo(this.#now);
    return minutesBy(this.#sessions[this.#session]!, this.#now);
  }

  /** To the last session that has opened by `at`. */
  #turnTo(at: number): void {
    while (at >= (this.#sessions[this.#session + 1]?.open ?? Infinity)) {
      this.#session++;
    }
  }
}

function spanOf({ series }: Tape): { first: Instant; last: Instant } {
  const filled = series.filter(({ length }) => length > 0);
  const first = Math.min(...filled.map(({ at }) => at[0]!));
  const last = Math.max(...filled.map(({ at, length }) => at[length - 1]!));
  return { first: first as Instant, last: last as Instant };
}
