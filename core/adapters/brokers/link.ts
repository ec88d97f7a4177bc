/** What one agent is given of its venue, whichever broker stands behind it. @module */
import type { Bar } from "../../market/bar.ts";
import type { Price } from "../../money.ts";
import type { Broker, Liquidator } from "../../ports.ts";
import type { Instant } from "../../time.ts";

/** All one agent needs of its venue; what it hears it tells its listener. */
export interface VenueLink {
  readonly broker: Broker;
  readonly liquidator: Liquidator;
  /**
   * What the venue says of securities today, by our symbol; one that is not
   * there is not traded there.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  facts(
    symbols: readonly string[],
  ): Promise<ReadonlyMap<string, SecurityFacts>>;
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
   * Last prices as the venue has them now; a symbol without one is left out.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  prices(
    symbols: readonly string[],
  ): Promise<ReadonlyMap<string, LastPrice>>;
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

export interface SecurityFacts {
  /** Shares per board lot. */
  lot: number;
  /** Price step at the last price, in millionths; null if the venue tells none. */
  tick: number | null;
}

export interface LastPrice {
  price: Price;
  at: Instant;
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
  /** The way to the venue was lost; it is sought again, for ever. Told once each time. */
  onDown(reason: string): void;
  /** It is back, and what was missed has been asked for. */
  onUp(): void;
}
