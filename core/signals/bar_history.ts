/** The last hundred full 15-minute bars of every symbol. @module */
import type { Bars } from "../setups/setup.ts";

/** 5-minute slots in one 15-minute bar, counted from the open. */
const SLOTS = 3;
const KEPT = 100;
const COLUMNS = 5;
const FORMING = 6; // quarter, open, high, low, close, volume

export class BarHistory {
  /** Per symbol the bar being built; its quarter is −1 when there is none. */
  readonly #forming: Float64Array;
  readonly #ring: Float64Array;
  readonly #full: Int32Array;
  /** Overwritten by every call of `bars`. */
  readonly #scratch: Bars = {
    length: 0,
    open: new Float64Array(KEPT),
    high: new Float64Array(KEPT),
    low: new Float64Array(KEPT),
    close: new Float64Array(KEPT),
    volume: new Float64Array(KEPT),
  };

  constructor(symbols: number) {
    this.#forming = new Float64Array(symbols * FORMING);
    for (let i = 0; i < symbols; i++) this.#forming[i * FORMING] = -1;
    this.#ring = new Float64Array(symbols * KEPT * COLUMNS);
    this.#full = new Int32Array(symbols);
  }

  /** Takes one full 5-minute bar; the slots of a session only rise. */
  onBar(
    symbol: number,
    slot: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    this.settle(symbol, slot); // a gap may have outlasted the bar being built
    const bar = this.#forming;
    const at = symbol * FORMING;
    if (bar[at]! < 0) {
      bar[at] = (slot / SLOTS) | 0;
      bar[at + 1] = open;
      bar[at + 2] = high;
      bar[at + 3] = low;
      bar[at + 5] = 0;
    }
    if (high > bar[at + 2]!) bar[at + 2] = high;
    if (low < bar[at + 3]!) bar[at + 3] = low;
    bar[at + 4] = close;
    bar[at + 5]! += volume;
    if (slot % SLOTS === SLOTS - 1) this.endBar(symbol);
  }

  /** Ends a bar whose quarter hour is over when `slot` begins. */
  settle(symbol: number, slot: number): void {
    if (this.#forming[symbol * FORMING]! * SLOTS + SLOTS <= slot) {
      this.endBar(symbol);
    }
  }

  /** Ends the bar being built, if there is one: its time is over. */
  endBar(symbol: number): void {
    const at = symbol * FORMING;
    if (this.#forming[at]! < 0) return;
    const place = symbol * KEPT + this.#full[symbol]! % KEPT;
    for (let i = 0; i < COLUMNS; i++) {
      this.#ring[place * COLUMNS + i] = this.#forming[at + 1 + i]!;
    }
    this.#full[symbol]!++;
    this.#forming[at] = -1;
  }

  /** The full bars, oldest first. The same object each time: copy what you keep. */
  bars(symbol: number): Bars {
    const { open, high, low, close, volume } = this.#scratch;
    const full = this.#full[symbol]!;
    const length = full < KEPT ? full : KEPT;
    const ring = this.#ring;
    for (let i = 0; i < length; i++) {
      const at = (symbol * KEPT + (full - length + i) % KEPT) * COLUMNS;
      open[i] = ring[at]!;
      high[i] = ring[at + 1]!;
      low[i] = ring[at + 2]!;
      close[i] = ring[at + 3]!;
      volume[i] = ring[at + 4]!;
    }
    this.#scratch.length = length;
    return this.#scratch;
  }
}
