/** Holdings: opened by their first fill, changed under a compare-and-set. @module */
import { type Instant, iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Fill } from "../../../trading/fill.ts";
import type { Order } from "../../../trading/order.ts";
import type { Position, Protection } from "../../../trading/position.ts";
import type { Transaction } from "../database.ts";
import type { Row } from "../table.ts";
import { withAlerts } from "./alerts.ts";
import { fills, positions } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

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

/** What a fill or an adjustment may change of it; totals apart, and who protects it. */
export const FOLDED = [
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

/** Says who protects a holding from now on; journalled if that is new. */
export async function setProtection(
  writer: Writer,
  id: string,
  protection: Protection,
  at: Instant,
  alerts: readonly Alert[] = [],
): Promise<void> {
  await withAlerts(writer, alerts, async (sql) => {
    const [before] = await sql<[{ protection: Protection }?]>`
      select protection from positions where position_key = ${id} for update`;
    if (!before) {
      throw new Error(`Cannot protect position ${id}: the books have no such`);
    }
    if (before.protection === protection) return;
    const rows = await sql`
      update positions set protection = ${protection}
      where position_key = ${id} returning ${sql.unsafe(positions.select)}`;
    const entry = positionEntry(positions.read(rows)[0]!, iso(at));
    await sql`insert into ops.journal ${journalled(sql, writer, [entry])}`;
  });
}

/** A row of positions, and the holding as it stands there. */
export interface Held {
  id: number;
  position: Position;
}

/**
 * Folds one fill into its row; the first one writes it.
 *
 * @throws {Error} If another writer moved the position first.
 */
export async function fold(
  sql: Transaction,
  writer: Writer,
  order: Order,
  { fill, position }: Booked,
): Promise<Held> {
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
  const rows = await sql`
    update positions set ${sql(positions.row(position), ...FOLDED)}, ${total}
    where position_key = ${position.id} and quantity = ${before}
    returning position_id, ${sql.unsafe(positions.select)}`;
  const [held] = positions.read(rows);
  if (held) {
    const id: number = rows[0]!.position_id;
    if (held.status === "closed") await end(sql, id);
    return { id, position: held };
  }
  if (entered && before === 0) {
    const id = await open(sql, writer, order, { fill, position });
    return { id, position };
  }
  throw new Error(
    `Cannot record report: position ${position.id} does not hold the ${before} shares that ${change} would bring to ${position.quantity}`,
  );
}

/** Nothing is left to watch or to value. */
export async function end(sql: Transaction, positionId: number): Promise<void> {
  await sql`
    update positions set unrealized_pnl = null, unrealized_pnl_pct = null
    where position_id = ${positionId}`;
  await sql`
    update position_monitor_status set status = 'stopped', next_check_at = null
    where position_id = ${positionId}`;
}

function open(
  sql: Transaction,
  writer: Writer,
  order: Order,
  { fill, position }: Booked,
): Promise<number> {
  const from = (column: string) =>
    sql`(select ${
      sql(column)
    } from orders where client_order_id = ${order.id})`;
  return insert(sql, writer, position, {
    cycle_id: from("cycle_id"),
    security_id: from("security_id"),
    entry_quantity: fill.quantity,
    entry_value: fills.row(fill).value,
  });
}

/**
 * Writes a holding that no fill of ours opened: it was entered for what the
 * venue says it cost.
 *
 * @throws {Error} If the books hold that symbol, or know that position.
 */
export async function adopt(
  sql: Transaction,
  writer: Writer,
  position: Position,
): Promise<Position> {
  const { id, symbol, quantity } = position;
  const known = await sql`select from positions where position_key = ${id}
    or (account = ${writer.account} and symbol = ${symbol} and status = 'open')`;
  if (known.length > 0) {
    throw new Error(
      `Cannot adopt ${symbol} as ${id}: the books hold it, or know that position`,
    );
  }
  await insert(sql, writer, position, {
    security_id: await writer.securityId(symbol),
    entry_quantity: quantity,
    entry_value: positions.row(position).cost,
  });
  return position;
}

async function insert(
  sql: Transaction,
  { account, broker: broker_code, currency }: Writer,
  position: Position,
  entry: object,
): Promise<number> {
  const row = {
    ...positions.row(position),
    ...{ account, broker_code, currency },
    ...entry,
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
