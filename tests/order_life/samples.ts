/** Decisions, orders and reports to write down, complete but for what a test is about. @module */
import { type Money, money, type Price, price } from "../../core/money.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import type { Instant } from "../../core/time.ts";
import type { Decision } from "../../core/trading/decision.ts";
import { fillOf } from "../../core/trading/fill.ts";
import {
  intentOf,
  type Order,
  type OrderReport,
} from "../../core/trading/order.ts";
import { applyFill, type Position } from "../../core/trading/position.ts";
import { withFill, withReport } from "../../core/trading/progress.ts";

export const DATE = "2026-06-15";
export const AT = Date.parse(`${DATE}T14:00:00Z`) as Instant;
/** Units of currency as millionths: exact for cents. */
export const cents = (units: number): Price => price(Math.round(units * 1e6));

/** An entry of 200 at 86, unless `change` says otherwise. */
export function ticketOf(change: Partial<Ticket> = {}): Ticket {
  const id = change.id ?? "a-1";
  return {
    id,
    positionId: id,
    session: DATE,
    symbol: "CPB",
    side: "buy",
    purpose: "entry",
    positionSide: "long",
    trigger: "breakout",
    quantity: 200,
    type: "limit",
    limitPrice: cents(86),
    stopPrice: null,
    entryVolumePpm: null,
    parameterVersion: "a-p1",
    ...change,
  };
}

/** The order of such a ticket as it is first written down. */
export function intent(change: Partial<Ticket> = {}): Order {
  // No gate is asked: what the books do with an order does not depend on it.
  return intentOf(ticketOf(change) as ApprovedOrder, AT);
}

export function decisionOf(order: Order, cycleId = "c-1"): Decision {
  return {
    id: order.id,
    cycleId,
    session: order.session,
    symbol: order.symbol,
    action: order.purpose,
    reasons: ["a sample"],
    refusals: [],
    parameterVersion: "a-p1",
    at: order.at,
  };
}

/** What the venue tells once `quantity` shares are traded for `value` in all. */
export function report(
  { id }: Order,
  status: OrderReport["status"],
  quantity = 0,
  value: Money | Price | 0 = 0,
): OrderReport {
  return {
    orderId: id,
    brokerOrderId: `venue-${id}`,
    status,
    cumulativeQuantity: quantity,
    cumulativeValue: money(value),
    executionId: null,
    reason: status === "cancelled" ? "As asked" : null,
    at: AT,
  };
}

/** What `told` changes, as the books are given it; one unit of fees an order. */
export function changeBy(before: Order, told: OrderReport, held?: Position) {
  const fill = fillOf(before, told, () => money(1_000_000));
  if (!fill) return { after: withReport(before, told) };
  const position = applyFill(held, before, fill, "none");
  const after = withReport(withFill(before, fill), told);
  return { after, booked: { fill, position } };
}
