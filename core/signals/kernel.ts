/**
 * The indicator kernel: builds 5-minute bars of many symbols from the feed and
 * keeps every indicator up to date. Live and replay call it alike, so they see
 * the same bits. Feeding allocates nothing and costs the same for every bar.
 *
 * @module
 */
import type { Bars } from "../setups/setup.ts";
import { BarHistory } from "./bar_history.ts";
import { Indicators } from "./indicators.ts";
import { SessionHistory } from "./session_history.ts";
import { SlotVolume } from "./slot_volume.ts";
import type { Technicals } from "./technicals.ts";

const SLOT_MINUTES = 5;

const WIDTH = 16;
const SESSION = 0;
const SLOT = 1; // of the forming bar; −1 when there is none
const OPEN = 2;
const HIGH = 3;
const LOW = 4;
const CLOSE = 5;
const VOLUME = 6;
const DONE = 7; // last slot of this session that is full; −1 before the first
const HALF_DAY = 8;
const VALUE = 9; // Σ (high + low + close) × volume of this session
const TRADED = 10; // Σ volume of this session
const LAST = 11; // last price of this session; NaN before the first
const RELATIVE = 12; // relative volume of the last full bar and the one before
const BEFORE = 13;

export class Kernel {
  readonly #symbols: number;
  readonly #minutes: number;
  readonly #slab: Float64Array;
  readonly #indicators: Indicators;
  readonly #slots: SlotVolume;
  readonly #sessions: SessionHistory;
  readonly #history: BarHistory;

  /** For symbols 0 … `symbols` − 1 of one market; its trading minutes leave lunch out. */
  constructor(size: { symbols: number; minutesPerSession: number }) {
    const { symbols, minutesPerSession } = size;
    this.#symbols = symbols;
    this.#minutes = minutesPerSession;
    this.#slab = new Float64Array(symbols * WIDTH);
    this.#indicators = new Indicators(symbols);
    const slots = Math.ceil(minutesPerSession / SLOT_MINUTES);
    this.#slots = new SlotVolume(symbols, slots);
    this.#sessions = new SessionHistory(symbols);
    this.#history = new BarHistory(symbols);
    for (let symbol = 0; symbol < symbols; symbol++) {
      this.#begin(symbol * WIDTH, -Infinity);
      this.#slab.fill(NaN, symbol * WIDTH + RELATIVE, symbol * WIDTH + WIDTH);
    }
  }

  /**
   * Feeds one bar of a minute or longer: prices in millionths, volume in shares.
   * `session` is the ordinal of the trading day, `minute` counts trading minutes
   * since its open. A bar that comes after its slot was closed still counts for
   * VWAP and the session's volume; one of an earlier session is ignored.
   *
   * @throws {RangeError} If symbol, minute or volume cannot be.
   */
  onMinute(
    symbol: number,
    session: number,
    minute: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    halfDay = false,
  ): void {
    if (
      !(symbol >= 0 && symbol < this.#symbols && minute >= 0 &&
        minute < this.#minutes && volume >= 0)
    ) this.#refuse(symbol, minute, volume);
    const slab = this.#slab;
    const at = symbol * WIDTH;
    if (session !== slab[at + SESSION]) {
      if (session < slab[at + SESSION]!) return;
      this.#nextSession(symbol, session);
    }
    slab[at + VALUE]! += (high + low + close) * volume;
    slab[at + TRADED]! += volume;
    const slot = (minute / SLOT_MINUTES) | 0;
    const forming = slab[at + SLOT]!;
    if (slot !== forming) {
      if (slot < forming || slot <= slab[at + DONE]!) return;
      this.#beginBar(symbol, slot, open, high, low);
      slab[at + HALF_DAY] = halfDay ? 1 : 0;
    }
    if (high > slab[at + HIGH]!) slab[at + HIGH] = high;
    if (low < slab[at + LOW]!) slab[at + LOW] = low;
    slab[at + CLOSE] = close;
    slab[at + VOLUME]! += volume;
    slab[at + LAST] = close;
  }

  /**
   * Closes what time has completed without waiting for a later trade: call it
   * before reading, with the trading minute up to which the feed has delivered.
   */
  settle(symbol: number, session: number, minute: number): void {
    const at = symbol * WIDTH;
    const current = this.#slab[at + SESSION]!;
    if (session > current) this.#nextSession(symbol, session);
    if (session !== current) return;
    const slot = Math.floor(minute / SLOT_MINUTES);
    if (this.#slab[at + SLOT]! < slot) this.#endBar(symbol);
    this.#history.settle(symbol, slot);
  }

  #beginBar(
    symbol: number,
    slot: number,
    open: number,
    high: number,
    low: number,
  ): void {
    this.#endBar(symbol);
    this.#history.settle(symbol, slot);
    const slab = this.#slab;
    const at = symbol * WIDTH;
    slab[at + SLOT] = slot;
    slab[at + OPEN] = open;
    slab[at + HIGH] = high;
    slab[at + LOW] = low;
    slab[at + VOLUME] = 0;
  }

  #endBar(symbol: number): void {
    const slab = this.#slab;
    const at = symbol * WIDTH;
    const slot = slab[at + SLOT]!;
    if (slot < 0) return;
    const high = slab[at + HIGH]!;
    const low = slab[at + LOW]!;
    const close = slab[at + CLOSE]!;
    const volume = slab[at + VOLUME]!;
    this.#indicators.onBar(symbol, high, low, close);
    slab[at + BEFORE] = slab[at + RELATIVE]!;
    slab[at + RELATIVE] = slab[at + HALF_DAY] === 1
      ? NaN
      : this.#slots.relative(symbol, slot, volume);
    this.#slots.add(symbol, slot, volume);
    const open = slab[at + OPEN]!;
    this.#history.onBar(symbol, slot, open, high, low, close, volume);
    slab[at + DONE] = slot;
    slab[at + SLOT] = -1;
  }

