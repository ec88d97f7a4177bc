/** A database of one test file, in which nothing stays. @module */
import assert from "node:assert/strict";
import postgres from "postgres";
import { freshDatabase, ignore, type TestDatabase } from "../postgres.ts";
import { SAMPLES } from "./samples.ts";

export const CHECK = "23514";
export const FOREIGN_KEY = "23503";
export const NOT_PERMITTED = "42501";

export type Sql = postgres.TransactionSql;

let database: TestDatabase | undefined;

/** Runs `test` as the owner, in a transaction that is undone. */
export function promises(
  name: string,
  test: (sql: Sql) => Promise<void>,
): void {
  Deno.test({
    name: `Research: ${name}`,
    ignore,
    async fn() {
      database ??= await freshDatabase("research");
      const client = postgres(database.ownerUrl, { max: 1, onnotice() {} });
      const over = new Error("over");
      try {
        await client.begin(async (sql) => {
          await test(sql);
          throw over;
        }).catch((error) => assert.equal(error, over, error));
      } finally {
        await client.end();
      }
    },
  });
}

Deno.test.afterAll(() => database?.drop());

/** The SQLSTATE `text` is refused with; how many rows it changed, if it is not. */
export async function answer(sql: Sql, text: string): Promise<string> {
  try {
    const { count } = await sql.savepoint((sql) => sql.unsafe(text));
    return `${count}`;
  } catch (error) {
    assert.ok(error instanceof postgres.PostgresError, `${text}: ${error}`);
    return error.code;
  }
}

/** A sample row of `table`, but for `change`. */
export function insert(
  table: string,
  change: (typeof SAMPLES)[string] = {},
): string {
  const row = Object.entries({ ...SAMPLES[table], ...change });
  const values = row.map(([, value]) => value === null ? "null" : `'${value}'`);
  return `insert into ${table} (${row.map(([name]) => name).join()})
    values (${values.join()})`;
}
