/** The port `MarketData` of a running agent: bars of its venue on a board. @module */
import type { Bar } from "../../market/bar.ts";
import type { Market } from "../../market/market.ts";
import { localDate } from "../../market/sessions.ts";
import {
  BrokerUnavailable,
  type Feed,
  type MarketData,
  type Snapshot,
} from "../../ports.ts";
import type { Chart } from "../../setups/setup.ts";
import { Board } from "../../signals/board.ts";
import { type Instant, plus } from "../../time.ts";
import type { SecurityFacts, VenueLink } from "../brokers/link.ts";
import type { MarketTime } from "../clocks/market_time.ts";
import { lastOpenBefore, openFor } from "./open_hours.ts";
import { warmUp, warmUpFrom } from "./warm_up.ts";

export interface LiveOptions {
  market: Market;
  /** What may be traded, sorted. */
  symbols: readonly string[];
  link: Pick<VenueLink, "history" | "subscribe" | "prices" | "facts">;
  /** What the market knows of its securities by the venue's word; `refresh` sets it. */
  facts: Map<string, SecurityFacts>;
  /** Told when prices could not be asked for; the ones known age meanwhile. */
  onFault: (line: string) => void;
  time: Pick<MarketTime, "now" | "speed">;
  /** Machine time in ms that never runs back: `performance.now`. */
  machineNow: () => number;
}

/** A price older than this, in machine ms, is asked for before it is judged by. */
const FRESH_MS = 10_000;
/** A bar that has not come so long after its end, in machine ms, does not exist. */
const LATE_MS = 5_000;

export class LiveData implements MarketData {
  readonly #options: LiveOptions;
  readonly #board: Board;
  /** By symbol, when its last bar came as it happened, in machine time. */
  readonly #heard = new Map<string, number>();
  /** When the session before today's opened. */
  #lastOpen: { today: string; at: number } | undefined;
  /** When any bar came, in machine time. */
  #heardAt: number;
  /** Bars that come while older ones are still being read; null once they are. */
  #early: [symbol: string, bar: Bar][] | null = [];
  /** Begin of the newest bar of all: what ended before it has come. */
  #newest = 0;

  private constructor(options: LiveOptions) {
    const { market, symbols, time, machineNow } = options;
    this.#options = options;
    this.#heardAt = machineNow();
    const from = warmUpFrom(market, time.now());
    this.#board = new Board({ market, symbols, from });
  }

  /**
   * Reads the past the kernel needs, begins to hear the present, and puts the
   * two together: no bar is missed, none counts twice. `listen` is given where
   * the link is to tell its bars.
   *
   * @throws {BrokerUnavailable} If the venue could not be read.
   */
  static async open(
    options: LiveOptions,
    listen: (onBar: (symbol: string, bar: Bar) => void) => void,
  ): Promise<LiveData> {
    const data = new LiveData(options);
    listen((symbol, bar) => data.#hear(symbol, bar));
    await warmUp(options, data.#board);
    const early = data.#early!;
    data.#early = null;
    for (const [symbol, bar] of early) data.#hear(symbol, bar);
    return data;
  }

  universe(): readonly string[] {
    return this.#board.symbols;
  }

  async snapshots(symbols: readonly string[]): Promise<Map<string, Snapshot>> {
    const now = this.#options.time.now();
    const snapshots = new Map<string, Snapshot>();
    for (const symbol of symbols) {
      const snapshot = this.#board.snapshot(symbol, this.#by(symbol, now));
      if (!snapshot) continue;
      const at = this.#pricedAt(symbol, snapshot.at, now);
      snapshots.set(symbol, { ...snapshot, at });
    }
    await this.#reprice(snapshots, now);
    return snapshots;
  }

  feed(): Feed {
    const { market, time, machineNow } = this.#options;
    const { symbols } = this.#board;
    const now = time.now();
    const since = this.#sinceLastOpen(now);
    const seen =
      symbols.filter((symbol) =>
        (this.#board.lastAt(symbol) ?? -Infinity) > since
      ).length;
    // What is on its way is no silence: where time runs fast, minutes pass meanwhile.
    const silent = (machineNow() - this.#heardAt - LATE_MS) * time.speed;
    const most = openFor(market, now);
    const silentMs = Math.round(Math.max(0, Math.min(silent, most)));
    return { seen, of: symbols.length, silentMs };
  }

  /** Looked for once a day: this is asked every second. */
  #sinceLastOpen(now: Instant): number {
    const { market } = this.#options;
    const today = localDate(market, now);
    if (this.#lastOpen?.today !== today) {
      this.#lastOpen = { today, at: lastOpenBefore(market, now) };
    }
    return this.#lastOpen.at;
  }

  async refresh(): Promise<void> {
    const { link, facts } = this.#options;
    for (const [symbol, known] of await link.facts(this.#board.symbols)) {
      facts.set(symbol, known);
    }
  }

  /** Prices of what no bar has told lately are asked for: exits are judged by them. */
  async #reprice(
    snapshots: Map<string, Snapshot>,
    now: Instant,
  ): Promise<void> {
    const { market, link, time, onFault } = this.#options;
    if (openFor(market, now) === 0) return;
    const oldest = now - FRESH_MS * time.speed;
    const old = [...snapshots.values()].filter(({ at }) => at < oldest);
    if (old.length === 0) return;
    try {
      const prices = await link.prices(old.map(({ symbol }) => symbol));
      for (const [symbol, { price, at }] of prices) {
        const snapshot = snapshots.get(symbol)!;
        if (at > snapshot.at) snapshots.set(symbol, { ...snapshot, price, at });
      }
    } catch (error) {
      // What is known stays as old as it is: no entry is made on it.
      if (!(error instanceof BrokerUnavailable)) throw error;
      onFault(error.message);
    }
  }

  charts(): Promise<Iterable<Chart>> {
    return Promise.resolve(this.#charts());
  }

  *#charts(): Generator<Chart> {
    const now = this.#options.time.now();
    for (const symbol of this.#board.symbols) {
      const chart = this.#board.chart(symbol, this.#by(symbol, now));
      if (chart) yield chart;
    }
  }

  #hear(symbol: string, bar: Bar): void {
    if (this.#early) {
      this.#early.push([symbol, bar]);
      return;
    }
    if (!this.#board.onBar(symbol, bar)) return;
    this.#heardAt = this.#options.machineNow();
    this.#heard.set(symbol, this.#heardAt);
    this.#newest = Math.max(this.#newest, bar.at);
  }

  /**
   * Up to when a symbol's bars have come for sure: its own last one, what ended
   * before the newest of all began, and what is too old to be still on its way.
   * Closing a bar earlier would leave its last minute out.
   */
  #by(symbol: string, now: Instant): Instant {
    const own = this.#board.lastAt(symbol) ?? 0;
    const late = plus(now, -LATE_MS * this.#options.time.speed);
    return Math.max(own, this.#newest, late) as Instant;
  }

  /**
   * When a price is from, for the staleness of quotes. Where market time is not
   * the machine's, a minute passes in no time: a price of today then ages from
   * its receipt, by the machine.
   */
  #pricedAt(symbol: string, end: Instant, now: Instant): Instant {
    const { market, time, machineNow } = this.#options;
    const heard = this.#heard.get(symbol);
    const today = localDate(market, end) === localDate(market, now);
    if (time.speed === 1 || heard === undefined || !today) return end;
    return plus(now, Math.round(heard - machineNow()));
  }
}
