/** What a report changes: order, fill, position and cash, all or nothing. @module */
import { iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Order } from "../../../trading/order.ts";
import type { Position } from "../../../trading/position.ts";
import type { Transaction } from "../database.ts";
import { withAlerts } from "./alerts.ts";
import { move, moved, orderEntry } from "./orders.ts";
import { type Booked, fold, positionEntry } from "./positions.ts";
import { fills } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

/**
 * @throws {Error} If another writer moved the order or the position first;
 * nothing is written.
 */
export async function recordReport(
  writer: Writer,
  before: Order,
  after: Order,
  booked?: Booked,
  alerts: readonly Alert[] = [],
): Promise<void> {
  if (!booked) {
    const told = await move(writer, before, after, { alerts });
    if (!told) throw overtaken(before);
    return;
  }
  await withAlerts(writer, alerts, async (sql) => {
    const [order] = await moved(sql, before, after);
    if (!order) throw overtaken(before);
    await sql`insert into ops.fills ${sql(fills.row(booked.fill))}`;
    const held = await fold(sql, writer, after, booked);
    await follow(sql, writer, after, booked, held.id);
    await sql`insert into ops.journal ${
      journalled(sql, writer, entriesOf(after, booked, held.position))
    }`;
  });
}

/** What follows from a fill elsewhere: cash, the order's links, the cycle's counts. */
async function follow(
  sql: Transaction,
  { account }: Writer,
  order: Order,
  { fill, position }: Booked,
  positionId: number,
): Promise<void> {
  const { value, fee } = fills.row(fill) as { value: string; fee: string };
  const sign = order.side === "buy" ? -1 : 1;
  await sql`
    update ops.accounts
    set cash = cash + ${sign} * ${value}::numeric - ${fee}::numeric
    where account = ${account}`;
  const filledAt = order.status === "filled" ? iso(fill.at) : null;
  await sql`
    update orders set position_id = ${positionId}, filled_at = ${filledAt}
    where client_order_id = ${order.id}`;
  const opened = position.id === order.id &&
    fill.cumulativeQuantity === fill.quantity;
  const closed = position.status === "closed";
  if (!opened && !closed) return;
  await sql`
    update trading_cycles set
      positions_opened = positions_opened + ${opened ? 1 : 0},
      positions_closed = positions_closed + ${closed ? 1 : 0}
    from orders o
    where o.client_order_id = ${order.id} and o.cycle_id = trading_cycles.cycle_id`;
}

function entriesOf(
  order: Order,
  { fill }: Booked,
  held: Position,
): Entry[] {
  const at = iso(fill.at);
  const body = fills.text(fill);
  return [
    orderEntry(order, fill.at),
    { kind: "fill", subject: fill.orderId, at, body },
    positionEntry(held, at),
  ];
}

function overtaken({ id, status, filledQuantity }: Order): Error {
  return new Error(
    `Cannot record report: order ${id} is no longer ${status} at ${filledQuantity} shares`,
  );
}
