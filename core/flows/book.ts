/** Report → fill → position: the only way a holding changes. @module */
import { localDate } from "../market/sessions.ts";
import { done, type Outcome, refused } from "../outcome.ts";
import type { Desk } from "../ports.ts";
import { type FeeSchedule, fillOf } from "../trading/fill.ts";
import type { Order, OrderReport } from "../trading/order.ts";
import { applyFill } from "../trading/position.ts";
import { withFill, withReport } from "../trading/progress.ts";

/**
 * Books what `report` adds and answers the order as it stands. A repeated
 * report changes nothing; an order we never wrote down is refused, for
 * reconciliation to name.
 */
export async function book(
  { books, market }: Desk,
  report: OrderReport,
): Promise<Outcome<Order>> {
  const before = await books.order(report.orderId);
  if (!before) {
    const message = `Cannot book report: no order ${report.orderId}`;
    return refused({ code: "ORDER_NOT_FOUND", message });
  }
  const date = localDate(market, report.at);
  const feesOf: FeeSchedule = (value, quantity) =>
    market.feesOf(before.side, value, quantity, date);
  const fill = fillOf(before, report, feesOf);
  const filled = fill ? withFill(before, fill) : before;
  const after = withReport(filled, report);
  if (!fill) {
    if (changed(before, after)) await books.recordReport(before, after);
    return done(after);
  }
  const held = await books.position(before.positionId);
  const position = applyFill(held, before, fill);
  await books.recordReport(before, after, { fill, position });
  return done(after);
}

function changed(before: Order, after: Order): boolean {
  return before.status !== after.status ||
    before.brokerOrderId !== after.brokerOrderId ||
    before.reason !== after.reason;
}
