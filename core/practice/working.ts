/** An order in the book of the practice exchange. @module */
import type { OrderSide } from "../market/market.ts";
import type { Money, Price } from "../money.ts";
import type { Instant } from "../time.ts";
import type { OrderReport, OrderType } from "../trading/order.ts";

/** What a venue is sent: it knows nothing of positions or decisions. */
export interface VenueOrder {
  id: string;
  symbol: string;
  side: OrderSide;
  quantity: number;
  type: OrderType;
  /** Of a limit order alone. */
  limitPrice: Price | null;
  /** Where a stop triggers; of a stop alone. */
  stopPrice: Price | null;
  goodTill: GoodTill;
}

/** "cancelled" outlives its session. */
export type GoodTill = "day" | "cancelled";

export interface Working extends VenueOrder {
  /** A bar that began before this was over before the order was there. */
  arrivesAt: Instant;
  /** The end of its session; Infinity where it is good till cancelled. */
  expiresAt: number;
  /** When a cancel will have arrived; Infinity while none was asked. */
  cancelsAt: number;
  lot: number;
  filled: number;
  value: Money;
  fees: Money;
}

export type VenueStatus = OrderReport["status"];

/** One order and the last that was told of it. */
export interface OrderRecord {
  order: Working;
  report: OrderReport;
}

/** What the venue tells of an order as it now stands. */
export function reportOf(
  { id, filled, value }: Working,
  status: VenueStatus,
  at: Instant,
  reason: string | null,
): OrderReport {
  return {
    orderId: id,
    brokerOrderId: brokerId(id),
    status,
    cumulativeQuantity: filled,
    cumulativeValue: value,
    executionId: filled > 0 ? `${id}/${filled}` : null,
    reason,
    at,
  };
}

export function brokerId(orderId: string): string {
  return `practice-${orderId}`;
}
