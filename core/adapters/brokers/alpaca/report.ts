/** An order as Alpaca tells it, as a report of ours. @module */
import { z } from "zod";
import type { Instant } from "../../../time.ts";
import type { OrderReport } from "../../../trading/order.ts";
import { moneyOf } from "./decimal.ts";

/** Of an order's fields, those that we read. Numbers are text, shares are whole. */
const WireOrder = z.object({
  id: z.string().min(1),
  clientOrderId: z.string().min(1),
  status: z.string(),
  filledQty: z.string().regex(/^\d+(\.0+)?$/).transform(Number),
  filledAvgPrice: z.string().nullish(),
  updatedAt: z.date(),
});
export type WireOrder = z.output<typeof WireOrder>;

/** How an order can be over; every other word, known or new, says it may still fill. */
const ENDS: Readonly<Record<string, OrderReport["status"]>> = {
  filled: "filled",
  canceled: "cancelled",
  expired: "expired",
  rejected: "rejected",
  // We replace none; whoever did took this one off.
  replaced: "cancelled",
};

/** Of an update, what the order itself does not say. */
export interface Told {
  executionId: string | null;
  at: Instant;
}

/** @throws {z.ZodError} If it is no order, or one of parts of a share. */
export function orderIn(wire: unknown): WireOrder {
  return WireOrder.parse(wire);
}

/**
 * What the venue says of one order.
 *
 * @throws {RangeError} If its average is no decimal.
 */
export function reportOf(read: WireOrder, told?: Told): OrderReport {
  const { status, filledQty, filledAvgPrice } = read;
  const end = ENDS[status];
  const over = end !== undefined && end !== "filled";
  return {
    orderId: read.clientOrderId,
    brokerOrderId: read.id,
    status: end ?? (filledQty > 0 ? "partial" : "accepted"),
    cumulativeQuantity: filledQty,
    cumulativeValue: moneyOf(filledAvgPrice ?? "0", filledQty),
    executionId: told?.executionId ?? null,
    reason: over ? `Alpaca says: ${status}` : null,
    at: told?.at ?? read.updatedAt.getTime() as Instant,
  };
}

/** Whether nothing can happen to it any more. */
export function isOver({ status }: WireOrder): boolean {
  return status in ENDS;
}
