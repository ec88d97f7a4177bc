/** Holdings: opened by their first fill, changed under a compare-and-set. @module */
import { iso } from "../../../time.ts";
import type { Fill } from "../../../trading/fill.ts";
import type { Order } from "../../../trading/order.ts";
import type { Position } from "../../../trading/position.ts";
import type { Transaction } from "../database.ts";
import type { Row } from "../table.ts";
import { fills, positions } from "./tables.ts";
import type { Entry, Writer } from "./writer.ts";

/** A fill, and the position as it is with it. */
export interface Booked {
  fill: Fill;
  position: Position;
}

export async function readPosition(
  { database }: Writer,
  id: string,
): Promise<Position | undefined> {
  const rows = await database.read((sql) =>
    sql`select ${sql.unsafe(positions.select)} from positions
        where position_key = ${id}`
  );
  return positions.read(rows)[0];
}

/** What a review may change of a holding. */
const REVIEWED = [
  "high_watermark",
  "tightened_ppm",
  "reviews",
  "reviewed_bars",
  "overnight",
];

/** What a fill may change of it; the totals of entry and exit apart. */
const FOLDED = [
  ...["quantity", "cost", "realized_pnl", "fees", "status", "closed_at"],
  ...REVIEWED,
];

/** Writes what a decision changed of a holding, never its shares or money. */
export async function holding(
  sql: Transaction,
  position: Position,
  at: string,
): Promise<{ id: number; entry: Entry }> {
  const rows = await sql`
    update positions set ${sql(positions.row(position), ...REVIEWED)}
    where position_key = ${position.id}
      and quantity = ${position.quantity}
    returning position_id, ${sql.unsafe(positions.select)}`;
  const [held] = positions.read(rows);
  if (!held) {
    throw new Error(
      `Cannot record decision: position ${position.id} does not hold ${position.quantity} shares`,
    );
  }
  return { id: rows[0]!.position_id, entry: positionEntry(held, at) };
}

/**
 * Folds one fill into its row; the first one writes it. Answers its row's id.
 *
 * @throws {Error} If another writer moved the position first.
 */
export async function fold(
  sql: Transaction,
  writer: Writer,
  order: Order,
  { fill, position }: Booked,
): Promise<number> {
  const entered = order.purpose === "entry";
  const change = entered ? fill.quantity : -fill.quantity;
  const before = position.quantity - change;
  const { value } = fills.row(fill);
  const total = entered
    ? sql`
    entry_quantity = entry_quantity + ${fill.quantity},
    entry_value = entry_value + ${value as string}`
    : sql`
    exit_reason = ${order.trigger}, exit_quantity = exit_quantity + ${fill.quantity},
    exit_value = exit_value + ${value as string}`;
  const [held] = await sql`
    update positions set ${sql(positions.row(position), ...FOLDED)}, ${total}
    where position_key = ${position.id} and quantity = ${before}
    returning position_id`;
  if (held) {
    if (position.status === "closed") await end(sql, held.position_id);
    return held.position_id;
  }
  if (entered && before === 0) {
    return await open(sql, writer, order, { fill, position });
  }
  throw new Error(
    `Cannot record report: position ${position.id} does not hold the ${before} shares that ${change} would bring to ${position.quantity}`,
  );
}

/** Nothing is left to watch or to value. */
async function end(sql: Transaction, positionId: number): Promise<void> {
  await sql`
    update positions set unrealized_pnl = null, unrealized_pnl_pct = null
    where position_id = ${positionId}`;
  await sql`
    update position_monitor_status set status = 'stopped', next_check_at = null
    where position_id = ${positionId}`;
}

async function open(
  sql: Transaction,
  { account, broker: broker_code, currency }: Writer,
  order: Order,
  { fill, position }: Booked,
): Promise<number> {
  const from = (column: string) =>
    sql`(select ${
      sql(column)
    } from orders where client_order_id = ${order.id})`;
  const row = {
    ...positions.row(position),
    ...{ account, broker_code, currency },
    cycle_id: from("cycle_id"),
    security_id: from("security_id"),
    entry_quantity: fill.quantity,
    entry_value: fills.row(fill).value,
  } as object as Row;
  const [opened] = await sql`
    insert into positions ${sql(row)} returning position_id`;
  const position_id: number = opened!.position_id;
  const { id: position_key, symbol, openedAt } = position;
  const started_at = iso(openedAt);
  const status = "starting";
  await sql`insert into position_monitor_status ${
    sql({ position_id, position_key, symbol, status, started_at })
  }`;
  return position_id;
}

export function positionEntry(position: Position, at: string): Entry {
  const body = positions.text(position);
  return { kind: "position", subject: position.id, at, body };
}
