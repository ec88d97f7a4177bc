/** A market that shows what the test says, and nothing else. @module */
import { z } from "zod";
import { Price } from "../core/money.ts";
import type { Feed, MarketData, Snapshot } from "../core/ports.ts";
import type { Chart } from "../core/setups/setup.ts";
import type { Technicals } from "../core/signals/technicals.ts";
import type { Instant } from "../core/time.ts";
import { technicalsOf } from "./charts.ts";

/** What it shows of one symbol; the price is as old as told. */
interface Shown {
  price: Price;
  technicals: Technicals;
  ageMs: number;
}

export class ShownMarket implements MarketData {
  symbolCharts: Chart[];
  /** How well it is seen; perfectly unless told. */
  seenAs: Feed = { seen: 0, of: 0, silentMs: 0 };
  /** How often facts of the day were asked for. */
  refreshes = 0;
  /** Fails the next questions for facts of the day, once each. */
  readonly failures: Error[] = [];
  readonly #now: () => Instant;
  readonly #shown = new Map<string, Shown>();

  constructor(now: () => Instant, charts: Chart[]) {
    this.#now = now;
    this.symbolCharts = charts;
  }

  show(
    symbol: string,
    text: string,
    known: Partial<Technicals>,
    ageMs: number,
  ): void {
    const technicals = {
      ...technicalsOf({ priorClose: Number(text) }),
      averageDailyVolume: 10_000_000,
      ...known,
    };
    const price = z.parse(Price, text);
    this.#shown.set(symbol, { price, technicals, ageMs });
  }

  universe(): string[] {
    return [...this.#shown.keys()].sort();
  }

  async snapshots(
    symbols: readonly string[],
  ): Promise<Map<string, Snapshot>> {
    return new Map(symbols.flatMap((symbol) => {
      const shown = this.#shown.get(symbol);
      if (!shown) return [];
      const { price, technicals, ageMs } = shown;
      const at = this.#now() - ageMs as Instant;
      return [[symbol, { symbol, price, technicals, at }]];
    }));
  }

  async charts(): Promise<Chart[]> {
    return this.symbolCharts;
  }

  feed(): Feed {
    return this.seenAs;
  }

  async refresh(): Promise<void> {
    this.refreshes++;
    const failure = this.failures.shift();
    if (failure) throw failure;
  }
}
