/** An order of the floor as Alpaca shows it. @module */
import { perShare } from "../../../core/money.ts";
import { iso } from "../../../core/time.ts";
import type { PlacedFill, PlacedOrder } from "../floor.ts";
import { average, decimal, uuid } from "./wire_text.ts";

const STATUS: Record<PlacedOrder["status"], string> = {
  accepted: "new",
  partial: "partially_filled",
  filled: "filled",
  cancelled: "canceled",
  expired: "expired",
};

export function isOpen({ status }: PlacedOrder): boolean {
  return status === "accepted" || status === "partial";
}

export function orderView(order: PlacedOrder) {
  const { status, filledQuantity: filled, filledValue, cancelAsked } = order;
  const submitted = iso(order.submittedAt), updated = iso(order.updatedAt);
  const pending = cancelAsked && isOpen(order);
  return {
    id: uuid("order", order.number),
    client_order_id: order.id,
    created_at: submitted,
    submitted_at: submitted,
    updated_at: updated,
    filled_at: status === "filled" ? updated : null,
    canceled_at: status === "cancelled" ? updated : null,
    expired_at: status === "expired" ? updated : null,
    expires_at: textOf(order.expiresAt, iso),
    failed_at: null,
    replaced_at: null,
    replaced_by: null,
    replaces: null,
    asset_class: "us_equity",
    symbol: order.symbol,
    qty: String(order.quantity),
    notional: null,
    filled_qty: String(filled),
    filled_avg_price: filled > 0 ? average(filledValue, filled) : null,
    order_class: "simple",
    order_type: order.type,
    type: order.type,
    side: order.side,
    time_in_force: order.goodTill === "day" ? "day" : "gtc",
    limit_price: textOf(order.limitPrice, decimal),
    stop_price: textOf(order.stopPrice, decimal),
    status: pending ? "pending_cancel" : STATUS[status],
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
  };
}

function textOf<T>(value: T | null, text: (value: T) => string): string | null {
  return value === null ? null : text(value);
}

/**
 * What a stream tells when an order changed.
 *
 * @param held Shares of the symbol after it.
 */
export function updateView(
  order: PlacedOrder,
  fill: PlacedFill | undefined,
  held: number,
) {
  const filled = fill && {
    execution_id: uuid("fill", order.number, fill.cumulativeQuantity),
    price: decimal(perShare(fill.value, fill.quantity)),
    qty: String(fill.quantity),
    position_qty: String(held),
  };
  return {
    event: eventOf(order, fill !== undefined),
    timestamp: iso(fill?.at ?? order.updatedAt),
    ...filled,
    order: orderView(order),
  };
}

function eventOf(
  { status, cancelAsked }: PlacedOrder,
  traded: boolean,
): string {
  if (traded) return status === "filled" ? "fill" : "partial_fill";
  if (status === "cancelled") return "canceled";
  if (status === "expired") return "expired";
  return cancelAsked ? "pending_cancel" : "new";
}
