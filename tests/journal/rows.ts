/** A migrated database with a journal of its own, and rows to put into it. */
import postgres from "postgres";
import {
  type Database,
  openDatabase,
} from "../../core/adapters/stores/database.ts";
import { freshDatabase } from "../postgres.ts";

export interface JournalDesk {
  database: Database;
  /** The owner's own connections, for what the program itself never does. */
  owner: postgres.Sql;
  ownerUrl: string;
}

/** Runs `work` with a fresh database, and drops that. */
export async function withJournal(
  work: (desk: JournalDesk) => Promise<void>,
): Promise<void> {
  const { ownerUrl, drop } = await freshDatabase("dev");
  const owner = postgres(ownerUrl, {
    max: 12,
    onnotice: () => {},
    connection: { statement_timeout: 10_000 },
  });
  const database = await openDatabase({ url: ownerUrl, name: "test" });
  try {
    await work({ database, owner, ownerUrl });
  } finally {
    await database.close();
    await owner.end({ timeout: 2 });
    await drop();
  }
}

/** Writes one row as a writer does. Approvals need no lease. */
export async function write(
  sql: postgres.ISql,
  subject: string,
  fence: number | null = null,
): Promise<void> {
  const body = JSON.stringify({ id: subject, said: "é, \\ 🔏\n\u0007" });
  await sql`
    insert into ops.journal (agent, fence, kind, subject, at, body)
    values ('operator', ${fence}, 'approval', ${subject}, '2026-01-05T14:30:00.125Z', ${body})`;
}

/** Subjects in the order they are sealed in. */
export async function sealedSubjects(sql: postgres.ISql): Promise<string[]> {
  const rows = await sql`
    select j.subject from ops.seals s join ops.journal j using (xid, id)
    order by s.seq`;
  return rows.map((row) => row.subject);
}

/** One connection inside a transaction that has written, until told how to end. */
export async function openTransaction(
  url: string,
  subject?: string,
): Promise<{ xid: string; end(how: "commit" | "rollback"): Promise<void> }> {
  const sql = postgres(url, { max: 1 });
  await sql`begin`;
  const [{ xid }] = await sql<[{ xid: string }]>`
    select pg_current_xact_id() as xid`;
  if (subject !== undefined) await write(sql, subject);
  return {
    xid,
    async end(how) {
      await sql.unsafe(how);
      await sql.end({ timeout: 2 });
    },
  };
}
