/** Killed, frozen, gone: every call settles, nothing acknowledged is lost, and it goes on by itself. */
import assert from "node:assert/strict";
import { openDatabase, type Sql } from "../core/adapters/stores/database.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { Kills, MOMENTS } from "./database/kills.ts";
import { settles, withDatabase } from "./database/opened.ts";
import { startProxy } from "./database/proxy.ts";
import { ignore } from "./postgres.ts";

const KILLS_PER_MOMENT = 20;
const TRANSACTION_TIMEOUT_SINCE = 170_000;

for (const moment of MOMENTS) {
  Deno.test({
    name:
      `${KILLS_PER_MOMENT} backends killed while ${moment}: no call hangs, no acknowledged write is lost`,
    ignore,
    fn: () =>
      withDatabase({}, async ({ database, outside }) => {
        const kills = new Kills(database, outside);
        await kills.prepare();
        for (let i = 0; i < KILLS_PER_MOMENT; i++) await kills.kill(moment);
        await kills.verify();
      }),
  });
}

Deno.test({
  name: "a frozen backend costs its call, not the next",
  ignore,
  fn: () =>
    withDatabase({ max: 2, deadlineMs: 700 }, async ({ database, backend }) => {
      const pid = await backend();
      if (!await mayStop(pid)) {
        console.error("Skipped: the backend is not a process of this machine");
        return;
      }
      Deno.kill(pid, "SIGSTOP");
      try {
        const frozen = database.read((sql) => sql`select 1`);
        await assert.rejects(settles(frozen), /no answer/);
        await settles(database.write((sql) => sql`select 1`));
      } finally {
        Deno.kill(pid, "SIGCONT");
      }
    }),
});

Deno.test({
  name: "a frozen server: every call settles, and it goes on after the thaw",
  ignore,
  fn: () =>
    withDatabase({}, async ({ url }) => {
      const proxy = await startProxy(url);
      const options = { url: proxy.url, name: "frozen", deadlineMs: 500 };
      const database = await openDatabase(options);
      try {
        await database.read((sql) => sql`select 1`);
        proxy.mood = "frozen";
        const calls = [
          openDatabase(options),
          // More than there are connections, so that some never get one.
          ...Array.from(
            { length: 6 },
            () => database.read((sql) => sql`select 1`),
          ),
          database.write((sql) => sql`select 1`),
          database.transaction((sql) => sql`select 1`),
        ];
        for (const { reason } of await settledOf(calls)) {
          assert.ok(reason instanceof StoreUnavailable, String(reason));
        }
        proxy.mood = "normal";
        await settles(database.write((sql) => sql`select 1`));
      } finally {
        proxy.mood = "frozen";
        await settles(database.close());
        await proxy.close();
      }
    }),
});

Deno.test({
  name: "who falls silent in the middle of a statement keeps no lock for long",
  ignore,
  fn: () =>
    withDatabase({}, async ({ url, outside }) => {
      if (await outside.read(versionOf) < TRANSACTION_TIMEOUT_SINCE) {
        console.error("Skipped: only PostgreSQL 17 and later can see to that");
        return;
      }
      const proxy = await startProxy(url);
      const options = { url: proxy.url, name: "silent", deadlineMs: 1_000 };
      const database = await openDatabase(options);
      try {
        await outside.write((sql) => sql`create table t as select 1 as n`);
        const silent = database.transaction(async (sql) => {
          await sql`update t set n = 2`;
          proxy.mood = "mute";
          // A statement that is new is described first: the server waits in the middle of it.
          await sql`update t set n = ${3} where n = ${2}`;
        });
        await assert.rejects(settles(silent), StoreUnavailable);
        const rows = await settles(
          outside.write((sql) => sql`update t set n = n + 10 returning n`),
        );
        assert.deepEqual([...rows], [{ n: 11 }]);
      } finally {
        await settles(database.close());
        await proxy.close();
      }
    }),
});

Deno.test({
  name: "a server that hangs up at once is not hammered",
  ignore,
  fn: () =>
    withDatabase({}, async ({ url }) => {
      const proxy = await startProxy(url);
      const options = { url: proxy.url, name: "hung up on" };
      const database = await openDatabase(options);
      proxy.hangUp();
      proxy.accepted = 0;
      try {
        const until = performance.now() + 1_000;
        while (performance.now() < until) {
          const read = database.read((sql) => sql`select 1`);
          await assert.rejects(settles(read), StoreUnavailable);
        }
        assert.ok(proxy.accepted <= 20, `${proxy.accepted} connections`);
        proxy.mood = "normal";
        await settles(database.write((sql) => sql`select 1`));
      } finally {
        await settles(database.close());
        await proxy.close();
      }
    }),
});

Deno.test("a port where nobody listens is told in one line", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const url = `postgres://somebody:hunter2@127.0.0.1:${port}/books`;
  const opened = settles(openDatabase({ url, name: "nobody" }));
  await assert.rejects(opened, {
    name: "StoreUnavailable",
    message:
      `Cannot ask books at 127.0.0.1:${port}: no connection (ECONNREFUSED)`,
  });
});

async function versionOf(sql: Sql): Promise<number> {
  const [row] = await sql<[{ version: number }]>`
    select current_setting('server_version_num')::int as version`;
  return row.version;
}

async function settledOf(calls: Promise<unknown>[]) {
  const all = await settles(Promise.allSettled(calls));
  return all.map((one) => ({ reason: undefined, ...one }));
}

/** Whether this number is a PostgreSQL of this machine, and not by chance another process. */
async function mayStop(pid: number): Promise<boolean> {
  try {
    const ps = new Deno.Command("ps", {
      args: ["-o", "comm=", "-p", `${pid}`],
    });
    const { stdout } = await ps.output();
    if (!/^postgres/.test(new TextDecoder().decode(stdout))) return false;
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}
