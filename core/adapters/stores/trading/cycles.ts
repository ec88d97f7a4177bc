/** Cycles: on record by themselves with what a scan found, or with the first decision made in them. @module */
import { iso } from "../../../time.ts";
import type { Begun } from "../../../ports.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Cycle } from "../../../trading/cycle.ts";
import type { Sql, Transaction } from "../database.ts";
import type { Row } from "../table.ts";
import { writeWithAlerts } from "./alerts.ts";
import { cycles, scanResults } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

/** A cycle that goes on record, and the rows of what its scan found. */
export interface Opening {
  cycle: Cycle;
  found: readonly Row[];
}

/** What a statement needs to know to put a run on record. */
export async function openingOf(
  writer: Writer,
  begun: Begun | undefined,
): Promise<Opening | undefined> {
  if (!begun) return;
  const { cycle, found } = begun;
  const { account } = writer;
  const scanned_at = iso(cycle.at);
  const rows = found.map(async (result) => ({
    ...scanResults.row(result),
    account,
    security_id: await writer.securityId(result.symbol),
    scanned_at,
  }));
  return { cycle, found: await Promise.all(rows) };
}

export async function recordCycle(
  writer: Writer,
  begun: Begun,
  alerts: readonly Alert[] = [],
): Promise<void> {
  const opening = (await openingOf(writer, begun))!;
  const { cycle } = opening;
  await writeWithAlerts(writer, alerts, (sql) =>
    sql`
      with cycle as (insert into trading_cycles ${rowOf(sql, writer, cycle)})
      ${withScanned(sql, opening)}
      insert into ops.journal ${journalled(sql, writer, entriesOf(opening))}`);
}

/** `, cycle as (…)` for a statement with parts: what is on record already stays. Nothing without one. */
export function withCycle(
  sql: Sql | Transaction,
  writer: Writer,
  opening: Opening | undefined,
) {
  if (!opening) return sql``;
  return sql`, cycle as (
    insert into trading_cycles ${rowOf(sql, writer, opening.cycle)}
    on conflict (cycle_id) do nothing returning cycle_id)
    ${withScanned(sql, opening)}`;
}

function withScanned(sql: Sql | Transaction, { found }: Opening) {
  if (found.length === 0) return sql``;
  return sql`, scanned as (
    insert into scan_results ${sql(found)}
    on conflict (cycle_id, rank) do nothing)`;
}

/** Of journal rows: the cycle's if it was not on record, the others if `rest`. */
export function newOf(
  sql: Sql | Transaction,
  opening: Opening | undefined,
  rest = sql`true`,
) {
  if (!opening) return rest;
  return sql`case kind when 'cycle' then exists (select from cycle)
    else ${rest} end`;
}

export function entriesOf(opening: Opening | undefined): Entry[] {
  if (!opening) return [];
  const { cycle } = opening;
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
