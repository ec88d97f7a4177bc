/** Alerts, acknowledged or not. @module */
import { z } from "zod";
import { Instant } from "../../../time.ts";
import { Alert } from "../../../trading/alert.ts";
import type { Database } from "../database.ts";
import { table } from "../table.ts";
import { before, limited, type Listed, listed, type Page } from "./page.ts";

/** An alert as it stands in the database. */
export const AlertRecord = Alert.extend({
  id: z.string().describe("Its number in this agent's database"),
  acknowledgedBy: z.string().nullable()
    .describe("Who has taken note of it; null while nobody has"),
  recordedAt: Instant.describe("When it was raised, in database time"),
}).meta({ title: "Alert", description: "What a person should know" });
export type AlertRecord = z.output<typeof AlertRecord>;

const alerts = table("ops.alerts", AlertRecord, { id: "alert_id" });

/** Those about one agent, newest first, in one statement. */
export async function listAlerts(
  database: Database,
  agent: string,
  page: Page,
): Promise<Listed<AlertRecord>> {
  const rows = await database.read((sql) =>
    sql<{ n: string }[]>`
      select alert_id as n, ${sql.unsafe(alerts.select)} from ops.alerts
      where agent = ${agent} ${before(sql, "alert_id", page)}
      order by ops.alerts.alert_id desc ${limited(sql, page)}`
  );
  return listed(rows, alerts.read(rows), page);
}

/**
 * Says who has taken note of an alert, once: whoever did so first stays. Undefined
 * if there is no such alert about this agent.
 */
export async function acknowledge(
  database: Database,
  { agent, id, by }: { agent: string; id: string; by: string },
): Promise<AlertRecord | undefined> {
  await database.write((sql) =>
    sql`update ops.alerts set acknowledged_by = ${by}
        where agent = ${agent} and alert_id = ${id} and acknowledged_by is null`
  );
  const rows = await database.read((sql) =>
    sql`select ${sql.unsafe(alerts.select)} from ops.alerts
        where agent = ${agent} and alert_id = ${id}`
  );
  return alerts.read(rows)[0];
}
