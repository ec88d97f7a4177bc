/** Grows the columns of a series, one bar at a time. @module */
import { MINUTE_MS } from "../time.ts";
import type { Series } from "./tape.ts";

const COLUMNS = ["at", "open", "high", "low", "close", "volume"] as const;
type Columns = Record<typeof COLUMNS[number], Float64Array>;

export class SeriesBuilder {
  length = 0;
  #capacity: number;
  #columns: Columns;

  /** `capacity` in bars is a first guess; the columns grow beyond it. */
  constructor(capacity = 1024) {
    this.#capacity = capacity;
    this.#columns = cut(() => new Float64Array(capacity));
  }

  /** Adds one bar: epoch ms, four prices in millionths, shares. */
  push(
    at: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    if (this.length === this.#capacity) this.#grow();
    const columns = this.#columns;
    const i = this.length++;
    columns.at[i] = at;
    columns.open[i] = open;
    columns.high[i] = high;
    columns.low[i] = low;
    columns.close[i] = close;
    columns.volume[i] = volume;
  }

  /** What was added so far, in columns of exactly that length. */
  build(symbol: string, barMs: number = MINUTE_MS): Series {
    const { length } = this;
    return {
      symbol,
      length,
      barMs,
      ...cut((name) => this.#columns[name].slice(0, length)),
    };
  }

  #grow(): void {
    this.#capacity = this.#capacity * 2 + 1;
    const columns = cut(() => new Float64Array(this.#capacity));
    for (const name of COLUMNS) columns[name].set(this.#columns[name]);
    this.#columns = columns;
  }
}

/** Every column as `make` gives it; in a fixed order, so that all look alike. */
function cut(make: (name: keyof Columns) => Float64Array): Columns {
  return {
    at: make("at"),
    open: make("open"),
    high: make("high"),
    low: make("low"),
    close: make("close"),
    volume: make("volume"),
  };
}
