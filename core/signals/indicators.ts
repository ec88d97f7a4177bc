/**
 * RSI, ATR, EMA, MACD and Bollinger bands over full bars, one row of numbers
 * per symbol. Values and seeds are TA-Lib's; each bar costs the same.
 *
 * @module
 */

const WIDTH = 32;
const PRIOR = 0; // close of the bar before
const GAIN = 1; // Wilder means of rises, falls and true ranges; sums until seeded
const LOSS = 2;
const RANGE = 3;
const MOVES = 4; // exponential share of bars whose close moved
const EMA20 = 5;
const FAST = 6; // EMA(12), EMA(26) and the signal line EMA(9) of MACD
const SLOW = 7;
const SIGNAL = 8;
const CLOSES = 12; // ring of the last BAND closes

const WILDER = 14;
const KEEP = 13 / WILDER;
const TAKE = 1 / WILDER;
const BAND = 20;
const BAND_WIDTH = 2; // in population standard deviations
const FAST_PERIOD = 12;
const SLOW_PERIOD = 26;
const SIGNAL_PERIOD = 9;
/** Bars before MACD has a signal line, as TA-Lib counts its look-back. */
const MACD_BARS = SLOW_PERIOD + SIGNAL_PERIOD - 1;
/** Below this share of moving bars, RSI is noise: a stock that hardly trades. */
const THIN = 0.3;

export interface Bands {
  upper: number;
  middle: number;
  lower: number;
}

export class Indicators {
  readonly #slab: Float64Array;
  readonly #bars: Int32Array;

  constructor(symbols: number) {
    this.#slab = new Float64Array(symbols * WIDTH);
    this.#bars = new Int32Array(symbols);
  }

  /** Takes the next full bar of one symbol; prices in any one unit. */
  onBar(symbol: number, high: number, low: number, close: number): void {
    const slab = this.#slab;
    const at = symbol * WIDTH;
    const bar = this.#bars[symbol]!;
    if (bar > 0) this.#wilder(at, bar, high, low, close);
    this.#averages(at, bar, close);
    slab[at + CLOSES + bar % BAND] = close;
    slab[at + PRIOR] = close;
    this.#bars[symbol] = bar + 1;
  }

  #wilder(at: number, bar: number, high: number, low: number, close: number) {
    const slab = this.#slab;
    const prior = slab[at + PRIOR]!;
    const move = close - prior;
    const gain = move > 0 ? move : 0;
    const loss = move < 0 ? -move : 0;
    const top = high > prior ? high : prior;
    const range = top - (low < prior ? low : prior);
    slab[at + MOVES] = slab[at + MOVES]! * KEEP + (move !== 0 ? TAKE : 0);
    if (bar > WILDER) {
      slab[at + GAIN] = slab[at + GAIN]! * KEEP + gain * TAKE;
      slab[at + LOSS] = slab[at + LOSS]! * KEEP + loss * TAKE;
      slab[at + RANGE] = slab[at + RANGE]! * KEEP + range * TAKE;
      return;
    }
    // The seed is the plain mean of the first fourteen changes.
    const share = bar === WILDER ? TAKE : 1;
    slab[at + GAIN] = (slab[at + GAIN]! + gain) * share;
    slab[at + LOSS] = (slab[at + LOSS]! + loss) * share;
    slab[at + RANGE] = (slab[at + RANGE]! + range) * share;
  }

  #averages(at: number, bar: number, close: number) {
    const slab = this.#slab;
    slab[at + EMA20] = ema(slab[at + EMA20]!, close, bar, BAND);
    slab[at + SLOW] = ema(slab[at + SLOW]!, close, bar, SLOW_PERIOD);
    // TA-Lib starts the fast average late, so that both are seeded on one bar.
    const late = bar - (SLOW_PERIOD - FAST_PERIOD);
    if (late < 0) return;
    slab[at + FAST] = ema(slab[at + FAST]!, close, late, FAST_PERIOD);
    const first = bar - (SLOW_PERIOD - 1);
    if (first < 0) return;
    const macd = slab[at + FAST]! - slab[at + SLOW]!;
    slab[at + SIGNAL] = ema(slab[at + SIGNAL]!, macd, first, SIGNAL_PERIOD);
  }

  /** Full bars seen. */
  bars(symbol: number): number {
    return this.#bars[symbol]!;
  }

  /** Wilder RSI(14), 0–100. NaN before 15 bars and while trading is thin. */
  rsi(symbol: number): number {
    const slab = this.#slab;
    const at = symbol * WIDTH;
    if (this.#bars[symbol]! <= WILDER || !(slab[at + MOVES]! > THIN)) {
      return NaN;
    }
    const gain = slab[at + GAIN]!;
    return 100 * (gain / (gain + slab[at + LOSS]!));
  }

  /** Wilder ATR(14). */
  atr(symbol: number): number {
    return this.#from(symbol, WILDER + 1, RANGE);
  }

  ema20(symbol: number): number {
    return this.#from(symbol, BAND, EMA20);
  }

  /** MACD(12, 26), from the bar on which its signal line exists. */
  macd(symbol: number): number {
    return this.#from(symbol, MACD_BARS, FAST) -
      this.#from(symbol, MACD_BARS, SLOW);
  }

  macdSignal(symbol: number): number {
    return this.#from(symbol, MACD_BARS, SIGNAL);
  }

  /** Bollinger bands over 20 closes, computed when asked: they are asked rarely. */
  bands(symbol: number): Bands {
    if (this.#bars[symbol]! < BAND) {
      return { upper: NaN, middle: NaN, lower: NaN };
    }
    const from = symbol * WIDTH + CLOSES;
    const closes = this.#slab.subarray(from, from + BAND);
    let sum = 0;
    for (let i = 0; i < BAND; i++) sum += closes[i]!;
    const middle = sum / BAND;
    // Two passes: a running sum of squares loses every digit of a calm price.
    let squares = 0;
    for (let i = 0; i < BAND; i++) squares += (closes[i]! - middle) ** 2;
    const reach = BAND_WIDTH * Math.sqrt(squares / BAND);
    return { upper: middle + reach, middle, lower: middle - reach };
  }

  #from(symbol: number, bars: number, field: number): number {
    if (this.#bars[symbol]! < bars) return NaN;
    return this.#slab[symbol * WIDTH + field]!;
  }
}

/** The next EMA; a sum until `period` values were seen, then seeded by their mean. */
function ema(before: number, value: number, seen: number, period: number) {
  if (seen >= period) return before + (value - before) * (2 / (period + 1));
  return seen === period - 1 ? (before + value) / period : before + value;
}
