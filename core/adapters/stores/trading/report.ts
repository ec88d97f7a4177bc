/** What a report changes: order, fill, position and cash, all or nothing. @module */
import { iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Fill } from "../../../trading/fill.ts";
import type { Order } from "../../../trading/order.ts";
import type { Sql, Transaction } from "../database.ts";
import { writeWithAlerts } from "./alerts.ts";
import { fold } from "./fold.ts";
import { move, moved, orderEntry, sameOrder } from "./order_steps.ts";
import {
  type Booked,
  positionEntry,
  readPosition,
  unwatched,
  watching,
} from "./positions.ts";
import { fills } from "./tables.ts";
import { type Entry, journalled, selected, type Writer } from "./writer.ts";

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
  const told = booked
    ? await bookAsProtected(writer, before, after, booked, alerts)
    : await move(writer, before, after, { alerts });
  if (told) return;
  const { id, status, filledQuantity } = before;
  throw new Error(
    `Cannot record report: order ${id} is no longer ${status} at ${filledQuantity} shares, or its position has moved`,
  );
}

/** Who protects a position may have changed since it was read: a fill leaves that as it is. */
async function bookAsProtected(
  writer: Writer,
  before: Order,
  after: Order,
  booked: Booked,
  alerts: readonly Alert[],
): Promise<boolean> {
  if (await book(writer, before, after, booked, alerts)) return true;
  const held = await readPosition(writer, booked.position.id);
  if (!held || held.protection === booked.position.protection) return false;
  const { protection } = held;
  const position = { ...booked.position, protection };
  return await book(writer, before, after, { ...booked, position }, alerts);
}

/** All that a fill changes, in one statement: each part is done if the one before it was. */
async function book(
  writer: Writer,
  before: Order,
  after: Order,
  booked: Booked,
  alerts: readonly Alert[],
): Promise<boolean> {
  const { fill, position } = booked;
  const closed = position.status === "closed";
  const filledAt = after.status === "filled" ? iso(fill.at) : null;
  const entries = entriesOf(after, booked);
  const statement = (sql: Sql | Transaction) => {
    const linked = sql`, position_id = held.position_id, filled_at = ${filledAt}
      from held`;
    return sql`
      with ready as (
        select from orders where ${sameOrder(sql, before)} for update),
      held as (${fold(sql, writer, after, booked)}),
      moved as (${moved(sql, before, after, linked)}),
      filled as (
        insert into ops.fills ${selected(sql, fills.row(fill))}
        where exists (select from moved)),
      paid as (${paid(sql, writer, after, fill)}),
      counted as (${counted(sql, after, booked)}),
      watched as (${closed ? unwatched(sql) : watching(sql)})
      insert into ops.journal ${journalled(sql, writer, entries)}
      where exists (select from moved)`;
  };
  const isDone = ({ count }: { count: number }) => count > 0;
  return isDone(await writeWithAlerts(writer, alerts, statement, isDone));
}

function paid(
  sql: Sql | Transaction,
  { account }: Writer,
  { side }: Order,
  fill: Fill,
) {
  const { value, fee } = fills.row(fill) as { value: string; fee: string };
  const sign = side === "buy" ? -1 : 1;
  return sql`
    update ops.accounts
    set cash = cash + ${sign} * ${value}::numeric - ${fee}::numeric
    where account = ${account} and exists (select from moved)`;
}

/** In the cycle of the order. */
function counted(
  sql: Sql | Transaction,
  order: Order,
  { fill, position }: Booked,
) {
  const first = fill.cumulativeQuantity === fill.quantity;
  const opened = position.id === order.id && first;
  const closed = position.status === "closed";
  return sql`
    update trading_cycles set
      positions_opened = positions_opened + ${opened ? 1 : 0},
      positions_closed = positions_closed + ${closed ? 1 : 0}
    from moved
    where trading_cycles.cycle_id = moved.cycle_id and ${opened || closed}`;
}

function entriesOf(order: Order, { fill, position }: Booked): Entry[] {
  const at = iso(fill.at);
  const body = fills.text(fill);
  return [
    orderEntry(order, fill.at),
    { kind: "fill", subject: fill.orderId, at, body },
    positionEntry(position, at),
  ];
}
