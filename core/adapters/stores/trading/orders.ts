/** Decisions and orders: written before anything is sent, moved on one step at a time. @module */
import { withAnswer } from "../../../trading/progress.ts";
import type { Cycle } from "../../../trading/cycle.ts";
import type { Decision } from "../../../trading/decision.ts";
import type { Answer, Order } from "../../../trading/order.ts";
import type { Position } from "../../../trading/position.ts";
import { type Instant, iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Sql, Transaction } from "../database.ts";
import type { Row } from "../table.ts";
import { writeWithAlerts } from "./alerts.ts";
import { entriesOf, newOf, withCycle } from "./cycles.ts";
import { holding } from "./positions.ts";
import { decisions, orders } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

export async function readOrder(
  { database }: Writer,
  id: string,
): Promise<Order | undefined> {
  const rows = await database.read((sql) =>
    sql`select ${sql.unsafe(orders.select)} from orders
        where client_order_id = ${id}`
  );
  return orders.read(rows)[0];
}

/** A decision that sends nothing; with it its cycle if that is new, and the position it changed. */
export async function recordDecision(
  writer: Writer,
  decision: Decision,
  position?: Position,
  cycle?: Cycle,
): Promise<void> {
  const row = decisionRow(writer, decision);
  const entries = [...entriesOf(cycle), decisionEntry(decision)];
  if (!position) {
    await writer.database.write((sql) =>
      sql`with decision as (insert into decisions ${sql(row)})
          ${withCycle(sql, writer, cycle)}
          insert into ops.journal ${journalled(sql, writer, entries)}
          where ${newOf(sql, cycle)}`
    );
    return;
  }
  await writer.database.transaction(async (sql) => {
    const holder = await holding(sql, position, iso(decision.at));
    const held = { ...row, position_id: holder.id };
    await sql`
      with decision as (insert into decisions ${sql(held)})
      ${withCycle(sql, writer, cycle)}
      insert into ops.journal ${
      journalled(sql, writer, [...entries, holder.entry])
    }
      where ${newOf(sql, cycle)}`;
  });
}

/**
 * Decision, intent and journal rows, and the cycle if that is new: all or
 * nothing. Again it changes nothing, and answers false.
 */
export async function recordIntent(
  writer: Writer,
  decision: Decision,
  order: Order,
  cycle?: Cycle,
): Promise<boolean> {
  const security_id = await writer.securityId(order.symbol);
  const { account } = writer;
  const row = {
    ...orders.row(order),
    account,
    cycle_id: decision.cycleId,
    security_id,
  };
  const entries = [
    ...entriesOf(cycle),
    decisionEntry(decision),
    orderEntry(order),
  ];
  const { count } = await writer.database.write((sql) => {
    // Null for an entry: its position comes with its first fill.
    const position_id = sql`(select position_id from positions
      where position_key = ${order.positionId})`;
    return sql`
      with decision as (
        insert into decisions ${sql(decisionRow(writer, decision))}
        on conflict (decision_key) do nothing
      ), intent as (
        insert into orders ${sql({ ...row, position_id } as object as Row)}
        on conflict (client_order_id) do nothing
        returning client_order_id
      ) ${withCycle(sql, writer, cycle)}
      insert into ops.journal ${journalled(sql, writer, entries)}
      where ${newOf(sql, cycle, sql`exists (select from intent)`)}`;
  });
  return count > 0;
}

/**
 * `intent` → `submitting`: one caller hears true.
 *
 * @param known The intent as it stands, if the caller knows it: it is not read then.
 */
export async function claim(
  writer: Writer,
  id: string,
  known?: Order,
): Promise<boolean> {
  const order = known ?? await readOrder(writer, id);
  if (order?.status !== "intent") return false;
  return await move(writer, order, { ...order, status: "submitting" });
}

export function recordAnswer(
  writer: Writer,
  id: string,
  answer: Answer,
): Promise<void> {
  return change(writer, id, (order) => withAnswer(order, answer));
}

export function expireIntent(
  writer: Writer,
  id: string,
  reason: string,
): Promise<void> {
  return change(
    writer,
    id,
    (order) =>
      order.status === "intent"
        ? { ...order, status: "expired", reason }
        : order,
  );
}

export function recordCancelAsked(
  writer: Writer,
  id: string,
  at: Instant,
): Promise<void> {
  const asked = (order: Order) => ({
    ...order,
    cancelAskedAt: at,
    cancelAsks: order.cancelAsks + 1,
  });
  return change(writer, id, asked, at);
}

/** Reads, works out, compares and sets; whoever was faster is read again. */
async function change(
  writer: Writer,
  id: string,
  step: (order: Order) => Order,
  at?: Instant,
): Promise<void> {
  for (;;) {
    const before = await readOrder(writer, id);
    if (!before) {
      throw new Error(`Cannot change order ${id}: the books have no such`);
    }
    const after = step(before);
    if (after === before || await move(writer, before, after, { at })) return;
  }
}

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

/** The compare-and-set of one order: no row if its status or fills are not `before`'s. */
export function moved(sql: Sql | Transaction, before: Order, after: Order) {
  return sql`
    update orders set ${sql(orders.row(after), ...MOVING)}
      ${timesOf(sql, before, after)}
    where client_order_id = ${before.id} and status = ${before.status}
      and filled_quantity = ${before.filledQuantity}
    returning client_order_id`;
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

function decisionRow({ account }: Writer, decision: Decision) {
  const reasoning = decision.reasons.join("; ");
  return { ...decisions.row(decision), account, reasoning };
}

function decisionEntry(decision: Decision): Entry {
  const { id, at } = decision;
  const body = decisions.text(decision);
  return { kind: "decision", subject: id, at: iso(at), body };
}
