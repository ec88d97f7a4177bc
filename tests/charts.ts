/** Charts for tests, drawn as paths: where prices go, in how many bars. @module */
import type { Bars, Chart } from "../core/setups/setup.ts";
import type { Technicals } from "../core/signals/technicals.ts";

/** Whole currency units in, millionths out. */
const UNIT = 1e6;

/** Closes from a start along [level, bars] legs, evenly; a leg of one bar is a jump. */
export function path(start: number, ...legs: [number, number][]): number[] {
  const closes = [start];
  for (const [level, bars] of legs) {
    const from = closes.at(-1)!;
    for (let i = 1; i <= bars; i++) {
      closes.push(from + (level - from) * i / bars);
    }
  }
  return closes;
}

/**
 * Bars that open at their close with no wicks, so that a path's levels are its
 * highs and lows. Volume is 1,000 shares but for the last bar.
 */
export function barsOf(closes: number[], lastVolume = 1000): Bars {
  const prices = Float64Array.from(closes, (close) => close * UNIT);
  const volume = new Float64Array(closes.length).fill(1000);
  volume[closes.length - 1] = lastVolume;
  return {
    length: closes.length,
    open: prices.slice(),
    high: prices.slice(),
    low: prices.slice(),
    close: prices.slice(),
    volume,
  };
}

/** All unknown, but for what is given; prices in whole currency units. */
export function technicalsOf(
  known: {
    relativeVolume?: number;
    priorClose?: number;
    close3?: number;
  } = {},
): Technicals {
  return {
    fullBars: 0,
    rsi: NaN,
    atr: NaN,
    ema20: NaN,
    macd: NaN,
    macdSignal: NaN,
    bandUpper: NaN,
    bandMiddle: NaN,
    bandLower: NaN,
    vwap: NaN,
    relativeVolume: known.relativeVolume ?? NaN,
    previousRelativeVolume: NaN,
    sessionVolume: NaN,
    averageDailyVolume: NaN,
    priorClose: (known.priorClose ?? NaN) * UNIT,
    close3: (known.close3 ?? NaN) * UNIT,
  };
}

/** What a test says of a chart; the price is the last close unless given. */
export interface Drawing {
  symbol?: string;
  closes: number[];
  price?: number;
  lastVolume?: number;
  known?: Parameters<typeof technicalsOf>[0];
}

export function chartOf(drawing: Drawing): Chart {
  const { symbol = "TEST", closes, price = closes.at(-1)! } = drawing;
  return {
    symbol,
    bars: barsOf(closes, drawing.lastVolume),
    technicals: technicalsOf(drawing.known),
    price: price * UNIT,
  };
}

/** Uniform numbers in 0–1 from a seed (mulberry32): the same charts on every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, state | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

/** A wandering price with wicks and volumes, from drowsy to wild by its seed. */
export function randomChart(seed: number): Chart {
  const next = random(seed);
  const length = 50 + Math.floor(next() * 51);
  const step = 0.002 + next() * 0.02;
  const pull = next() * 0.1;
  const bars = barsOf(new Array(length).fill(100));
  let close = 100;
  for (let i = 0; i < length; i++) {
    const open = close;
    // Pulled back towards 100: levels are tried more than once.
    close *= 1 + (next() - 0.5) * 2 * step + pull * (100 / close - 1);
    bars.open[i] = open * UNIT;
    bars.close[i] = close * UNIT;
    bars.high[i] = Math.max(open, close) * (1 + next() * step / 2) * UNIT;
    bars.low[i] = Math.min(open, close) * (1 - next() * step / 2) * UNIT;
    bars.volume[i] = Math.floor(next() * 3000);
  }
  const technicals = technicalsOf({
    relativeVolume: next() * 4,
    priorClose: close * (0.85 + next() * 0.2),
    close3: close * (0.8 + next() * 0.25),
  });
  const price = close * (0.99 + next() * 0.02) * UNIT;
  return { symbol: `S${seed}`, bars, technicals, price };
}
