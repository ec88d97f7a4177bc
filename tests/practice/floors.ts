/** Floors for tests: real ones, on a keeper in memory and a clock that is set by hand. @module */
import type { Market } from "../../core/market/market.ts";
import { type Money, money } from "../../core/money.ts";
import {
  seedSource,
  type TapeSource,
} from "../../core/practice/tape_source.ts";
import type {
  Changes,
  Kept,
  VenueKeeper,
} from "../../core/practice/venue_keeper.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { Floor } from "../../workers/practice/floor.ts";

/** Remembers as a database does: by key, the last row counts. */
export class MemoryKeeper implements VenueKeeper {
  saves = 0;
  #kept: Kept | undefined;

  load(): Promise<Kept | undefined> {
    return Promise.resolve(structuredClone(this.#kept));
  }

  save(changes: Changes): Promise<void> {
    this.saves++;
    const { openingCash, cash, playedTo } = changes;
    const before = this.#kept;
    const holdings = new Map(
      [...before?.holdings ?? [], ...changes.holdings]
        .map((one) => [one.symbol, one]),
    );
    const orders = new Map(
      [...before?.orders ?? [], ...changes.orders]
        .map((one) => [one.number, one]),
    );
    this.#kept = structuredClone({
      openingCash,
      cash,
      playedTo,
      holdings: [...holdings.values()].filter(({ quantity }) => quantity > 0),
      orders: [...orders.values()],
      fills: [...before?.fills ?? [], ...changes.fills],
    });
    return Promise.resolve();
  }
}

export interface TestFloor {
  floor: Floor;
  keeper: MemoryKeeper;
  /** Sets the clock and plays up to it. */
  to(at: Instant): Promise<void>;
  /** Sets the clock only: what the floor has not played yet is due. */
  set(at: Instant): void;
}

export interface TestFloorOptions {
  market: Market;
  seed?: number;
  /** Local date of the first session; 2026-01-05 unless told. */
  from?: string;
  /** Sessions before it; 25 unless told. */
  warmUp?: number;
  symbols?: number | readonly string[];
  /** Where the clock stands at first; 5 minutes before the open unless told. */
  at?: Instant;
  cash?: Money;
  keeper?: MemoryKeeper;
  source?: TapeSource;
}

/** A floor of generated bars whose clock stands still until it is set. */
export async function testFloor(options: TestFloorOptions): Promise<TestFloor> {
  const { market, keeper = new MemoryKeeper() } = options;
  const from = options.from ?? "2026-01-05";
  const source = options.source ?? seedSource({
    market,
    seed: options.seed ?? 7,
    from,
    to: `${market.years.last}-12-31`,
    warmUp: options.warmUp ?? 25,
    symbols: options.symbols ?? 3,
  });
  let at = options.at ?? plus(market.sessionOn(from)!.open, -5 * MINUTE_MS);
  const floor = await Floor.open({
    source,
    keeper,
    now: () => at,
    openingCash: options.cash ?? money(100_000_000_000),
    begin: at,
  });
  return {
    floor,
    keeper,
    set: (to) => {
      at = to;
    },
    to: async (to) => {
      at = to;
      await floor.advance();
    },
  };
}
