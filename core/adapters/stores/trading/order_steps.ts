/** One step of an order: compared, set and journalled in one statement. @module */
import { type Instant, iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Order } from "../../../trading/order.ts";
import type { Sql, Transaction } from "../database.ts";
import { writeWithAlerts } from "./alerts.ts";
import { orders } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

/** One step of an order with its journal row. False if it has moved meanwhile. */
export async function move(
  writer: Writer,
  before: Order,
  after: Order,
  { at = after.at, alerts = [] }: {
    at?: Instant | undefined;
    alerts?: readonly Alert[];
  } = {},
): Promise<boolean> {
  const statement = (sql: Sql | Transaction) =>
    sql`with moved as (${moved(sql, before, after)})
        insert into ops.journal ${
      journalled(sql, writer, [orderEntry(after, at)])
    }
        where exists (select from moved)`;
  const isMoved = ({ count }: { count: number }) => count === 1;
  return isMoved(await writeWithAlerts(writer, alerts, statement, isMoved));
}

/** What may change of an order once it is written down. */
const MOVING = [
  "status",
  "reason",
  "broker_order_id",
  "filled_quantity",
  "filled_value",
  "fees",
  "cancel_asked_at",
  "cancel_asks",
];

/**
 * The compare-and-set of one order: no row if its status or fills are not `before`'s.
 *
 * @param linked What else is set, and from which part of the statement.
 */
export function moved(
  sql: Sql | Transaction,
  before: Order,
  after: Order,
  linked = sql``,
) {
  return sql`
    update orders set ${sql(orders.row(after), ...MOVING)}
      ${timesOf(sql, before, after)} ${linked}
    where ${sameOrder(sql, before)}
    returning client_order_id, orders.cycle_id`;
}

/** Whether an order stands where `before` left it. */
export function sameOrder(sql: Sql | Transaction, before: Order) {
  return sql`client_order_id = ${before.id} and orders.status = ${before.status}
    and filled_quantity = ${before.filledQuantity}`;
}

/** Database time of the two steps that have a column of their own. */
function timesOf(sql: Sql | Transaction, before: Order, after: Order) {
  if (before.status === after.status) return sql``;
  if (after.status === "submitting") {
    return sql`, submitted_at = clock_timestamp()`;
  }
  if (after.status === "cancelled") {
    return sql`, cancelled_at = clock_timestamp()`;
  }
  return sql``;
}

export function orderEntry(order: Order, at: Instant = order.at): Entry {
  const body = orders.text(order);
  return { kind: "order", subject: order.id, at: iso(at), body };
}
