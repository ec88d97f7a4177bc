/** Whom a process acts as, and what stands between it and PostgreSQL. */
import assert from "node:assert/strict";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { StoreRefused } from "../core/adapters/stores/refused.ts";
import { settles, withDatabase } from "./database/opened.ts";
import { startPgBouncer } from "./database/pgbouncer.ts";
import { startTransactionPooler } from "./database/transaction_pooler.ts";
import { freshDatabase, ignore } from "./postgres.ts";

Deno.test({
  name:
    "the owner acts as the role it is given, and is told it is by convention",
  ignore,
  fn: () =>
    withDatabase({ kind: "dev" }, async ({ url }) => {
      const acts = [
        { role: "dev_claude", as: "dev_claude" },
        // Where nobody could make the roles, the owner goes on as itself.
        { role: "no_such_role", as: new URL(url).username },
        { as: new URL(url).username },
      ];
      for (const { role, as } of acts) {
        const options = { url, name: "owner", ...(role && { role }) };
        const database = await openDatabase(options);
        const found = await database.read((sql) =>
          sql`select current_user::text as as`
        );
        assert.deepEqual([...found], [{ as }]);
        assert.equal(database.isolation, "by convention");
        await database.close();
      }
    }),
});

Deno.test({
  name: "a login of its own is kept to it by PostgreSQL",
  ignore,
  async fn() {
    const fresh = await freshDatabase("dev");
    const url = fresh.urlOf("dev_claude");
    const ways = [{ role: "dev_claude" }, {}];
    for (const way of ways) {
      const database = await openDatabase({ url, name: "own", ...way });
      assert.equal(database.isolation, "enforced");
      await database.close();
    }
    // Not a member of that role, so it stays what it is, and that is not what was asked for.
    const other = await openDatabase({ url, name: "own", role: "big_bro" });
    const found = await other.read((sql) =>
      sql`select current_user::text as as`
    );
    assert.deepEqual([...found], [{ as: "dev_claude" }]);
    assert.equal(other.isolation, "by convention");
    await other.close();
    const foreign = openDatabase({
      url: fresh.urlOf("intl_claude"),
      name: "x",
    });
    await assert.rejects(foreign, {
      name: "StoreRefused",
      message: /this login may not connect to it/,
    });
    await fresh.drop();
  },
});

Deno.test({
  name: "a pooler in transaction mode is refused, and nothing hangs",
  ignore,
  fn: () =>
    withDatabase({}, async ({ url }) => {
      const pooler = await startTransactionPooler(url);
      await refused(pooler.url);
      await pooler.close();
    }),
});

const BOUNCERS: [mode: string, extra: string][] = [
  ["transaction", ""],
  ["statement", ""],
  ["transaction", "default_pool_size = 1"],
  // It would forget them between two sessions.
  [
    "session",
    "ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout",
  ],
  ["session", ""],
];

Deno.test({
  name: "PgBouncer is refused in every mode that changes what we say",
  ignore,
  fn: () =>
    withDatabase({}, async ({ url }) => {
      for (const [mode, extra] of BOUNCERS) {
        const bouncer = await startPgBouncer(url, mode, extra);
        if (!bouncer) {
          return console.error("Skipped: pgbouncer is not installed");
        }
        await refused(bouncer.url);
        await bouncer.close();
      }
    }),
});

Deno.test({
  name:
    "where the URL asks for encryption and the server has none, that is said",
  ignore,
  fn: () =>
    withDatabase({}, async ({ url, database }) => {
      const [{ ssl }] = await database.read((sql) =>
        sql<[{ ssl: string }]>`select current_setting('ssl') as ssl`
      );
      if (ssl === "on") return console.error("Skipped: this server encrypts");
      const opened = openDatabase({ url: `${url}?sslmode=require`, name: "x" });
      await assert.rejects(opened, /it does not encrypt/);
    }),
});

async function refused(url: string): Promise<void> {
  const opened = settles(openDatabase({ url, name: "pooled" }));
  const error = await opened.catch((error) => error);
  assert.ok(error instanceof StoreRefused, String(error));
  assert.match(error.message, /a pooler .* use PostgreSQL's own port/);
}
