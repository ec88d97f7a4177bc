/** Positions with what their monitor last saw and how they were adjusted. @module */
import type { Adjustment } from "../../../trading/adjustment.ts";
import type { Monitor } from "../../../trading/monitor.ts";
import type { Position } from "../../../trading/position.ts";
import type { Database } from "../database.ts";
import { adjustments, monitors, positions } from "../trading/tables.ts";
import {
  before,
  limited,
  type Listed,
  listed,
  matching,
  type Page,
} from "./page.ts";

/** A position, and its monitor: null before the first check. */
export interface WatchedPosition extends Position {
  monitor: Monitor | null;
  /** Oldest first. */
  adjustments: Adjustment[];
}

export interface PositionFilter {
  status?: string | null | undefined;
  symbol?: string | null | undefined;
}

interface Row {
  n: number;
  monitor: object | null;
  adjustments: object[];
}

/** Newest first, in one statement. */
export async function listPositions(
  database: Database,
  { status, symbol }: PositionFilter,
  page: Page,
): Promise<Listed<WatchedPosition>> {
  const rows = await database.read((sql) =>
    sql<Row[]>`
      select position_id as n, ${sql.unsafe(positions.select)}, (
          select to_jsonb(m) from (
            select ${sql.unsafe(monitors.select)} from position_monitor_status s
            where s.position_id = positions.position_id and checks_completed > 0
          ) m) as monitor, (
          select coalesce(jsonb_agg(to_jsonb(a) - 'n' order by n), '[]') from (
            select recorded_at as n, ${
      sql.unsafe(adjustments.select)
    } from ops.adjustments of_position
            where of_position.position_key = positions.position_key
          ) a) as adjustments
      from positions where true
        ${matching(sql, "status", status)} ${matching(sql, "symbol", symbol)}
        ${before(sql, "position_id", page)}
      order by position_id desc ${limited(sql, page)}`
  );
  const nodes = positions.read(rows).map((position, i) => {
    const { monitor: seen, adjustments: made } = rows[i]!;
    const monitor = seen && monitors.read([seen])[0]!;
    return { ...position, monitor, adjustments: adjustments.read(made) };
  });
  return listed(rows, nodes, page);
}

/** What the monitor last saw of one position; null before the first check. */
export async function monitorOf(
  database: Database,
  positionId: string,
): Promise<Monitor | null> {
  const rows = await database.read((sql) =>
    sql`select ${sql.unsafe(monitors.select)} from position_monitor_status
        where position_key = ${positionId} and checks_completed > 0`
  );
  return monitors.read(rows)[0] ?? null;
}

/** What made one position equal the venue's without a fill, oldest first. */
export async function adjustmentsOf(
  database: Database,
  positionId: string,
): Promise<Adjustment[]> {
  const rows = await database.read((sql) =>
    sql`select ${sql.unsafe(adjustments.select)} from ops.adjustments
        where position_key = ${positionId} order by recorded_at`
  );
  return adjustments.read(rows);
}
