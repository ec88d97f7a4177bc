/** The indicator kernel with the last price of every symbol: all that a desk sees. @module */
import { type Price, price } from "../money.ts";
import type { Snapshot } from "../ports.ts";
import type { Chart } from "../setups/setup.ts";
import type { Instant } from "../time.ts";
import { Kernel } from "./kernel.ts";

/** Fed and asked with the ordinal of the session and its trading minute, as the kernel is. */
export class Quotes {
  readonly #symbols: readonly string[];
  readonly #index: ReadonlyMap<string, number>;
  readonly #kernel: Kernel;
  /** Millionths; 0 before the first. */
  readonly #price: Float64Array;
  /** When the bar it is from was over. */
  readonly #at: Float64Array;

  constructor(symbols: readonly string[], minutesPerSession: number) {
    this.#symbols = symbols;
    this.#index = new Map(symbols.map((symbol, i) => [symbol, i]));
    const count = symbols.length;
    this.#kernel = new Kernel({ symbols: count, minutesPerSession });
    this.#price = new Float64Array(count);
    this.#at = new Float64Array(count);
  }

  /** The place of a symbol in the order given; undefined if it is none of them. */
  indexOf(symbol: string): number | undefined {
    return this.#index.get(symbol);
  }

  /** Feeds one bar of symbol `i`, which is known at `at`; see `Kernel.onMinute`. */
  onBar(
    i: number,
    session: number,
    minute: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    halfDay: boolean,
    at: Instant,
  ): void {
    this.#kernel.onMinute(
      i,
      session,
      minute,
      open,
      high,
      low,
      close,
      volume,
      halfDay,
    );
    this.#price[i] = close;
    this.#at[i] = at;
  }

  /**
   * The last price of a symbol.
   *
   * @throws {RangeError} If it has never traded.
   */
  priceOf(symbol: string): Price {
    return price(this.#price[this.#index.get(symbol) ?? -1] ?? NaN);
  }

  /** When the last bar of symbol `i` was over; 0 before the first. */
  lastAt(i: number): Instant {
    return this.#at[i]! as Instant;
  }

  /** Everything of symbol `i` that time has completed by then; undefined before its first bar. */
  snapshot(i: number, session: number, minute: number): Snapshot | undefined {
    if (this.#price[i] === 0) return;
    this.#kernel.settle(i, session, minute);
    return {
      symbol: this.#symbols[i]!,
      price: this.#price[i]! as Price,
      at: this.lastAt(i),
      technicals: this.#kernel.technicals(i),
    };
  }

  /** The same as a chart; its columns are reused by the next. */
  chart(i: number, session: number, minute: number): Chart | undefined {
    if (this.#price[i] === 0) return;
    this.#kernel.settle(i, session, minute);
    return {
      symbol: this.#symbols[i]!,
      bars: this.#kernel.bars15(i),
      technicals: this.#kernel.technicals(i),
      price: this.#price[i]!,
    };
  }
}