  /** Ends the running session and begins the next. One without a trade leaves no trace. */
  #nextSession(symbol: number, session: number): void {
    const slab = this.#slab;
    const at = symbol * WIDTH;
    this.#endBar(symbol);
    this.#history.endBar(symbol);
    const last = slab[at + LAST]!;
    if (!Number.isNaN(last)) {
      const halfDay = slab[at + HALF_DAY] === 1;
      this.#slots.endSession(symbol, halfDay);
      this.#sessions.endSession(symbol, last, slab[at + TRADED]!, halfDay);
    }
    this.#begin(at, session);
  }

  #begin(at: number, session: number): void {
    const slab = this.#slab;
    slab[at + SESSION] = session;
    slab[at + SLOT] = -1;
    slab[at + DONE] = -1;
    slab[at + HALF_DAY] = 0;
    slab[at + VALUE] = 0;
    slab[at + TRADED] = 0;
    slab[at + LAST] = NaN;
  }

  #refuse(symbol: number, minute: number, volume: number): never {
    throw new RangeError(
      `Cannot feed bar: symbol ${symbol} of ${this.#symbols}, ` +
        `minute ${minute} of ${this.#minutes}, volume ${volume}`,
    );
  }

  fullBars(symbol: number): number {
    return this.#indicators.bars(symbol);
  }

  rsi(symbol: number): number {
    return this.#indicators.rsi(symbol);
  }

  ema20(symbol: number): number {
    return this.#indicators.ema20(symbol);
  }

  /** MACD less its signal line. */
  macdHistogram(symbol: number): number {
    return this.#indicators.macd(symbol) - this.#indicators.macdSignal(symbol);
  }

  /** Of this session; NaN before its first share. */
  vwap(symbol: number): number {
    const at = symbol * WIDTH;
    return this.#slab[at + VALUE]! / (3 * this.#slab[at + TRADED]!);
  }

  /** Of the last full bar (`ago` 0) or the one before it (1). */
  relativeVolume(symbol: number, ago: 0 | 1 = 0): number {
    return this.#slab[symbol * WIDTH + RELATIVE + ago]!;
  }

  /** Everything at once, for a decision; allocates its answer. */
  technicals(symbol: number): Technicals {
    const indicators = this.#indicators;
    const bands = indicators.bands(symbol);
    return {
      fullBars: indicators.bars(symbol),
      rsi: indicators.rsi(symbol),
      atr: indicators.atr(symbol),
      ema20: indicators.ema20(symbol),
      macd: indicators.macd(symbol),
      macdSignal: indicators.macdSignal(symbol),
      bandUpper: bands.upper,
      bandMiddle: bands.middle,
      bandLower: bands.lower,
      vwap: this.vwap(symbol),
      relativeVolume: this.relativeVolume(symbol),
      previousRelativeVolume: this.relativeVolume(symbol, 1),
      sessionVolume: this.#slab[symbol * WIDTH + TRADED]!,
      averageDailyVolume: this.#sessions.averageVolume(symbol),
      priorClose: this.#sessions.close(symbol, 1),
      close3: this.#sessions.close(symbol, 3),
    };
  }

  /** The last ≤ 100 full 15-minute bars, in one object reused by every call. */
  bars15(symbol: number): Bars {
    return this.#history.bars(symbol);
  }
}
