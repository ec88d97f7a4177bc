/** A tape as it is played: the sessions one can look back on, and the next minute. @module */
import type { Bar } from "../market/bar.ts";
import type { Session } from "../market/market.ts";
import type { Price } from "../money.ts";
import { type Instant, MINUTE_MS, plus } from "../time.ts";
import { slotBars } from "./slot_bars.ts";
import type { Series } from "./tape.ts";
import type { TapeSource } from "./tape_source.ts";

/** Enough for 25 sessions of warm-up on any day, and that day. */
const KEPT_SESSIONS = 27;

interface Day {
  session: Session;
  /** In the order of the source's symbols. */
  series: Series[];
}

/** One bar of the minute that was taken. */
export interface Struck {
  series: Series;
  bar: number;
}

/**
 * A bar longer than a minute is told as one of its last minute, as a replay
 * plays it: until then nobody could know it.
 */
export class Reel {
  readonly #source: TapeSource;
  readonly #index: ReadonlyMap<string, number>;
  readonly #cursor: Int32Array;
  #days: Day[] = [];
  #taken = 0;
  #nextMinute = -Infinity;

  /** Takes from `source` what is known at `from`, without playing it. */
  constructor(source: TapeSource, from: Instant) {
    this.#source = source;
    this.#index = new Map(source.symbols.map((symbol, i) => [symbol, i]));
    this.#cursor = new Int32Array(source.symbols.length);
    // What would be forgotten before `from` is not even taken.
    const { sessions } = source;
    while ((sessions[this.#taken + KEPT_SESSIONS]?.close ?? Infinity) <= from) {
      source.skip();
      this.#taken++;
    }
    this.#turn();
    while (this.#days.at(-1)!.session.close <= from && this.#turn());
    while (this.nextAt <= from) this.take();
  }

  /** When the next bar is known; Infinity once the tape has ended. */
  get nextAt(): number {
    return this.#nextMinute + MINUTE_MS;
  }

  /** The bars of the next minute, in the order of symbols. */
  take(): Struck[] {
    const struck: Struck[] = [];
    for (const [i, series] of this.#days.at(-1)!.series.entries()) {
      const bar = this.#cursor[i]!;
      if (series.at[bar] !== this.#nextMinute) continue;
      struck.push({ series, bar });
      this.#cursor[i] = bar + 1;
    }
    this.#seekNext();
    return struck;
  }

  /**
   * Bars of `barMs` that begin from `from` up to but not including `to`, are
   * over at `now`, and have traded. They begin with their session or after its
   * lunch; a day or longer is a whole session.
   */
  bars(
    symbol: string,
    from: Instant,
    to: Instant,
    barMs: number,
    now: Instant,
  ): Bar[] {
    const i = this.#index.get(symbol);
    if (i === undefined) return [];
    const bars: Bar[] = [];
    for (const { session, series } of this.#days) {
      if (session.close <= from || session.open >= to) continue;
      for (const { bar, until } of slotBars(session, series[i]!, barMs)) {
        if (bar.at >= to || until > now) break;
        if (bar.at >= from) bars.push(bar);
      }
    }
    return bars;
  }

  /** The last price of a symbol that is known at `now`, and since when. */
  last(
    symbol: string,
    now: Instant,
  ): { price: Price; at: Instant } | undefined {
    const i = this.#index.get(symbol);
    if (i === undefined) return;
    for (const { series } of this.#days.toReversed()) {
      const { at, close } = series[i]!;
      const bar = at.findLastIndex((at) => at + MINUTE_MS <= now);
      if (bar < 0) continue;
      const price = close[bar] as Price;
      return { price, at: plus(at[bar] as Instant, MINUTE_MS) };
    }
  }

  /** Goes on to the next session; false after the last. */
  #turn(): boolean {
    const series = this.#source.next();
    const session = this.#source.sessions[this.#taken++];
    if (!series || !session) {
      this.#nextMinute = Infinity;
      return false;
    }
    this.#days.push({ session, series });
    if (this.#days.length > KEPT_SESSIONS) this.#days.shift();
    this.#cursor.fill(0);
    this.#seekNext();
    return true;
  }

  #seekNext(): void {
    let next = Infinity;
    for (const [i, { at, length }] of this.#days.at(-1)!.series.entries()) {
      const bar = this.#cursor[i]!;
      if (bar < length && at[bar]! < next) next = at[bar]!;
    }
    this.#nextMinute = next;
    if (next === Infinity) this.#turn();
  }
}
