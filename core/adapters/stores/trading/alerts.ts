/** Alerts: told in the transaction of their cause, and heard of once that is committed. @module */
import type { Alert } from "../../../trading/alert.ts";
import type { Sql, Transaction } from "../database.ts";
import { alerts as table } from "./tables.ts";
import type { Writer } from "./writer.ts";

/** All of `work` with its alerts, or nothing; alerts only if it came to something. */
export async function withAlerts<T>(
  writer: Writer,
  alerts: readonly Alert[],
  work: (sql: Transaction) => Promise<T>,
  cameToSomething: (done: T) => boolean = () => true,
): Promise<T> {
  const { done, fresh } = await writer.database.transaction(async (sql) => {
    const done = await work(sql);
    const worth = cameToSomething(done) ? alerts : [];
    return { done, fresh: await tell(sql, writer, worth) };
  });
  for (const alert of fresh) writer.onAlert(alert);
  return done;
}

/** The same of one statement: it stays one where there is nothing to tell. */
export async function writeWithAlerts<T>(
  writer: Writer,
  alerts: readonly Alert[],
  statement: (sql: Sql | Transaction) => Promise<T>,
  cameToSomething?: (done: T) => boolean,
): Promise<T> {
  return alerts.length === 0
    ? await writer.database.write(statement)
    : await withAlerts(writer, alerts, statement, cameToSomething);
}

/** One row for the same until somebody acknowledges it. */
export async function recordAlert(writer: Writer, alert: Alert): Promise<void> {
  const fresh = await writer.database.write((sql) =>
    tell(sql, writer, [alert])
  );
  for (const alert of fresh) writer.onAlert(alert);
}

/** Those that were not told yet. */
async function tell(
  sql: Sql | Transaction,
  { agent }: Writer,
  alerts: readonly Alert[],
): Promise<Alert[]> {
  if (alerts.length === 0) return [];
  const rows = alerts.map((alert) => ({ ...table.row(alert), agent }));
  return table.read(
    await sql`
      insert into ops.alerts ${sql(rows)}
      on conflict (agent, kind, md5(message)) where acknowledged_by is null
      do nothing returning ${sql.unsafe(table.select)}`,
  );
}
