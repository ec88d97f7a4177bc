/** Whatever is done to a sealed journal is found, with its place. */
import assert from "node:assert/strict";
import postgres from "postgres";
import type { Database } from "../core/adapters/stores/database.ts";
import { sealAll } from "../core/adapters/stores/sealer.ts";
import { verifyJournal } from "../core/adapters/stores/verify_journal.ts";
import { ATTACKS, OTHERS } from "./journal/attacks.ts";
import { withJournal, write } from "./journal/rows.ts";
import { ignore } from "./postgres.ts";

/** Runs `work` with a sealed journal of ten rows, and a way to attack it that is undone after. */
async function attacked(
  work: (
    attack: (sql: string) => ReturnType<typeof verifyJournal>,
    owner: postgres.Sql,
  ) => Promise<void>,
): Promise<void> {
  await withJournal(async ({ database, owner }) => {
    for (let i = 1; i <= 10; i++) await write(owner, `s${i}`, i % 2 ? i : null);
    await sealAll(database);
    await proven(database, 10);
    for (const table of TABLES) {
      await owner.unsafe(`create table kept_${table} as table ops.${table}`);
    }
    await work(async (sql) => {
      await unstopped(owner, sql);
      const verdict = await verifyJournal(database);
      await unstopped(owner, TABLES.map(restored).join(";"));
      await proven(database, 10);
      return verdict;
    }, owner);
  });
}

const TABLES = ["journal", "seals", "seal_head"];

function restored(table: string): string {
  return `truncate ops.${table};
    insert into ops.${table} overriding system value select * from kept_${table}`;
}

/** As a superuser who has switched the triggers off. */
async function unstopped(owner: postgres.Sql, sql: string): Promise<void> {
  await owner.begin(async (own) => {
    await own`set local session_replication_role = replica`;
    await own.unsafe(sql);
  });
}

async function proven(database: Database, rows: number): Promise<void> {
  const verdict = await verifyJournal(database);
  assert.deepEqual([verdict.rows, verdict.fault], [rows, undefined]);
}

Deno.test({
  name: "every change to a sealed journal is found with its place",
  ignore,
  fn: (t) =>
    attacked(async (attack) => {
      for (const { name, sql, seq, text } of ATTACKS) {
        await t.step(name, async () => {
          const { fault, rows } = await attack(sql);
          assert.match(fault?.text ?? "nothing found", text);
          assert.equal(fault!.seq, seq);
          assert.equal(rows, seq - 1);
        });
      }
    }),
});

Deno.test({
  name: "no column of a row or of a seal can be changed unseen",
  ignore,
  fn: (t) =>
    attacked(async (attack, owner) => {
      const columns = await owner<
        Record<"table" | "column" | "type", string>[]
      >`
        select relname as table, attname as column, format_type(atttypid, atttypmod) as type
        from pg_attribute join pg_class on pg_class.oid = attrelid
        where relnamespace = 'ops'::regnamespace and relname in ('journal', 'seals')
          and relkind = 'r' and attnum > 0
        order by relname, attnum`;
      assert.ok(columns.length >= 14, `${columns.length} columns`);
      for (const { table, column, type } of columns) {
        await t.step(`ops.${table}.${column}`, async () => {
          const [{ letters }] = await owner<[{ letters: number }]>`
            select length(one.${owner(column)}::text) as letters
            from ${owner(`ops.${table}`)} one join kept_seals using (xid, id)
            where kept_seals.seq = 5`;
          for (const other of OTHERS[type]!(column, letters)) {
            const { fault } = await attack(changed(table, column, other));
            assert.equal(fault?.seq, 5, `${other}: ${fault?.text}`);
          }
        });
      }
    }),
});

/** Row 5 with another value in one column, also where PostgreSQL generates it. */
function changed(table: string, column: string, other: string): string {
  return `create temporary table one on commit drop as
      select * from ops.${table}
      where (xid, id) = (select xid, id from ops.seals where seq = 5);
    delete from ops.${table} where (xid, id) = (select xid, id from one);
    update one set ${column} = ${other};
    insert into ops.${table} overriding system value select * from one`;
}

Deno.test({
  name: "a fence that goes back is found, and each agent has its own",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      await write(owner, "s1", 2);
      await write(owner, "s2");
      await owner`
        insert into ops.journal (agent, fence, kind, subject, at, body)
        values ('big_bro', 1, 'approval', 's3', now(), '{}')`;
      await write(owner, "s4", 2);
      await sealAll(database);
      await proven(database, 4);
      await write(owner, "s5", 1);
      await sealAll(database);
      assert.deepEqual((await verifyJournal(database)).fault, {
        seq: 5,
        text:
          "row 5 (operator approval s5) was written under fence 1, after fence 2",
      });
    }),
});

Deno.test({
  name: "rows that wait for their seal are told after five seconds",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      await write(owner, "s1");
      await proven(database, 0);
      await owner`
        insert into ops.journal (agent, kind, subject, at, body, recorded_at)
        values ('operator', 'approval', 's2', now(), '{}', clock_timestamp() - interval '6 s')`;
      const { fault } = await verifyJournal(database);
      assert.match(fault!.text, /^rows wait for their seal since 2[^,]+: 1$/);
    }),
});

Deno.test({
  name: "a journal of several batches is proven while it grows",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      const grow = async (rows: number) => {
        await owner`
          insert into ops.journal (agent, kind, subject, at, body, recorded_at)
          select 'operator', 'approval', n, now(), '{}', now() - interval '6 s'
          from generate_series(1, ${rows}::int) n`;
        await sealAll(database);
      };
      await grow(7_000);
      let reads = 0;
      const growing: Database = {
        ...database,
        async read(work) {
          if (++reads % 2 === 0) await grow(10);
          return await database.read(work);
        },
      };
      const shares: number[] = [];
      let heard = 0;
      const verdict = await verifyJournal(growing, {
        onProgress: (share) => shares.push(share),
        onEntry: () => heard++,
      });
      assert.equal(heard, 7_000);
      assert.deepEqual([verdict.rows, verdict.fault], [7_000, undefined]);
      assert.deepEqual(shares, [2 / 7, 4 / 7, 6 / 7, 1]);
      const [{ last }] = await owner<[{ last: number }]>`
        select max(seq)::int as last from ops.seals`;
      assert.ok(last > 7_000);
      await proven(database, last);
    }),
});
