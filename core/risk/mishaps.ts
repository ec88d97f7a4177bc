/** What went wrong in a session, counted: too much of it stops new entries. @module */
import { isProtective, type Order } from "../trading/order.ts";

/**
 * A stop-out that took several orders is one; each rejection is one, but not of
 * a stop, which has an answer of its own. A stop that a gain had raised above
 * its entry is no stop-out when it fills.
 *
 * @param orders Of the session, and live ones of any.
 */
export function mishapsIn(orders: readonly Order[]): number {
  const stopped = orders.filter((order) =>
    order.trigger === "stop_loss_hit" || lost(order, orders)
  );
  const rejected = orders.filter((order) =>
    order.status === "rejected" && !isProtective(order)
  );
  const positions = new Set(stopped.map(({ positionId }) => positionId));
  return positions.size + rejected.length;
}

/** Whether a stop at the venue has sold at a loss; unless it is known, it has. */
function lost(stop: Order, orders: readonly Order[]): boolean {
  if (!isProtective(stop) || stop.filledQuantity === 0) return false;
  const entry = orders.find(({ id }) => id === stop.positionId);
  if (!entry || entry.filledQuantity === 0) return true;
  const out = stop.filledValue * entry.filledQuantity;
  const paid = entry.filledValue * stop.filledQuantity;
  return stop.side === "sell" ? out < paid : out > paid;
}
