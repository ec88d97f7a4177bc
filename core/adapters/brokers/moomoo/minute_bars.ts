/** Full minute bars out of K lines that are pushed while they grow. @module */
import type { Bar } from "../../../market/bar.ts";
import { type Instant, MINUTE_MS, SECOND_MS } from "../../../time.ts";
import type { KLine } from "./answers.ts";
import { barOf, endOf } from "./bar.ts";

/** Trades of a minute's last moment may still be told this long after it, in market time. */
const SETTLE_MS = 3 * SECOND_MS;

interface Growing {
  end: Instant;
  bar: Bar;
}

/**
 * No push says that it is a minute's last. It was, once a K line of a later
 * minute is pushed, be it a blank one, or once its end is `SETTLE_MS` ago. Each
 * is told once: what arrives after that for the same minute or an earlier one
 * is left out.
 */
export class MinuteBars {
  readonly #timezone: string;
  readonly #tell: (symbol: string, bar: Bar) => void;
  readonly #growing = new Map<string, Growing>();
  /** The end of the last minute that was told, by symbol; at first when it began. */
  readonly #told = new Map<string, Instant>();

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
    for (const { end, bar } of read.sort((a, b) => a.end - b.end)) {
      const growing = this.#growing.get(symbol);
      if (growing && growing.end < end) this.#finish(symbol, growing);
      // A blank one is no minute yet: its trades may still come.
      const last = growing?.end ?? this.#told.get(symbol) ?? Infinity;
      const isNew = growing?.end === end || end > last;
      if (bar && isNew) this.#growing.set(symbol, { end, bar });
    }
  }

  /** Tells what is over without a later push having said so. */
  settle(now: Instant): void {
    for (const [symbol, growing] of this.#growing) {
      if (growing.end + SETTLE_MS <= now) this.#finish(symbol, growing);
    }
  }

  #finish(symbol: string, { end, bar }: Growing): void {
    this.#growing.delete(symbol);
    this.#told.set(symbol, end);
    this.#tell(symbol, bar);
  }
}
