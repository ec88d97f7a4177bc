/** One instruction to a venue, from intent to its end. @module */
import { z } from "zod";
import { Money, money, Price } from "../money.ts";
import type { OrderSide } from "../market/market.ts";
import type { ApprovedOrder } from "../risk/gate.ts";
import { Side } from "../signals/rule.ts";
import { Instant } from "../time.ts";

export const OrderStatus = z.enum([
  "intent",
  "submitting",
  "accepted",
  "rejected",
  "unknown",
  "partial",
  "filled",
  "cancelled",
  "expired",
]).meta({ title: "OrderStatus" });
export type OrderStatus = z.output<typeof OrderStatus>;

/** A stop sells or buys at the market once its price is traded; it is good till cancelled, the others for the day. */
export const OrderType = z.enum(["limit", "stop", "market"])
  .meta({ title: "OrderType" });
export type OrderType = z.output<typeof OrderType>;

/** Signal of the stop that rests at the venue for a position. */
export const PROTECTIVE_STOP = "protective_stop";

/** May still fill, so they count in full; `unknown` ends by evidence or by the operator. */
export const LIVE: readonly OrderStatus[] = [
  "intent",
  "submitting",
  "accepted",
  "unknown",
  "partial",
];

export const Order = z.object({
  id: z.string().describe("Client order id; also the id of its decision"),
  positionId: z.string().describe("Id of the entry order that opens it"),
  session: z.string().describe("Exchange-local date it belongs to"),
  symbol: z.string().describe("Ticker as the exchange writes it, e.g. 0700"),
  side: z.enum(["buy", "sell"]).meta({ title: "OrderSide" }),
  purpose: z.enum(["entry", "exit"]).meta({ title: "OrderPurpose" }),
  positionSide: Side,
  trigger: z.string().describe("Setup that enters or signal that leaves"),
  quantity: z.int().positive().describe("Shares ordered"),
  type: OrderType,
  limitPrice: Price.nullable().describe("Of a limit order alone"),
  stopPrice: Price.nullable().describe(
    "Where a stop triggers; of a stop alone",
  ),
  status: OrderStatus,
  brokerOrderId: z.string().nullable().describe("The venue's id, once known"),
  reason: z.string().nullable().describe("Why it is rejected, unknown or over"),
  filledQuantity: z.int().nonnegative().describe("Greatest total reported"),
  filledValue: Money.describe("Value of the shares filled, fees excluded"),
  fees: Money.describe("Fees on the shares filled so far"),
  entryVolumePpm: z.int().nullable().describe(
    "Relative volume when an entry was decided, in millionths; null unknown",
  ),
  cancelAskedAt: Instant.nullable().describe("When we last asked to cancel it"),
  cancelAsks: z.int().nonnegative().describe("How often we asked to cancel it"),
  at: Instant.describe("Market time of the intent"),
}).meta({ title: "Order", description: "One instruction to a venue" });
export type Order = z.output<typeof Order>;

/** What a venue says to an order. Never a fill: those arrive as reports. */
export type Answer =
  | { status: "accepted"; brokerOrderId: string }
  | { status: "rejected" | "unknown"; reason: string };

/** What a venue tells of one order later: totals so far, never an increment. */
export interface OrderReport {
  orderId: string;
  brokerOrderId: string;
  status:
    | "accepted"
    | "partial"
    | "filled"
    | "rejected"
    | "cancelled"
    | "expired";
  cumulativeQuantity: number;
  /** Value of all of it. From an average: average × quantity, rounded once. */
  cumulativeValue: Money;
  executionId: string | null;
  reason: string | null;
  /** The venue's own word for a state we do not know; it counts as working. */
  unknownState?: string;
  at: Instant;
}

/** One order of a venue's list, ours or another's. */
export interface ListedOrder extends Omit<OrderReport, "orderId"> {
  /** Client order id; null if it carries none. */
  orderId: string | null;
  symbol: string;
  side: OrderSide;
  /** Shares ordered. */
  quantity: number;
  /** Null for a kind that we never send. */
  type: OrderType | null;
}

/** The order as it is written down before it is sent. */
export function intentOf(approved: ApprovedOrder, at: Instant): Order {
  const { id, positionId, session, symbol, side, purpose } = approved;
  const { positionSide, trigger, quantity, type } = approved;
  return {
    id,
    positionId,
    session,
    symbol,
    side,
    purpose,
    positionSide,
    trigger,
    quantity,
    type,
    limitPrice: approved.limitPrice,
    stopPrice: approved.stopPrice,
    status: "intent",
    brokerOrderId: null,
    reason: null,
    filledQuantity: 0,
    filledValue: money(0),
    fees: money(0),
    entryVolumePpm: approved.entryVolumePpm,
    cancelAskedAt: null,
    cancelAsks: 0,
    at,
  };
}

/**
 * What an order is priced at: its limit, or where it triggers.
 *
 * @throws {TypeError} For a market order: it has no price.
 */
export function priceOf(
  { limitPrice, stopPrice }: Pick<Order, "limitPrice" | "stopPrice">,
): Price {
  const price = limitPrice ?? stopPrice;
  if (price !== null) return price;
  throw new TypeError(
    "Cannot price a market order: it has no limit and no stop",
  );
}

/** Whether it is a stop that rests for a position: what a halt leaves alone. */
export function isProtective({ type, purpose }: Order): boolean {
  return type === "stop" && purpose === "exit";
}

export function isLive({ status }: Order): boolean {
  return LIVE.includes(status);
}

/** Shares that may yet fill; 0 once the order is over. */
export function openQuantity(order: Order): number {
  return isLive(order) ? order.quantity - order.filledQuantity : 0;
}
