/** Report → fill → position: the only way a holding changes, but for adjustments. @module */
import { localDate } from "../market/sessions.ts";
import { done, type Outcome, refused } from "../outcome.ts";
import type { Desk } from "../ports.ts";
import { type FeeSchedule, type Fill, fillOf } from "../trading/fill.ts";
import type { Alert } from "../trading/alert.ts";
import type { Order, OrderReport } from "../trading/order.ts";
import { applyFill, type Position } from "../trading/position.ts";
import { withFill, withReport } from "../trading/progress.ts";
import { putBack } from "./put_back.ts";

export interface Booked {
  /** As it stands now. */
  order: Order;
  /** Whether the report said anything new. */
  moved: boolean;
}

/**
 * Books what `report` adds and answers the order as it stands. A repeated
 * report changes nothing; an order we never wrote down is refused, for
 * reconciliation to name.
 */
export async function book(
  desk: Desk,
  report: OrderReport,
): Promise<Outcome<Booked>> {
  const { books, market } = desk;
  const found = await books.orderWithPosition(report.orderId);
  if (!found) {
    const message = `Cannot book report: no order ${report.orderId}`;
    return refused({ code: "ORDER_NOT_FOUND", message });
  }
  const { order: before, position: held } = found;
  const date = localDate(market, report.at);
  const feesOf: FeeSchedule = (value, quantity) =>
    market.feesOf(before.side, value, quantity, date);
  const fill = fillOf(before, report, feesOf);
  const filled = fill ? withFill(before, fill) : before;
  const after = withReport(filled, report);
  const alerts = alertsOf(after, report);
  if (fill) {
    const position = await positionWith(desk, before, held, fill);
    await books.recordReport(before, after, { fill, position }, alerts);
    return done({ order: after, moved: true });
  }
  const moved = changed(before, after);
  if (moved) await books.recordReport(before, after, undefined, alerts);
  else for (const alert of alerts) await books.alert(alert);
  return done({ order: after, moved });
}

/** A word of the venue's that nobody has read yet is for a person. */
function alertsOf(
  { id, symbol, status }: Order,
  { unknownState }: OrderReport,
): Alert[] {
  if (unknownState === undefined) return [];
  const message =
    `The venue calls order ${id} (${symbol}) "${unknownState}", which nobody has read yet: it is ${status} in the books`;
  return [{ severity: "warning", kind: "order_state", message }];
}

/** The position once `fill` is in it. */
async function positionWith(
  desk: Desk,
  order: Order,
  held: Position | undefined,
  fill: Fill,
): Promise<Position> {
  const whole = held && order.purpose === "exit"
    ? await putBack(desk, held, fill)
    : held;
  const protection = desk.broker.capabilities.stops ? "none" : "software";
  return applyFill(whole, order, fill, protection);
}

function changed(before: Order, after: Order): boolean {
  return before.status !== after.status ||
    before.brokerOrderId !== after.brokerOrderId ||
    before.reason !== after.reason;
}
