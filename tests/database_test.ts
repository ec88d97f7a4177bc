/** The supervised client: what it answers, what it repeats, and that nothing makes it hang. */
import assert from "node:assert/strict";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { StoreRefused } from "../core/adapters/stores/refused.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { setTimeout as pause } from "node:timers/promises";
import {
  backendOf,
  killBackend,
  settles,
  withDatabase,
} from "./database/opened.ts";
import { ignore, urlOf } from "./postgres.ts";

const NAME = "catalyst test";

Deno.test({
  name:
    "an error of a statement reaches the caller as it is, and costs nothing",
  ignore,
  fn: () =>
    withDatabase({ max: 1 }, async ({ database, backend }) => {
      const before = await backend();
      const failed = database.write((sql) => sql`select 1 / 0`);
      await assert.rejects(failed, { code: "22012" });
      assert.equal(await backend(), before);
    }),
});

Deno.test({
  name: "the server ends a slow statement, and its connection goes on",
  ignore,
  fn: () =>
    withDatabase(
      { max: 1, deadlineMs: 1_000 },
      async ({ database, backend }) => {
        const before = await backend();
        const slow = database.read((sql) => sql`select pg_sleep(30)`);
        await assert.rejects(settles(slow), StoreUnavailable);
        assert.equal(await backend(), before);
      },
    ),
});

Deno.test({
  name: "a transaction is all or nothing",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      await database.write((sql) => sql`create table t (n int)`);
      const failed = database.transaction(async (sql) => {
        await sql`insert into t values (1)`;
        throw new RangeError("ours");
      });
      await assert.rejects(failed, RangeError);
      const answer = await database.transaction(async (sql) => {
        await sql`insert into t values (2)`;
        return [await sql`select n from t`];
      });
      assert.deepEqual(answer.map((rows) => [...rows]), [[{ n: 2 }]]);
    }),
});

Deno.test({
  name: "a deadlock is tried again, and both get through",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      await database.write((sql) =>
        sql`create table t as select n, 0 as hits from generate_series(1, 2) n`
      );
      let tries = 0;
      const meet = Promise.withResolvers<void>();
      const both = (first: number, second: number) =>
        database.transaction(async (sql) => {
          await sql`update t set hits = hits + 1 where n = ${first}`;
          if (++tries === 2) meet.resolve();
          await meet.promise;
          await sql`update t set hits = hits + 1 where n = ${second}`;
        });
      await Promise.all([both(1, 2), both(2, 1)]);
      const rows = await database.read((sql) => sql`select hits from t`);
      assert.deepEqual([...rows], [{ hits: 2 }, { hits: 2 }]);
      assert.ok(tries > 2, "there was no deadlock");
    }),
});

Deno.test({
  name: "a failed serialization is repeated five times, then told",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      let tries = 0;
      const failed = database.write((sql) => {
        tries++;
        return sql.unsafe(
          "do $$ begin raise exception using errcode = '40001'; end $$",
        );
      });
      await assert.rejects(failed, { code: "40001" });
      assert.equal(tries, 6);
    }),
});

Deno.test({
  name: "a lock that somebody keeps for a while is waited for again",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      await database.write((sql) => sql`create table t as select 1 as n`);
      let tries = 0;
      const kept = database.transaction(async (sql) => {
        await sql`update t set n = 2`;
        await pause(500);
      });
      const free = database.write(async (sql) => {
        if (tries++ === 0) await pause(100);
        await sql`set lock_timeout = '300ms'`;
        return await sql`update t set n = n + 1 returning n`;
      });
      await kept;
      assert.deepEqual([...await free], [{ n: 3 }]);
      assert.ok(tries > 1, "it did not wait in vain");
    }),
});

