/** What a process that hears bars as they come sees of its market. @module */
import type { Bar } from "../market/bar.ts";
import { isCovered } from "../market/coverage.ts";
import type { Market, Session } from "../market/market.ts";
import { localDate, localInstant, shifted } from "../market/sessions.ts";
import type { Snapshot } from "../ports.ts";
import { minutesBy, minutesOf } from "../market/stretches.ts";
import type { Chart } from "../setups/setup.ts";
import { type Instant, MINUTE_MS, plus } from "../time.ts";
import { Quotes } from "./quotes.ts";

export interface BoardOptions {
  market: Market;
  symbols: readonly string[];
  /** Local ISO date; bars of earlier days are not taken. */
  from: string;
}

/** Days ahead in which the longest session is looked for. */
const HORIZON_DAYS = 366;

/**
 * Takes bars of one minute or longer, oldest first per symbol, and answers as
 * the practice exchange would that played the same bars.
 */
export class Board {
  readonly symbols: readonly string[];
  readonly #market: Market;
  readonly #quotes: Quotes;
  /** From the first date on, as far as was asked for. */
  readonly #sessions: Session[] = [];
  /** The first date not looked at yet. */
  #next: string;

  constructor({ market, symbols, from }: BoardOptions) {
    this.symbols = symbols;
    this.#market = market;
    this.#next = from;
    this.#quotes = new Quotes(symbols, longestFrom(market, from));
  }

  /**
   * Whether the bar was news: one again, one that comes after a later one, one
   * outside regular hours or of a symbol not on the board is not.
   */
  onBar(symbol: string, bar: Bar): boolean {
    const i = this.#quotes.indexOf(symbol);
    if (i === undefined || bar.at < this.#quotes.lastAt(i)) return false;
    const ordinal = this.#ordinalBy(bar.at);
    const session = this.#sessions[ordinal];
    const end = plus(bar.at, bar.barMs);
    if (!session || !isWithin(session, bar.at, end)) return false;
    const { open, high, low, close, volume } = bar;
    // A longer bar stands at its last minute, as on a tape.
    const minute = minutesBy(session, end - MINUTE_MS);
    this.#quotes.onBar(
      i,
      ordinal,
      minute,
      open,
      high,
      low,
      close,
      volume,
      session.halfDay,
      end,
    );
    return true;
  }

  /**
   * One symbol after all bars that were over by `at`, which must have come; the
   * last bars are full then, trade or no trade. Undefined before its first bar.
   */
  snapshot(symbol: string, at: Instant): Snapshot | undefined {
    const i = this.#quotes.indexOf(symbol);
    if (i === undefined || !this.lastAt(symbol)) return;
    const ordinal = this.#ordinalBy(at);
    return this.#quotes.snapshot(i, ordinal, this.#minuteBy(ordinal, at));
  }

  /** The same as a chart; its columns are reused by the next. */
  chart(symbol: string, at: Instant): Chart | undefined {
    const i = this.#quotes.indexOf(symbol);
    if (i === undefined || !this.lastAt(symbol)) return;
    const ordinal = this.#ordinalBy(at);
    return this.#quotes.chart(i, ordinal, this.#minuteBy(ordinal, at));
  }

  /** When the last bar of a symbol was over; undefined before its first. */
  lastAt(symbol: string): Instant | undefined {
    const i = this.#quotes.indexOf(symbol);
    return i === undefined ? i : this.#quotes.lastAt(i) || undefined;
  }

  /** The last session that has opened by `at`; −1 before the first. */
  #ordinalBy(at: Instant): number {
    const date = localDate(this.#market, at);
    for (; this.#next <= date; this.#next = shifted(this.#next, 1)) {
      const session = sessionIn(this.#market, this.#next);
      if (session) this.#sessions.push(session);
    }
    return this.#sessions.findLastIndex(({ open }) => open <= at);
  }

  #minuteBy(ordinal: number, at: Instant): number {
    const session = this.#sessions[ordinal];
    return session ? minutesBy(session, at) : 0;
  }
}

function isWithin({ open, close, lunch }: Session, at: Instant, end: Instant) {
  if (at < open || end > close) return false;
  return !lunch || end <= lunch.start || at >= lunch.end;
}

/** The session of a date; undefined where there is none and where the calendar ends. */
function sessionIn(market: Market, date: string): Session | undefined {
  const covered = isCovered(market, localInstant(market, date));
  return covered ? market.sessionOn(date) : undefined;
}

/** Trading minutes of the longest session to come. */
function longestFrom(market: Market, from: string): number {
  let longest = 0;
  for (let days = 0; days < HORIZON_DAYS; days++) {
    const session = sessionIn(market, shifted(from, days));
    if (session) longest = Math.max(longest, minutesOf(session));
  }
  return longest;
}
