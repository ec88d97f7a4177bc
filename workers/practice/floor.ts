/** One market's practice exchange while it runs: what the faces of a venue stand on. @module */
import type { Bar } from "../../core/market/bar.ts";
import type { Market } from "../../core/market/market.ts";
import type { Money } from "../../core/money.ts";
import { Blotter } from "../../core/practice/blotter.ts";
import type {
  Holding,
  PlacedFill,
  PlacedOrder,
} from "../../core/practice/placed_order.ts";
import { Reel } from "../../core/practice/reel.ts";
import { restoredVenue } from "../../core/practice/restored.ts";
import { together } from "../../core/practice/slot_bars.ts";
import type { TapeSource } from "../../core/practice/tape_source.ts";
import type { Venue, VenueOrder } from "../../core/practice/venue.ts";
import type { VenueKeeper } from "../../core/practice/venue_keeper.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { type FloorListener, Listeners } from "./listeners.ts";
import { Turns } from "./turns.ts";

export type { PlacedFill, PlacedOrder, VenueKeeper, VenueOrder };

export interface FloorOptions {
  source: TapeSource;
  keeper: VenueKeeper;
  /** Market time; it never runs backwards. */
  now: () => Instant;
  /** Cash of a new account. */
  openingCash: Money;
  /** Where a new account begins: bars known by then are history. */
  begin: Instant;
}

/** Minutes that are played before they are written down, at most. */
const MINUTES_PER_SAVE = 60;
/** Where nothing else changed, it is enough to say this often how far it is. */
const SAVE_AFTER_MS = 30 * MINUTE_MS;

/**
 * Every change is saved before anybody hears of it. A save that fails ends the
 * floor: each later call is rejected with the same error.
 */
export class Floor {
  readonly market: Market;
  readonly account: string;
  readonly symbols: readonly string[];
  readonly #now: () => Instant;
  readonly #keeper: VenueKeeper;
  readonly #openingCash: Money;
  readonly #venue: Venue;
  readonly #blotter: Blotter;
  readonly #reel: Reel;
  readonly #listeners = new Listeners();
  readonly #turns = new Turns();
  readonly #priceOf = (symbol: string) => this.last(symbol)?.price;
  #playedTo: Instant;
  #savedTo: Instant;

  /** A new account, or where the last one of this keeper stopped. */
  static async open(options: FloorOptions): Promise<Floor> {
    const kept = await options.keeper.load();
    const floor = new Floor(options, kept);
    if (!kept) await floor.#save(true);
    return floor;
  }

  private constructor(
    { source, keeper, now, openingCash, begin }: FloorOptions,
    kept: Awaited<ReturnType<VenueKeeper["load"]>>,
  ) {
    const { market, symbols } = source;
    this.market = market;
    this.account = `PRACTICE-${market.id}`;
    this.symbols = symbols;
    this.#now = now;
    this.#keeper = keeper;
    this.#openingCash = kept?.openingCash ?? openingCash;
    this.#blotter = new Blotter(kept);
    const cash = kept?.cash ?? openingCash;
    this.#venue = restoredVenue(market, cash, this.#blotter);
    this.#playedTo = this.#savedTo = kept?.playedTo ?? begin;
    this.#reel = new Reel(source, this.#playedTo);
  }

  now(): Instant {
    return this.#now();
  }

