/** Who seals, what of it is told, and what readers get. */
import assert from "node:assert/strict";
import postgres from "postgres";
import {
  journalTail,
  lastSealed,
  SEALED_CHANNEL,
} from "../core/adapters/stores/journal_tail.ts";
import { sealAll, startSealer } from "../core/adapters/stores/sealer.ts";
import { verifyJournal } from "../core/adapters/stores/verify_journal.ts";
import { sealedSubjects, withJournal, write } from "./journal/rows.ts";
import { ignore } from "./postgres.ts";

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function within(ms: number, answer: Promise<string>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve("nothing was said"), ms);
  const first = await Promise.race([answer, promise]);
  clearTimeout(timer);
  return first;
}

Deno.test({
  name: "a seal takes a bounded batch, and tells of each with one notification",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      const told: string[] = [];
      await owner.listen(SEALED_CHANNEL, (place) => told.push(place));
      await owner`
        insert into ops.journal (agent, kind, subject, at, body)
        select 'operator', 'approval', n, now(), '{}' from generate_series(1, 12000) n`;
      const sizes = [];
      for (let i = 0; i < 4; i++) {
        const [{ seal }] = await owner<[{ seal: number }]>`select ops.seal()`;
        sizes.push(seal);
      }
      assert.deepEqual(sizes, [5_000, 5_000, 2_000, 0]);
      for (let i = 0; told.length < 3 && i < 1_000; i++) await sleep(5);
      assert.deepEqual(told, ["5000", "10000", "12000"]);
      const { rows, fault } = await verifyJournal(database);
      assert.deepEqual({ rows, fault }, { rows: 12_000, fault: undefined });
    }),
});

Deno.test({
  name: "while one process seals, another does not wait for it",
  ignore,
  fn: () =>
    withJournal(async ({ owner, ownerUrl }) => {
      await write(owner, "first");
      const sealer = postgres(ownerUrl, { max: 1 });
      await sealer`begin`;
      await sealer`select from ops.seal_head for update`;
      const [row] = await owner`
        select ops.seal() as sealed`;
      assert.equal(row!.sealed, null);
      await sealer`rollback`;
      await sealer.end();
    }),
});

Deno.test({
  name: "the hash does not depend on the session that seals",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      await owner.begin(async (sql) => {
        await sql`set local timezone = 'Asia/Hong_Kong'`;
        await sql`set local datestyle = 'German'`;
        await sql`set local search_path = public`;
        await write(sql, "first");
      });
      await owner.begin(async (sql) => {
        await sql`set local timezone = 'Asia/Hong_Kong'`;
        await sql`set local datestyle = 'German'`;
        await sql`select ops.seal()`;
      });
      assert.equal((await verifyJournal(database)).rows, 1);
    }),
});

Deno.test({
  name: "readers page through the journal, each from its own place",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      for (let i = 1; i <= 8; i++) await write(owner, `s${i}`, i);
      assert.deepEqual(await journalTail(database, 0, 3), [], "not sealed yet");
      await sealAll(database);
      const pages = [];
      for (let after = 0, page; after < 8; after = page.at(-1)!.seq) {
        page = await journalTail(database, after, 3);
        pages.push(
          page.map(({ seq, subject, fence }) => [seq, subject, fence]),
        );
      }
      const row = (i: number) => [i, `s${i}`, i];
      assert.deepEqual(pages, [
        [1, 2, 3].map(row),
        [4, 5, 6].map(row),
        [7, 8].map(row),
      ]);
      assert.deepEqual(await journalTail(database, 8, 3), []);
      assert.equal(await lastSealed(database), 8);
      const [{ at, body, agent }] = await journalTail(database, 0, 1) as [
        Awaited<ReturnType<typeof journalTail>>[number],
      ];
      assert.equal(at, Date.UTC(2026, 0, 5, 14, 30, 0, 125));
      assert.equal(agent, "operator");
      assert.equal(JSON.parse(body).said, "é, \\ 🔏\n\u0007");
    }),
});

Deno.test({
  name: "stopping a sealer seals what is left",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      const sealer = startSealer(database, 60_000);
      await sleep(50); // its first round finds nothing
      await write(owner, "last");
      await sealer.stop();
      assert.deepEqual(await sealedSubjects(owner), ["last"]);
    }),
});

Deno.test({
  name: "a sealer that cannot seal says so",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      await owner.begin(async (sql) => {
        await sql`set local session_replication_role = replica`;
        await sql`delete from ops.seal_head`;
      });
      const { ended } = startSealer(database, 5);
      const said = ended.then(() => "it ended", (error) => error.message);
      assert.match(await within(5_000, said), /no rows/);
    }),
});

Deno.test({
  name: "a journal that is ahead of its server is not sealed any further",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      await owner`update ops.seal_head set xid = '999999999999'`;
      await write(owner, "first");
      await assert.rejects(
        sealAll(database),
        /Cannot seal: transaction 999999999999 is sealed, but this server is only at/,
      );
    }),
});

Deno.test({
  name: "not even the owner changes what is written",
  ignore,
  fn: () =>
    withJournal(async ({ owner }) => {
      for (const table of ["journal", "seals", "seal_head"]) {
        const attempts = {
          update: `update ops.${table} set xid = xid`,
          delete: `delete from ops.${table}`,
          truncate: `truncate ops.${table}`,
        };
        for (const [verb, sql] of Object.entries(attempts)) {
          // The head moves on with every seal.
          if (table === "seal_head" && verb === "update") continue;
          const refusal =
            `Cannot ${verb} ops.${table}: what is written there stays`;
          await assert.rejects(owner.unsafe(sql), new RegExp(refusal));
        }
      }
    }),
});
