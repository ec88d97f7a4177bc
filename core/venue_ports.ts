/** The doors to a venue: what an agent, and `kill`, may ask of it. @module */
import type { OrderSide, Session } from "./market/market.ts";
import type { Money } from "./money.ts";
import type { ApprovedOrder } from "./risk/gate.ts";
import type { Instant } from "./time.ts";
import type { Answer, ListedOrder, OrderReport } from "./trading/order.ts";

/** What the venue says an account holds: the truth the books must equal. */
export interface BrokerAccount {
  /** The venue's own name of it. */
  account: string;
  currency: "USD" | "HKD";
  /** Settled or not, of what has traded; orders that work take nothing off. */
  cash: Money;
  /** By symbol in our spelling; what is zero is left out. */
  positions: ReadonlyMap<string, VenuePosition>;
}

export interface VenuePosition {
  /** Shares, negative when short. */
  quantity: number;
  /** Of them, those that no working order holds. */
  available: number;
  /** What was paid for them by the venue's word; null if it does not say. */
  cost: Money | null;
}

/** What a venue can do, asked instead of assumed. */
export interface Capabilities {
  /** Stops can rest there till cancelled. */
  stops: boolean;
  /** Every fill is told as it happens; else orders are asked for more often. */
  fillsPushed: boolean;
}

/** How the way to a venue stands. */
export interface Standing {
  connected: boolean;
  /** Why it is not connected. */
  reason: string | null;
  /** How often it was lost and came back. */
  reconnects: number;
}

/** One date as a venue has it. */
export interface VenueDay {
  /** Null on a date without a session. */
  hours: Pick<Session, "open" | "close" | "lunch"> | null;
  /** The venue's clock; null if it tells none. */
  now: Instant | null;
}

/** One brokerage account, always a paper one. */
export interface Broker {
  readonly capabilities: Capabilities;
  /**
   * Sends an order that passed the risk gate, once. A timeout, a lost
   * connection or an unreadable answer is `unknown`: the order may be working,
   * so it is never sent again and never taken for rejected.
   */
  submit(order: ApprovedOrder): Promise<Answer>;
  /**
   * Asks for an order to be cancelled. Whether it was is told by a report.
   *
   * @throws {BrokerUnavailable} If the request may not have arrived.
   */
  cancel(orderId: string): Promise<void>;
  /** What is new since the last call. A report may repeat, none is missed. */
  reports(): Promise<OrderReport[]>;
  /**
   * What the venue knows of one order. Nothing found proves nothing: it may
   * still be on its way.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  find(orderId: string): Promise<OrderReport | undefined>;
  /**
   * Cash and shares as the venue has them now.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  account(): Promise<BrokerAccount>;
  /**
   * Every order that works, and every one of today, whoever sent it: all of
   * them or none.
   *
   * @throws {BrokerUnavailable} If they could not be read whole.
   */
  orders(): Promise<ListedOrder[]>;
  standing(): Standing;
  /**
   * Hours of an exchange-local date, to compare with our own calendar.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  day(date: string): Promise<VenueDay>;
}

/**
 * What may be done to an account without books and without a lease: nothing
 * that could open or enlarge a position. Ids begin with "kill-".
 */
export interface Liquidator {
  /** @throws {BrokerUnavailable} If they could not be read whole. */
  working(): Promise<ListedOrder[]>;
  /** @throws {BrokerUnavailable} If the request may not have arrived. */
  cancel(brokerOrderId: string): Promise<void>;
  /** @throws {BrokerUnavailable} If nothing could be read. */
  positions(): Promise<ReadonlyMap<string, VenuePosition>>;
  /** At the market, once. */
  reduce(
    id: string,
    symbol: string,
    side: OrderSide,
    quantity: number,
  ): Promise<Answer>;
}
