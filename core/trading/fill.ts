/** What the venue has filled: reports may repeat, the fills made of them may not. @module */
import { z } from "zod";
import { Money, money } from "../money.ts";
import { Instant } from "../time.ts";
import type { Order, OrderReport } from "./order.ts";

/** Its key is (order, cumulative quantity); the venue's own id is an attribute. */
export const Fill = z.object({
  orderId: z.string(),
  cumulativeQuantity: z.int().positive()
    .describe("Shares of the order filled, this fill included"),
  quantity: z.int().positive().describe("Shares of this fill"),
  value: Money.describe("Paid or received for them, fees excluded"),
  fee: Money.describe("What this fill adds to the fees of its order"),
  executionId: z.string().nullable().describe("Unique where a venue gives one"),
  at: Instant,
}).meta({ title: "Fill", description: "Shares traded under one order" });
export type Fill = z.output<typeof Fill>;

/** Total fees on an order that has traded `quantity` shares for `value`. */
export type FeeSchedule = (value: Money, quantity: number) => Money;

/**
 * What `report` adds to the fills of `order`; nothing if it was seen before or
 * overtaken, so reports may come twice and out of order. Fees are those of the
 * total less those already booked, so a minimum per order counts once.
 *
 * @throws {RangeError} If more was filled than ordered.
 */
export function fillOf(
  order: Order,
  report: OrderReport,
  feesOf: FeeSchedule,
): Fill | undefined {
  const { orderId, cumulativeQuantity, cumulativeValue } = report;
  if (cumulativeQuantity > order.quantity) {
    throw new RangeError(
      `Cannot fill order ${orderId}: ${cumulativeQuantity} of ${order.quantity} shares`,
    );
  }
  if (cumulativeQuantity <= order.filledQuantity) return;
  return {
    orderId,
    cumulativeQuantity,
    quantity: cumulativeQuantity - order.filledQuantity,
    value: money(cumulativeValue - order.filledValue),
    fee: money(feesOf(cumulativeValue, cumulativeQuantity) - order.fees),
    executionId: report.executionId,
    at: report.at,
  };
}
