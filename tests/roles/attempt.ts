/** Tries acts of the matrix on a real database, and undoes each. @module */
import assert from "node:assert/strict";
import postgres from "postgres";
import { type Act, type Verdict, verdictOf } from "./matrix.ts";
import type { Login } from "../../sql/logins.ts";

/** No privilege or row security (42501), or a stale fence (55P04): PostgreSQL's no, not ours. */
const REFUSALS = ["42501", "55P04"];

/** Runs `work` on one connection. */
export async function connected<T>(
  url: string,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** Holds PostgreSQL to the matrix. What fails is told as sentences: who may do what after all. */
export async function judge(
  url: string,
  login: Login,
  acts: readonly Act[],
): Promise<void> {
  await connected(url, async (sql) => {
    const found: string[] = [];
    for (const act of acts) {
      found.push(`${login} ${await attempt(sql, act)} ${act.what}`);
    }
    const wanted = acts.map((act) =>
      `${login} ${verdictOf(act, login)} ${act.what}`
    );
    assert.deepEqual(found.filter((line) => !wanted.includes(line)), []);
  });
}

/** Whoever owns the database may do all of it: no act fails for another reason than its login. */
export async function judgeOwner(
  url: string,
  acts: readonly Act[],
): Promise<void> {
  await connected(url, async (sql) => {
    const wrong: string[] = [];
    for (const act of acts) {
      if (act.superuser) continue;
      const verdict = await attempt(sql, act);
      if (verdict === (act.ownerToo ? "may not" : "may")) continue;
      wrong.push(`owner ${verdict} ${act.what}`);
    }
    assert.deepEqual(wrong, []);
  });
}

async function attempt(
  sql: postgres.Sql,
  { sql: statement }: Act,
): Promise<string> {
  await sql.unsafe("begin");
  try {
    const { count } = await sql.unsafe(statement);
    const missed = statement.startsWith("update") && count === 0;
    return (missed ? "sees no row to" : "may") satisfies Verdict;
  } catch (error) {
    assert.ok(error instanceof postgres.PostgresError, String(error));
    const refused = REFUSALS.includes(error.code);
    return refused ? "may not" : `fails with ${error.message} to`;
  } finally {
    await sql.unsafe("rollback");
  }
}
