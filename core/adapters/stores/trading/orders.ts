/** Decisions and orders: written before anything is sent, moved on one step at a time. @module */
import type { Begun, OrderWithPosition } from "../../../ports.ts";
import { withAnswer } from "../../../trading/progress.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Decision } from "../../../trading/decision.ts";
import type { Answer, Order } from "../../../trading/order.ts";
import type { Position } from "../../../trading/position.ts";
import { type Instant, iso } from "../../../time.ts";
import type { Row } from "../table.ts";
import { move, orderEntry } from "./order_steps.ts";
import { withAlerts, writeWithAlerts } from "./alerts.ts";
import { entriesOf, newOf, openingOf, withCycle } from "./cycles.ts";
import { holding } from "./positions.ts";
import { decisions, orders, positions } from "./tables.ts";
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

export async function readOrderWithPosition(
  { database }: Writer,
  id: string,
): Promise<OrderWithPosition | undefined> {
  const [row] = await database.read((sql) =>
    sql<[{ order: object; position: object | null }?]>`
      select to_json(o) as order, (
        select to_json(p) from (
          select ${sql.unsafe(positions.select)} from positions
          where position_key = o."positionId") p) as position
      from (select ${sql.unsafe(orders.select)} from orders
        where client_order_id = ${id}) o`
  );
  if (!row) return;
  const held = row.position ? [row.position] : [];
  return {
    order: orders.read([row.order])[0]!,
    position: positions.read(held)[0],
  };
}

/** A decision that sends nothing; with it its run if that is new, and the position it changed. */
export async function recordDecision(
  writer: Writer,
  decision: Decision,
  position?: Position,
  begun?: Begun,
  alerts: readonly Alert[] = [],
): Promise<void> {
  const opening = await openingOf(writer, begun);
  const row = decisionRow(writer, decision);
  const entries = [...entriesOf(opening), decisionEntry(decision)];
  if (!position) {
    await writeWithAlerts(
      writer,
      alerts,
      (sql) =>
        sql`with decision as (insert into decisions ${sql(row)})
          ${withCycle(sql, writer, opening)}
          insert into ops.journal ${journalled(sql, writer, entries)}
          where ${newOf(sql, opening)}`,
    );
    return;
  }
  await withAlerts(writer, alerts, async (sql) => {
    const holder = await holding(sql, position, iso(decision.at));
    const held = { ...row, position_id: holder.id };
    await sql`
      with decision as (insert into decisions ${sql(held)})
      ${withCycle(sql, writer, opening)}
      insert into ops.journal ${
      journalled(sql, writer, [...entries, holder.entry])
    }
      where ${newOf(sql, opening)}`;
  });
}

/**
 * Decision, intent and journal rows, and the run if that is new: all or
 * nothing. Again it changes nothing, and answers false.
 */
export async function recordIntent(
  writer: Writer,
  decision: Decision,
  order: Order,
  begun?: Begun,
): Promise<boolean> {
  const opening = await openingOf(writer, begun);
  const security_id = await writer.securityId(order.symbol);
  const { account } = writer;
  const row = {
    ...orders.row(order),
    account,
    cycle_id: decision.cycleId,
    security_id,
  };
  const entries = [
    ...entriesOf(opening),
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
      ) ${withCycle(sql, writer, opening)}
      insert into ops.journal ${journalled(sql, writer, entries)}
      where ${newOf(sql, opening, sql`exists (select from intent)`)}`;
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

function decisionRow({ account }: Writer, decision: Decision) {
  const reasoning = decision.reasons.join("; ");
  return { ...decisions.row(decision), account, reasoning };
}

function decisionEntry(decision: Decision): Entry {
  const { id, at } = decision;
  const body = decisions.text(decision);
  return { kind: "decision", subject: id, at: iso(at), body };
}
