/** One instruction to a venue, from intent to its end. @module */
import { z } from "zod";
import { Money, money, Price } from "../money.ts";
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
  limitPrice: Price,
  status: OrderStatus,
  brokerOrderId: z.string().nullable().describe("The venue's id, once known"),
  reason: z.string().nullable().describe("Why it is rejected, unknown or over"),
  filledQuantity: z.int().nonnegative().describe("Greatest total reported"),
  filledValue: Money.describe("Value of the shares filled, fees excluded"),
  fees: Money.describe("Fees on the shares filled so far"),
  entryVolumePpm: z.int().nullable().describe(
    "Relative volume when an entry was decided, in millionths; null unknown",
  ),
  cancelAskedAt: Instant.nullable().describe("When we asked to cancel it"),
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
  at: Instant;
}

/** The order as it is written down before it is sent. */
export function intentOf(approved: ApprovedOrder, at: Instant): Order {
  const { id, positionId, session, symbol, side, purpose } = approved;
  const { positionSide, trigger, quantity, limitPrice } = approved;
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
    limitPrice,
    status: "intent",
    brokerOrderId: null,
    reason: null,
    filledQuantity: 0,
    filledValue: money(0),
    fees: money(0),
    entryVolumePpm: approved.entryVolumePpm,
    cancelAskedAt: null,
    at,
  };
}

export function isLive({ status }: Order): boolean {
  return LIVE.includes(status);
}

/** Shares that may yet fill; 0 once the order is over. */
export function openQuantity(order: Order): number {
  return isLive(order) ? order.quantity - order.filledQuantity : 0;
}
