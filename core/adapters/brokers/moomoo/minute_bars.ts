/** Full minute bars out of K lines that are pushed while they grow, and out of history. @module */
import type { Bar } from "../../../market/bar.ts";
import { type Instant, MINUTE_MS, plus, SECOND_MS } from "../../../time.ts";
import type { KLine } from "./answers.ts";
import { barOf, endOf } from "./bar.ts";

/** Trades of a minute's last moment may still be told this long after it, in market time. */
export const SETTLE_MS = 3 * SECOND_MS;

interface Read {
  end: Instant;
  /** Undefined if nothing has traded yet. */
  bar: Bar | undefined;
}
type Growing = Read & { bar: Bar };

/**
 * No push says that it is a minute's last. It was, once a K line of a later
 * minute is pushed, be it a blank one, or once its end is `SETTLE_MS` ago. Each
 * is told once, and in order: what arrives after that for the same minute or an
 * earlier one is left out.
 */
export class MinuteBars {
  readonly #timezone: string;
  readonly #tell: (symbol: string, bar: Bar) => void;
  readonly #growing = new Map<string, Growing>();
  /** The end of the last minute that was told, by symbol; at first when it began. */
  readonly #told = new Map<string, Instant>();
  /** What was pushed while history is read, by symbol and end. */
  readonly #held = new Map<string, Map<Instant, Read>>();

  constructor(timezone: string, tell: (symbol: string, bar: Bar) => void) {
    this.#timezone = timezone;
    this.#tell = tell;
  }

  /** What is over by now is history, and not told. Again changes nothing. */
  begin(symbols: readonly string[], now: Instant): void {
    for (const symbol of symbols) {
      if (!this.#told.has(symbol)) this.#told.set(symbol, now);
    }
  }

  /** Up to where minutes have been told; undefined if nobody asked for them. */
  toldTo(symbol: string): Instant | undefined {
    return this.#told.get(symbol);
  }

  /**
   * Takes the K lines of one push, in any order.
   *
   * @throws {RangeError} If one cannot be read: a bar would be missing.
   */
  take(symbol: string, lines: readonly KLine[]): void {
    const read = lines.map((line) => ({
      end: endOf(line, this.#timezone),
      bar: barOf(line, MINUTE_MS, this.#timezone),
    }));
    const held = this.#held.get(symbol);
    if (held) {
      for (const one of read) {
        if (one.bar || !held.has(one.end)) held.set(one.end, one);
      }
      return;
    }
    read.sort((a, b) => a.end - b.end).forEach((one) => this.#see(symbol, one));
  }

  /** Tells what is over without a later push having said so. */
  settle(now: Instant): void {
    for (const [symbol, growing] of this.#growing) {
      const over = growing.end + SETTLE_MS <= now;
      if (over && !this.#held.has(symbol)) this.#finish(symbol, growing);
    }
  }

  /** Keeps what is pushed back until `release`, so that history can be told before it. */
  hold(symbol: string): void {
    if (!this.#held.has(symbol)) this.#held.set(symbol, new Map());
  }

  /**
   * Tells the full minutes of history that were not told, and then goes on with
   * what was kept back. What had grown meanwhile is told as history has it.
   *
   * @param bars Oldest first.
   */
  release(symbol: string, bars: readonly Bar[]): void {
    const growing = this.#growing.get(symbol);
    const held = this.#held.get(symbol);
    this.#held.delete(symbol);
    this.#growing.delete(symbol);
    const past = bars.map((bar) => ({ end: plus(bar.at, MINUTE_MS), bar }));
    const last = past.at(-1)?.end ?? -Infinity;
    for (const one of past) {
      const isNew = one.end > (this.#told.get(symbol) ?? Infinity);
      if (isNew) this.#finish(symbol, one);
    }
    const rest = [...growing ? [growing] : [], ...held?.values() ?? []];
    rest.filter(({ end }) => end > last).sort((a, b) => a.end - b.end)
      .forEach((one) => this.#see(symbol, one));
  }

  #see(symbol: string, { end, bar }: Read): void {
    const growing = this.#growing.get(symbol);
    if (growing && growing.end < end) this.#finish(symbol, growing);
    // A blank one is no minute yet: its trades may still come.
    const last = growing?.end ?? this.#told.get(symbol) ?? Infinity;
    const isNew = growing?.end === end || end > last;
    if (bar && isNew) this.#growing.set(symbol, { end, bar });
  }

  #finish(symbol: string, { end, bar }: Growing): void {
    this.#growing.delete(symbol);
    this.#told.set(symbol, end);
    this.#tell(symbol, bar);
  }
}
