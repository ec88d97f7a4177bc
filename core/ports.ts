/**
 * The doors out of the core. Adapters implement these; tests fake them.
 *
 * Words: a *desk* is one trader with all its doors; *books* are its trading
 * database; a *ledger* is what the books say of one session; a *mind* is
 * Claude, or nobody; a *report* is what a venue tells of an order.
 *
 * @module
 */
import type { Overseer, Trader } from "./agents/agent.ts";
import type { Market } from "./market/market.ts";
import type { Price } from "./money.ts";
import type { Candidate } from "./setups/rank.ts";
import type { Chart } from "./setups/setup.ts";
import type { Reading, Signal } from "./signals/rule.ts";
import type { Technicals } from "./signals/technicals.ts";
import type { TradingStore } from "./store_ports.ts";
import type { Instant } from "./time.ts";
import type { ParameterVersion } from "./trading/parameter_version.ts";
import type { Broker } from "./venue_ports.ts";

export type * from "./store_ports.ts";
export type * from "./venue_ports.ts";

/** Market time. Leases, deadlines and budgets run on machine time, never on this. */
export interface MarketClock {
  now(): Instant;
  /**
   * Waits until `at`, or until the broker has a report to tell, whichever is
   * first. Answers whether `at` was reached.
   */
  until(at: Instant): Promise<boolean>;
}

/** Time of the machine for what must be done by it, whatever time the market has. */
export interface MachineClock {
  /** Milliseconds that never run back; always 0 in replay. */
  now(): number;
}

/** How well the market is seen. */
export interface Feed {
  /** Symbols of the universe with a bar in this session or the last. */
  seen: number;
  /** All of them. */
  of: number;
  /**
   * Milliseconds since any bar came while the session was open, at the
   * market's pace; 0 outside it.
   */
  silentMs: number;
}

/** A difference to the venue that was seen before. */
export interface Sighting {
  text: string;
  /** Machine time of the first sight. */
  since: number;
  /** Times it was seen, each the same. */
  reads: number;
}

/** One symbol as the market shows it now. */
export interface Snapshot {
  symbol: string;
  /** Last trade, and when. */
  price: Price;
  at: Instant;
  technicals: Technicals;
}

/** Prices and bars, as far as rules and setups need them. */
export interface MarketData {
  /** Everything that may be traded, sorted. */
  universe(): readonly string[];
  /**
   * One snapshot per symbol that has ever traded; the others are left out.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  snapshots(symbols: readonly string[]): Promise<Map<string, Snapshot>>;
  /**
   * The charts of the universe, one after the other. Each is only good until
   * the next: its columns are reused.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  charts(): Promise<Iterable<Chart>>;
  feed(): Feed;
  /**
   * Takes lots and price steps as the venue has them today.
   *
   * @throws {BrokerUnavailable} If they could not be read; the old ones stay.
   */
  refresh(): Promise<void>;
}

/** Claude as a second opinion, spending the agent's budget; or nobody, for free. */
export interface Mind {
  /** Asked when the rules say REVIEW. */
  review(
    reading: Reading,
    signals: readonly Signal[],
  ): Promise<"exit" | "hold" | "no advice">;
  /** Asked to order candidates that the rules would enter: indices, best first. */
  rank(candidates: readonly Candidate[]): Promise<number[] | "no advice">;
}

/** Everything one agent needs to trade: itself and its doors. */
export interface Desk {
  agent: Trader;
  parameters: ParameterVersion;
  market: Market;
  clock: MarketClock;
  machine: MachineClock;
  data: MarketData;
  broker: Broker;
  books: TradingStore;
  mind: Mind;
  /** Differences to the venue that are not settled yet, by what they are about. */
  sightings: Map<string, Sighting>;
}

/** The overseer's own row of what the agents share. Routine: not journalled. */
export interface OverseerStore {
  /** Awake now, or asleep until `nextAt`; null when nothing more is planned. */
  tell(
    state: {
      mode: "awake" | "sleeping";
      message: string;
      nextAt: Instant | null;
    },
  ): Promise<void>;
}

/** Everything the overseer needs: itself and its doors. */
export interface OverseerDesk {
  agent: Overseer;
  clock: MarketClock;
  store: OverseerStore;
  /** The first instant after `at` that a cron pattern in UTC names; undefined if none will come. */
  nextAfter(pattern: string, at: Instant): Instant | undefined;
}

/** A read failed. What it would have shown is not known; it is not empty. */
export class BrokerUnavailable extends Error {
  override name = "BrokerUnavailable";
}

/**
 * The books could not be reached, or did not answer in time. What a read would
 * have shown is not known; a write may or may not have been made.
 */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
}
