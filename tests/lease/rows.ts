/** Journal rows under a fence, written and read back. */
import type { Database } from "../../core/adapters/stores/database.ts";

/** SQLSTATE of a write whose fence is stale. */
export const STALE = "55P04";

/** Writes one row; false if its fence was refused. */
export async function writeRow(
  database: Database,
  fence: number | null,
  subject: string,
  kind = "order",
): Promise<boolean> {
  try {
    await database.write((sql) =>
      sql`insert into ops.journal (agent, fence, kind, subject, at, body)
        values ('dev_claude', ${fence}, ${kind}, ${subject},
          '2026-01-05T14:30:00Z', '{}')`
    );
    return true;
  } catch (error) {
    if (Object(error).code !== STALE) throw error;
    return false;
  }
}

/** Rows per fence and writer, lowest fence first. */
export async function rowsByFence(database: Database) {
  const rows = await database.read((sql) =>
    sql<{ fence: number; subject: string; count: number }[]>`
      select fence::int, subject, count(*)::int from ops.journal
      group by fence, subject order by fence, subject`
  );
  return [...rows];
}
