/** Cycles: on record by themselves with what a scan found, or with the first decision made in them. @module */
import { iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Cycle, ScanResult } from "../../../trading/cycle.ts";
import type { Sql, Transaction } from "../database.ts";
import { writeWithAlerts } from "./alerts.ts";
import { cycles, scanResults } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

export async function recordCycle(
  writer: Writer,
  cycle: Cycle,
  results: readonly ScanResult[],
  alerts: readonly Alert[] = [],
): Promise<void> {
  const { account } = writer;
  const scanned_at = iso(cycle.at);
  const found = await Promise.all(results.map(async (result) => ({
    ...scanResults.row(result),
    account,
    security_id: await writer.securityId(result.symbol),
    scanned_at,
  })));
  await writeWithAlerts(writer, alerts, (sql) => {
    const scanned = found.length > 0
      ? sql`, scanned as (insert into scan_results ${sql(found)})`
      : sql``;
    return sql`
      with cycle as (insert into trading_cycles ${rowOf(sql, writer, cycle)})
      ${scanned}
      insert into ops.journal ${journalled(sql, writer, entriesOf(cycle))}`;
  });
}

/** `, cycle as (…)` for a statement with parts: what is on record already stays. Nothing without a cycle. */
export function withCycle(
  sql: Sql | Transaction,
  writer: Writer,
  cycle: Cycle | undefined,
) {
  if (!cycle) return sql``;
  return sql`, cycle as (
    insert into trading_cycles ${rowOf(sql, writer, cycle)}
    on conflict (cycle_id) do nothing returning cycle_id)`;
}

/** Of journal rows: the cycle's if it was not on record, the others if `rest`. */
export function newOf(
  sql: Sql | Transaction,
  cycle: Cycle | undefined,
  rest = sql`true`,
) {
  if (!cycle) return rest;
  return sql`case kind when 'cycle' then exists (select from cycle)
    else ${rest} end`;
}

export function entriesOf(cycle: Cycle | undefined): Entry[] {
  if (!cycle) return [];
  const { id, at } = cycle;
  return [{
    kind: "cycle",
    subject: id,
    at: iso(at),
    body: cycles.text(cycle),
  }];
}

function rowOf(
  sql: Sql | Transaction,
  { account }: Writer,
  cycle: Cycle,
) {
  const daily_pnl = sql`(
    select coalesce(sum(realized_pnl - fees), 0) from positions
    where status = 'closed' and closed_at > (
      select started_at from trading_sessions where account = ${account}
        and session_date = ${cycle.session}))`;
  const ended_at = iso(cycle.at);
  const row = { ...cycles.row(cycle), account, ended_at, daily_pnl };
  return sql(row as object);
}