Deno.test({
  name: "a lock that is not to be had is asked for three times, then told",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      let tries = 0;
      const failed = database.write((sql) => {
        tries++;
        return sql.unsafe(
          "do $$ begin raise exception using errcode = '55P03'; end $$",
        );
      });
      await assert.rejects(failed, {
        name: "StoreUnavailable",
        message: /^Cannot ask .*\(55P03\)$/,
      });
      assert.equal(tries, 3);
    }),
});

Deno.test({
  name: "calls beyond the connections wait in line, and not for ever",
  ignore,
  fn: () =>
    withDatabase({ max: 1, deadlineMs: 1_000 }, async ({ database }) => {
      const quick = await Promise.all(
        [1, 2, 3].map((n) =>
          database.read((sql) => sql<[{ n: number }]>`select ${n}::int as n`)
        ),
      );
      assert.deepEqual(quick.map(([row]) => row.n), [1, 2, 3]);
      const [first, second] = [1, 2].map(() =>
        database.read((sql) => sql`select pg_sleep(0.7)`)
      );
      await first;
      await assert.rejects(settles(second!), StoreUnavailable);
      await database.read((sql) => sql`select 1`);
    }),
});

Deno.test({
  name: "a lost read is asked again, a lost write is not",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      let reads = 0, writes = 0;
      await database.read((sql) =>
        reads++ === 0 ? killBackend(sql) : sql`select 1`
      );
      const lost = database.write((sql) => (writes++, killBackend(sql)));
      await assert.rejects(lost, StoreUnavailable);
      assert.deepEqual([reads, writes], [2, 1]);
    }),
});

Deno.test({
  name: "what is left of a lost transaction writes nothing",
  ignore,
  fn: () =>
    withDatabase({ max: 1 }, async ({ database, kill }) => {
      await database.write((sql) => sql`create table t (n int)`);
      const lost = database.transaction(async (sql) => {
        await sql`insert into t values (1)`;
        await kill(await backendOf(sql));
        // Goes on as if nothing had happened, at once and after a pause.
        sql`insert into t values (2)`.catch(() => undefined);
        await pause(50);
        sql`insert into t values (3)`.catch(() => undefined);
      });
      await assert.rejects(settles(lost), StoreUnavailable);
      // The same slot, so likely the place where a statement would slip in.
      await database.write((sql) => sql`insert into t values (4)`);
      await pause(100);
      const rows = await database.read((sql) => sql`select n from t`);
      assert.deepEqual([...rows], [{ n: 4 }]);
    }),
});

Deno.test({
  name: "after close nothing is left and every call says so",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database, url, sessions }) => {
      const other = await openDatabase({ url, name: "closes", max: 3 });
      const reads = [1, 2, 3].map(() =>
        other.read((sql) => sql`select pg_sleep(0.1)`)
      );
      await Promise.all([...reads, other.close()]);
      await assert.rejects(
        other.read((sql) => sql`select 1`),
        StoreUnavailable,
      );
      await sessions("closes", 0);
      await database.read((sql) => sql`select 1`);
    }),
});

Deno.test({
  name: "wrong settings are refused in one line that gives nothing away",
  ignore,
  fn: () =>
    withDatabase({}, async ({ url }) => {
      const secret = "hunter2";
      const wrongPassword = new URL(url);
      wrongPassword.password = secret;
      const refusals: [string, RegExp][] = [
        [wrongPassword.href, /wrong login or password/],
        [urlOf(url, "no_such_database"), /no such database/],
        [`postgres://${secret}@a:1,b:2/c`, /its URL is not postgres:/],
        [`mysql://root:${secret}@localhost/c`, /its URL is not postgres:/],
        [secret, /its URL is not postgres:/],
      ];
      for (const [wrong, line] of refusals) {
        const opened = openDatabase({ url: wrong, name: NAME });
        const error = await settles(opened).catch((error) => error);
        assert.ok(error instanceof StoreRefused, String(error));
        assert.match(error.message, line);
        assert.doesNotMatch(error.message, /\n|hunter2|@127/);
      }
    }),
});
