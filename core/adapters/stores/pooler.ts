/**
 * Tells a pooler that lends a backend per transaction from one that lends it
 * per session. Behind the first, prepared statements hang for ever.
 *
 * @module
 */
import type { Connection, Sql } from "./connection.ts";
import { byDeadline } from "./deadline.ts";

/** A pooler that lets two sessions wait longer for each other has one backend for both. */
const PATIENCE_MS = 1_500;
const ROUNDS = 3;

/**
 * Whether two sessions behind a pooler share backends, or the pooler would not
 * serve both. `connect` must give unprepared connections; never hangs.
 */
export async function sharesBackends(
  connect: () => Connection,
  until: number,
): Promise<boolean> {
  const [one, other] = [connect(), connect()];
  const patience = Math.min(until, performance.now() + PATIENCE_MS);
  const stuck = () => new Error("no answer");
  try {
    return await byDeadline(compare(one, other), patience, stuck);
  } catch {
    // It may also be gone by now. Using PostgreSQL's own port is right all the same.
    return true;
  } finally {
    one.discard();
    other.discard();
  }
}

async function compare(one: Connection, other: Connection): Promise<boolean> {
  for (let round = 0; round < ROUNDS; round++) {
    const before = await backendOf(one.sql);
    const shared = await other.sql.begin(async (sql) =>
      await backendOf(sql) === before || await backendOf(one.sql) !== before
    );
    if (shared) return true;
  }
  return false;
}

async function backendOf(sql: Sql): Promise<number> {
  const [row] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return row.pid;
}
