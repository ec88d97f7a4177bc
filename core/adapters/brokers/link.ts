/** What one agent is given of its venue, whichever broker stands behind it. @module */
import type { Bar } from "../../market/bar.ts";
import type { Broker } from "../../ports.ts";
import type { Instant } from "../../time.ts";

/** All one agent needs of its venue; what it hears it tells its listener. */
export interface VenueLink {
  readonly broker: Broker;
  /**
   * Board lots by our symbol; a symbol without one is not traded there.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  lots(symbols: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * What may be traded there, sorted: of `wanted`, or everything listed when it
   * is null (practice).
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  universe(wanted: readonly string[] | null): Promise<string[]>;
  /**
   * Full bars that begin at `from` or later and are over by `to`, oldest first
   * per symbol, regular hours only.
   *
   * @param barMs One minute or five.
   * @throws {BrokerUnavailable} While iterating, if they could not be read.
   */
  history(
    symbols: readonly string[],
    from: Instant,
    to: Instant,
    barMs: number,
  ): AsyncIterable<[symbol: string, bar: Bar]>;
  /**
   * Begins minute bars of these symbols: once it resolves, each full minute is
   * told once to `onBar`.
   *
   * @throws {BrokerUnavailable} If the venue did not take the subscription.
   */
  subscribe(symbols: readonly string[]): Promise<void>;
  /** Leaves no socket and no timer behind. */
  close(): Promise<void>;
}

/** What `history` is asked for. */
export interface HistoryQuery {
  symbols: readonly string[];
  from: Instant;
  to: Instant;
  barMs: number;
}

/** What a link tells as it hears it. */
export interface LinkListener {
  onBar(symbol: string, bar: Bar): void;
  /** `broker.reports()` has something new. */
  onNews(): void;
  /**
   * A connection was lost, or told what cannot be read: told once. The agent
   * ends and starts again, for start-up is recovery.
   */
  onDown(reason: string): void;
}
