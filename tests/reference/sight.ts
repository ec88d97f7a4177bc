/** What is known of one symbol at one moment, and nothing later. @module */
import { MINUTE } from "./bars.ts";
import {
  type Charted,
  type FullBar,
  relativeVolumeOf,
  twentyBefore,
} from "./chart.ts";

/** Prices in millionths, unknown readings NaN. */
export interface Sight {
  symbol: string;
  price: number;
  /** When that price was known. */
  pricedAt: number;
  fullBars: number;
  rsi: number;
  ema20: number;
  histogram: number;
  vwap: number;
  relativeVolume: number;
  previousRelativeVolume: number;
  averageDailyVolume: number;
  priorClose: number;
  close3: number;
  fifteens: FullBar[];
}

/** Follows one chart through time and answers what is known; time only moves on. */
export class Follower {
  readonly chart: Charted;
  #minutes = 0;
  #fives = 0;
  #fifteens = 0;
  /** What past sessions left, worked out once for each. */
  #past = { session: NaN, volume: NaN, priorClose: NaN, close3: NaN };

  /** Relative volumes that were asked for, by index of the five-minute bar. */
  #relative: Record<number, number> = {};

  constructor(chart: Charted) {
    this.chart = chart;
  }

  /** Index of the bar that began one minute before `at`; −1 if none did. */
  barEndingAt(at: number): number {
    this.#follow(at);
    const i = this.#minutes - 1;
    return this.chart.bars.at[i] === at - MINUTE ? i : -1;
  }

  /** @param session Index of the last session that has opened by `at`. */
  sightAt(at: number, session: number): Sight | undefined {
    this.#follow(at);
    const { bars, sessionOf, ...chart } = this.chart;
    const last = this.#minutes - 1, five = this.#fives - 1;
    if (last < 0) return;
    const end = this.#fifteens;
    const known = (values: number[], i: number) => values[i] ?? NaN;
    const past = this.#pastAt(session);
    return {
      symbol: bars.symbol,
      price: bars.close[last]!,
      pricedAt: bars.at[last]! + MINUTE,
      fullBars: this.#fives,
      rsi: known(chart.rsi, five),
      ema20: known(chart.ema20, five),
      histogram: known(chart.histogram, five),
      vwap: sessionOf[last] === session ? chart.vwap[last]! : NaN,
      relativeVolume: this.#relativeVolume(five),
      previousRelativeVolume: this.#relativeVolume(five - 1),
      averageDailyVolume: past.volume,
      priorClose: past.priorClose,
      close3: past.close3,
      fifteens: chart.fifteens.slice(Math.max(0, end - 100), end),
    };
  }

  #relativeVolume(five: number): number {
    return this.#relative[five] ??= relativeVolumeOf(this.chart, five);
  }

  #pastAt(session: number) {
    if (this.#past.session === session) return this.#past;
    const { days } = this.chart;
    const over = days.filter((day) => day.session < session);
    const usual = twentyBefore(days, session);
    return this.#past = {
      session,
      volume: usual
        ? usual.reduce((sum, day) => sum + day.volume, 0) / 20
        : NaN,
      priorClose: over.at(-1)?.close ?? NaN,
      close3: over.at(-3)?.close ?? NaN,
    };
  }

  #follow(at: number): void {
    const { bars, fives, fifteens } = this.chart;
    while ((bars.at[this.#minutes] ?? Infinity) + MINUTE <= at) this.#minutes++;
    while ((fives[this.#fives]?.fullAt ?? Infinity) <= at) this.#fives++;
    while ((fifteens[this.#fifteens]?.fullAt ?? Infinity) <= at) {
      this.#fifteens++;
    }
  }
}
