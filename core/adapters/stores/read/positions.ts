/** Positions with what their monitor last saw. @module */
import type { Monitor } from "../../../trading/monitor.ts";
import type { Position } from "../../../trading/position.ts";
import type { Database } from "../database.ts";
import { monitors, positions } from "../trading/tables.ts";
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
}

export interface PositionFilter {
  status?: string | null | undefined;
  symbol?: string | null | undefined;
}

interface Row {
  n: number;
  monitor: object | null;
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
          ) m) as monitor
      from positions where true
        ${matching(sql, "status", status)} ${matching(sql, "symbol", symbol)}
        ${before(sql, "position_id", page)}
      order by position_id desc ${limited(sql, page)}`
  );
  const nodes = positions.read(rows).map((position, i) => {
    const seen = rows[i]!.monitor;
    return { ...position, monitor: seen && monitors.read([seen])[0]! };
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
