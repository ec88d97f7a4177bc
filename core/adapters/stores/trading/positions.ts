/** Holdings: opened by their first fill, changed under a compare-and-set. @module */
import { type Instant, iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Fill } from "../../../trading/fill.ts";
import type { Position, Protection } from "../../../trading/position.ts";
import type { Sql, Transaction } from "../database.ts";
import type { Row } from "../table.ts";
import { withAlerts } from "./alerts.ts";
import { positions } from "./tables.ts";
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

/** Of a holding that ends: nothing is left to value. */
export const UNVALUED = ", unrealized_pnl = null, unrealized_pnl_pct = null";

/** The monitor of a holding `held` that is new; one that was held before keeps its own. */
export function watching(sql: Sql | Transaction) {
  return sql`
    insert into position_monitor_status
      (position_id, position_key, symbol, status, started_at)
    select position_id, position_key, symbol, 'starting', opened_at from held
    on conflict (position_id) do nothing`;
}

/** Of a holding `held` that ends: nothing is left to watch. */
export function unwatched(sql: Sql | Transaction) {
  return sql`
    update position_monitor_status m set status = 'stopped', next_check_at = null
    from held where m.position_id = held.position_id`;
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
  const row = newRow(writer, position, {
    security_id: await writer.securityId(symbol),
    entry_quantity: quantity,
    entry_value: positions.row(position).cost,
  });
  await sql`
    with held as (insert into positions ${sql(row)} returning *)
    ${watching(sql)}`;
  return position;
}

/** The row of a holding that is new, with what it was entered by. */
export function newRow(
  { account, broker: broker_code, currency }: Writer,
  position: Position,
  entry: object,
): Row {
  return {
    ...positions.row(position),
    ...{ account, broker_code, currency },
    ...entry,
  } as object as Row;
}

export function positionEntry(position: Position, at: string): Entry {
  const body = positions.text(position);
  return { kind: "position", subject: position.id, at, body };
}
