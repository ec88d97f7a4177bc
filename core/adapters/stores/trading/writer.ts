/** Who writes the books, and the journal rows that go with every change. @module */
import type { Alert } from "../../../trading/alert.ts";
import type { JournalRow } from "../../../trading/journal.ts";
import type { Database, Sql, Transaction } from "../database.ts";
import type { Row } from "../table.ts";

/** One account's books, opened under a lease. */
export interface Writer {
  database: Database;
  agent: string;
  account: string;
  broker: "ALPACA" | "MOOMOO" | "PRACTICE";
  currency: string;
  /** Of the lease this writer holds: the database refuses any other. */
  fence: number;
  /** Row of a security, made when it is first seen. */
  securityId(symbol: string): Promise<number>;
  /** Hears each alert that is new, once it is committed. */
  onAlert(alert: Alert): void;
}

/** A change as the journal keeps it. */
export interface Entry {
  kind: JournalRow["kind"];
  subject: string;
  /** Market time, in ISO. */
  at: string;
  /** Canonical JSON of the thing as it is now. */
  body: string;
}

/** `insert into … ${selected(…)}`: a row as a select, to be filtered by what comes after. */
export function selected(sql: Sql | Transaction, row: Row) {
  const columns = sql.unsafe(Object.keys(row).join(", "));
  return sql`(${columns}) select ${sql(row)}`;
}

/** `insert into ops.journal ${journalled(…)}`: rows as a select, to be filtered by what comes after. */
export function journalled(
  sql: Sql | Transaction,
  { agent, fence }: Writer,
  entries: readonly Entry[],
) {
  const rows = entries.map(({ kind, subject, at, body }) => [
    kind,
    subject,
    at,
    body,
  ]);
  return sql`
    (agent, fence, kind, subject, at, body)
    select ${agent}, ${fence}::bigint, kind, subject, at::timestamptz, body
    from (values ${sql(rows)}) as entry (kind, subject, at, body)`;
}
