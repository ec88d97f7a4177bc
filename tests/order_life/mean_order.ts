/** One order at the mean venue. @module */
import type { Money } from "../../core/money.ts";
import type { Random } from "../../core/practice/random.ts";
import type { ApprovedOrder } from "../../core/risk/gate.ts";
import type { Instant } from "../../core/time.ts";
import type { ListedOrder, OrderReport } from "../../core/trading/order.ts";

/** As the venue truly has it. */
export interface VenueOrder {
  sent: ApprovedOrder;
  status: OrderReport["status"];
  filled: number;
  value: number;
  /** Value after each cumulative quantity, 0 included. */
  values: Map<number, number>;
  visibleFrom: number;
  reason: string | null;
}

/** As many, in any order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const dealt = [...items];
  for (let i = dealt.length - 1; i > 0; i--) {
    const j = random.whole(0, i);
    [dealt[i], dealt[j]] = [dealt[j]!, dealt[i]!];
  }
  return dealt;
}

export function isWorking({ status }: VenueOrder): boolean {
  return status === "accepted" || status === "partial";
}

export function reportOf(
  { sent, status, filled, value, reason }: VenueOrder,
  at: Instant,
): OrderReport {
  return {
    orderId: sent.id,
    brokerOrderId: `venue-${sent.id}`,
    status,
    cumulativeQuantity: filled,
    cumulativeValue: value as Money,
    executionId: null,
    reason,
    at,
  };
}

export function listedOf(order: VenueOrder, at: Instant): ListedOrder {
  const { symbol, side, quantity, type } = order.sent;
  return { ...reportOf(order, at), symbol, side, quantity, type };
}
