/** How an order moves on: by answers, by reports, by fills; never backwards. @module */
import { money } from "../money.ts";
import type { Fill } from "./fill.ts";
import type { Answer, Order, OrderReport, OrderStatus } from "./order.ts";

/** Over, as the venue said; a late fill may still add to it, nothing reopens it. */
const ENDED: readonly OrderStatus[] = [
  "filled",
  "cancelled",
  "expired",
  "rejected",
];

/** The order once the venue has answered the submit. A report that was faster wins. */
export function withAnswer(order: Order, answer: Answer): Order {
  if (order.status !== "submitting") return order;
  return answer.status === "accepted"
    ? { ...order, ...answer }
    : { ...order, status: answer.status, reason: answer.reason };
}

/**
 * The order once `fill` is in. A fill is evidence: it ends `unknown`, and even
 * `rejected`; what was cancelled or expired stays so unless it is whole.
 */
export function withFill(order: Order, fill: Fill): Order {
  const whole = fill.cumulativeQuantity === order.quantity;
  const over = order.status === "cancelled" || order.status === "expired";
  return {
    ...order,
    status: whole ? "filled" : over ? order.status : "partial",
    reason: over && !whole ? order.reason : null,
    filledQuantity: fill.cumulativeQuantity,
    filledValue: money(order.filledValue + fill.value),
    fees: money(order.fees + fill.fee),
  };
}

/**
 * The order as `report` tells its status, after its fill was taken in. In any
 * order and any number of times the reports of one order end in one state.
 */
export function withReport(order: Order, report: OrderReport): Order {
  const named = order.brokerOrderId === null
    ? { ...order, brokerOrderId: report.brokerOrderId }
    : order;
  if (ENDED.includes(order.status)) return named;
  if (ENDED.includes(report.status) && report.status !== "filled") {
    return { ...named, status: report.status, reason: report.reason };
  }
  // "filled" without the shares is not filled yet: the fill itself will say so.
  if (order.filledQuantity > 0) return { ...named, status: "partial" };
  return { ...named, status: "accepted", reason: null };
}
