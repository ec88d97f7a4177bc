/** A take-over meets writes under way: each is done before it, or refused. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Database, Sql } from "../core/adapters/stores/database.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { settles } from "./database/opened.ts";
import { take, withBooks } from "./lease/books.ts";
import { rowsByFence, STALE } from "./lease/rows.ts";
import { ignore } from "./postgres.ts";

Deno.test({
  name: "a snapshot from before a take-over cannot write under the old fence",
  ignore,
  fn: () =>
    withBooks(async ({ database, outside }) => {
      for (const write of [insertRow, requireFence]) {
        const lease = await take(database, "first");
        const written = outside.transaction(async (sql) => {
          await sql`set transaction isolation level repeatable read`;
          await sql`select from ops.leases`;
          await lease.release();
          await (await take(database, "second")).release();
          await write(sql, lease.fence);
        });
        await assert.rejects(written, /repeatable read, not read committed/);
      }
    }),
});

Deno.test({
  name: "a write under way is done before the take-over, or refused",
  ignore,
  fn: () =>
    withBooks(async ({ database, outside }) => {
      let lease = await take(outside, "same");
      await outside.write((sql) => sql`create table counted (fence bigint)`);
      let over = false;
      const writers = [insertRow, insertRow, countUp, countUp].map(
        async (write) => {
          while (!over) await slowly(database, write, lease.fence);
        },
      );
      const atTakeOver = [];
      for (let round = 0; round < 20; round++) {
        lease = await take(outside, "same");
        atTakeOver.push(await written(outside, lease.fence));
        await pause(20);
      }
      over = true;
      await settles(Promise.all(writers));
      await lease.release();
      for (const then of atTakeOver) {
        assert.deepEqual(await written(outside, then.below), then);
      }
      const { rows, counted } = atTakeOver.at(-1)!;
      assert.ok(rows > 10 && counted > 10, "hardly a write came through");
    }),
});

Deno.test({
  name: "a transaction left open does not hold up a take-over for long",
  ignore,
  fn: () =>
    withBooks(async ({ database, outside }) => {
      const lease = await take(database, "first");
      const left = Promise.withResolvers<void>();
      const written = Promise.withResolvers<void>();
      const open = database.transaction(async (sql) => {
        await insertRow(sql, lease.fence);
        written.resolve();
        await left.promise;
      }).catch((error) => error);
      await written.promise;
      const next = await settles(take(outside, "first"));
      left.resolve();
      assert.ok(await settles(open) instanceof StoreUnavailable);
      assert.deepEqual(await rowsByFence(outside), []);
      await next.release();
      await lease.release();
    }),
});

type Write = (sql: Sql, fence: number) => Promise<unknown>;

/** Writes in a transaction that takes its time to commit. */
async function slowly(
  database: Database,
  write: Write,
  fence: number,
): Promise<void> {
  try {
    await database.transaction(async (sql) => {
      await write(sql, fence);
      await pause(5);
    });
  } catch (error) {
    if (Object(error).code !== STALE) throw error;
  }
}

function insertRow(sql: Sql, fence: number) {
  return sql`insert into ops.journal (agent, fence, kind, subject, at, body)
    values ('dev_claude', ${fence}, 'order', 'x', now(), '{}')`;
}

function requireFence(sql: Sql, fence: number) {
  return sql`select ops.require_fence('dev_claude', ${fence})`;
}

/** What leaves no journal row. */
async function countUp(sql: Sql, fence: number): Promise<void> {
  await requireFence(sql, fence);
  await sql`insert into counted values (${fence})`;
}

/** How much was written under fences below one. */
async function written(database: Database, below: number) {
  const [found] = await database.read((sql) =>
    sql<[{ rows: number; counted: number }]>`
      select (select count(*) from ops.journal where fence < ${below})::int as rows,
        (select count(*) from counted where fence < ${below})::int as counted`
  );
  return { below, ...found };
}