  /** Resolves once it is written down; a refusal leaves no trace. */
  place(order: VenueOrder): Promise<PlacedOrder | { refused: string }> {
    return this.#turns.take(async () => {
      const at = this.now();
      this.#play(at, Infinity);
      const answer = this.#venue.submit(order, at, this.#priceOf);
      this.#hear();
      await this.#commit();
      return answer.status === "accepted"
        ? this.order(order.id)!
        : { refused: answer.reason };
    });
  }

  /** Asks to cancel; false if it does not work any more, or never did. */
  cancel(id: string): Promise<boolean> {
    return this.#turns.take(async () => {
      const at = this.now();
      this.#play(at, Infinity);
      const works = this.#venue.working.some((order) => order.id === id);
      if (works) {
        this.#venue.cancel(id, at);
        this.#note(id);
      }
      await this.#commit();
      return works;
    });
  }

  /**
   * Takes an order that has not traded off as if it had never been: only its id
   * and its number stay used, and nobody is told.
   */
  drop(id: string): Promise<boolean> {
    return this.#turns.take(async () => {
      const at = this.now();
      this.#play(at, Infinity);
      const dropped = this.#venue.drop(id);
      if (dropped) this.#blotter.drop(id, at);
      await this.#commit();
      return dropped;
    });
  }

  order(id: string): PlacedOrder | undefined {
    return this.#blotter.orderOf(id);
  }

  orderOf(number: number): PlacedOrder | undefined {
    return this.#blotter.orderAt(number);
  }

  /** Oldest first. */
  orders(): readonly PlacedOrder[] {
    return this.#blotter.orders();
  }

  /** Oldest first. */
  fills(): readonly PlacedFill[] {
    return this.#blotter.fills;
  }

  state(): {
    cash: Money;
    openingCash: Money;
    holdings: ReadonlyMap<string, Holding>;
  } {
    const { holdings } = this.#blotter;
    return { cash: this.#venue.cash, openingCash: this.#openingCash, holdings };
  }

  /** As `Reel.bars`: `to` is excluded, and only what is over by now is told. */
  bars(symbol: string, from: Instant, to: Instant, barMs: number): Bar[] {
    return this.#reel.bars(symbol, from, to, barMs, this.now());
  }

  last(symbol: string): ReturnType<Reel["last"]> {
    return this.#reel.last(symbol, this.now());
  }

  /** When there will be something to play; Infinity once the tape has ended. */
  nextAt(): number {
    return Math.min(this.#reel.nextAt, this.#venue.nextEnd);
  }

  /** Plays up to now, however far that is. */
  advance(): Promise<void> {
    return this.#turns.take(async () => {
      const to = this.now();
      let done = false;
      while (!done) {
        done = this.#play(to, MINUTES_PER_SAVE);
        await this.#commit();
      }
    });
  }

  /** What changes from now on is told to `listener`, until the answer is called. */
  listen(listener: FloorListener): () => void {
    return this.#listeners.add(listener);
  }

  /** Events in order of time, so that it is all the same how often it is called. */
  #play(to: Instant, minutesMax: number): boolean {
    for (let minutes = 0;;) {
      const next = this.nextAt();
      if (next > to) break;
      if (minutes++ === minutesMax) return false;
      const at = Math.max(next, this.#playedTo) as Instant;
      if (this.#reel.nextAt === next) this.#playMinute(at);
      this.#venue.pass(at);
      this.#hear();
      this.#playedTo = at;
    }
    this.#playedTo = Math.max(to, this.#playedTo) as Instant;
    return true;
  }

  #playMinute(at: Instant): void {
    const bars = new Map<string, Bar>();
    const minute = plus(at, -MINUTE_MS);
    for (const { series, bar } of this.#reel.take()) {
      const told = together(series, bar, bar + 1);
      bars.set(series.symbol, { at: minute, barMs: MINUTE_MS, ...told });
      // A longer bar holds prices from before its last minute.
      const began = plus(at, -series.barMs);
      this.#venue.match(series.symbol, told, began, at);
      this.#hear();
    }
    this.#listeners.keep((listener) => listener.onBars?.(at, bars));
  }

  #hear(): void {
    for (const { orderId } of this.#venue.takeNews()) this.#note(orderId);
  }

  #note(id: string): void {
    const { order, fill } = this.#blotter.note(this.#venue.recordOf(id)!);
    this.#listeners.keep((listener) => listener.onOrder?.(order, fill));
  }

  /** Saves what there is to save, then tells what there is to tell. */
  async #commit(): Promise<void> {
    await this.#save();
    this.#listeners.tellAll();
  }

  async #save(always = false): Promise<void> {
    const changes = this.#blotter.takeChanges();
    const ahead = this.#playedTo - this.#savedTo;
    if (!changes && !always && ahead < SAVE_AFTER_MS) return;
    await this.#keeper.save({
      openingCash: this.#openingCash,
      cash: this.#venue.cash,
      playedTo: this.#playedTo,
      ...changes ?? { orders: [], holdings: [], fills: [] },
    });
    this.#savedTo = this.#playedTo;
  }
}
