/** What is committed is sealed once, in one order, whoever seals and whenever. */
import assert from "node:assert/strict";
import { sealAll, startSealer } from "../core/adapters/stores/sealer.ts";
import { verifyJournal } from "../core/adapters/stores/verify_journal.ts";
import {
  openTransaction,
  sealedSubjects,
  withJournal,
  write,
} from "./journal/rows.ts";
import { ignore, SERVER } from "./postgres.ts";

const WRITERS = 8;
const TRANSACTIONS = 40;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

Deno.test({
  name:
    "what eight writers commit is sealed once each, and what they undo never",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner, ownerUrl }) => {
      const sealers = [startSealer(database, 3), startSealer(database, 5)];
      const held = await openTransaction(ownerUrl, "held");
      await write(owner, "after held");

      const committed = new Set<string>(["held", "after held"]);
      const writer = async (name: number) => {
        for (let i = 0; i < TRANSACTIONS; i++) {
          const subjects = Array.from(
            { length: 1 + i % 3 },
            (_, row) => `${name}-${i}-${row}`,
          );
          const undone = Math.random() < 0.25;
          const work = owner.begin(async (sql) => {
            for (const subject of subjects) {
              await write(sql, subject);
              await sleep(Math.random() * 4);
            }
            if (undone) throw new Error("undone");
          });
          if (undone) await assert.rejects(work, /undone/);
          else await work.then(() => subjects.map((s) => committed.add(s)));
          // Halfway through, what the open transaction holds back has piled up.
          if (name === 0 && i === TRANSACTIONS / 2) {
            const early = await owner`
              select from ops.seals where xid >= ${held.xid}::xid8`;
            assert.equal(early.length, 0);
            await held.end("commit");
          }
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, i) => writer(i)));
      await Promise.all(sealers.map((sealer) => sealer.stop()));

      const sealed = await sealedSubjects(owner);
      assert.deepEqual([...sealed].sort(), [...committed].sort());
      const [order] = await owner`
        select min(seq)::int as first, max(seq)::int as last,
          bool_and(rank = seq) as in_order
        from (select seq, row_number() over (order by xid, id) as rank
              from ops.seals) places`;
      assert.deepEqual(order, {
        first: 1,
        last: committed.size,
        in_order: true,
      });
      const { rows, fault } = await verifyJournal(database);
      assert.deepEqual({ rows, fault }, {
        rows: committed.size,
        fault: undefined,
      });
    }),
});

Deno.test({
  name: "who commits late with a lower number is waited for and comes first",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner, ownerUrl }) => {
      const late = await openTransaction(ownerUrl, "late");
      await write(owner, "early");
      assert.equal(await sealAll(database), 0);
      await late.end("commit");
      assert.equal(await sealAll(database), 2);
      assert.deepEqual(await sealedSubjects(owner), ["late", "early"]);
    }),
});

Deno.test({
  name: "who undoes late is waited for and leaves no gap",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner, ownerUrl }) => {
      const late = await openTransaction(ownerUrl, "late");
      await write(owner, "early");
      await late.end("rollback");
      assert.equal(await sealAll(database), 1);
      assert.equal((await verifyJournal(database)).rows, 1);
    }),
});

Deno.test({
  name: "a transaction that is open in another database holds nothing back",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner }) => {
      const other = await openTransaction(SERVER!);
      await write(owner, "here");
      assert.equal(await sealAll(database), 1);
      await other.end("rollback");
    }),
});

Deno.test({
  name: "an open transaction that has not written yet is waited for",
  ignore,
  fn: () =>
    withJournal(async ({ database, owner, ownerUrl }) => {
      const quiet = await openTransaction(ownerUrl);
      await write(owner, "early");
      assert.equal(await sealAll(database), 0);
      await quiet.end("commit");
      assert.equal(await sealAll(database), 1);
    }),
});
