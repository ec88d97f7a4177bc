/** What each login may do in each database: PostgreSQL itself says so, act by act. */
import assert from "node:assert/strict";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { takeLease } from "../core/adapters/stores/lease.ts";
import { sealAll } from "../core/adapters/stores/sealer.ts";
import { PostgresBooks } from "../core/adapters/stores/trading/books.ts";
import { verifyJournal } from "../core/adapters/stores/verify_journal.ts";
import type { Trader } from "../core/agents/agent.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { marketOf } from "../core/market/mod.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";
import { LOGINS } from "../sql/logins.ts";
import { migrate } from "../sql/migrate.ts";
import { realFiles, withFolder } from "./migrate/folders.ts";
import { cycle, leave, opened, session } from "./order_life/store_samples.ts";
import {
  freshDatabase,
  ignore,
  targetOf,
  type TestDatabase,
} from "./postgres.ts";
import { connected, judge, judgeOwner } from "./roles/attempt.ts";
import { MATRIX } from "./roles/matrix.ts";
import { grantedToAll, ledAstray } from "./roles/catalog.ts";

for (const { database, rows, connect, acts } of MATRIX) {
  const outside = LOGINS.filter((login) => !connect.includes(login));
  const pairs = acts.length * connect.length + LOGINS.length;
  test(
    database,
    `PostgreSQL itself grants or refuses: ${pairs} pairs of login and act in catalyst_${database}`,
    async (made, t) => {
      assert.equal(new Set(acts.map(({ what }) => what)).size, acts.length);
      await connected(made.ownerUrl, (sql) => sql.unsafe(rows));
      await t.step(
        "every act works for the owner, so a refusal is about who asks",
        () => judgeOwner(made.ownerUrl, acts),
      );
      for (const login of connect) {
        await t.step(
          `${login} may do its part of ${acts.length} acts and no other`,
          () => judge(made.urlOf(login), login, acts),
        );
      }
      for (const login of outside) {
        await t.step(`${login} may not even connect`, () =>
          assert.rejects(
            connected(made.urlOf(login), (sql) => sql`select 1`),
            { code: "42501", message: /^permission denied for database/ },
          ));
      }
    },
  );

  test(
    database,
    `nothing in catalyst_${database} is everybody's, and nothing run as its owner can be led astray`,
    async ({ ownerUrl }) => {
      assert.deepEqual(await connected(ownerUrl, grantedToAll), []);
      assert.deepEqual(await connected(ownerUrl, ledAstray), []);
    },
  );
}

test(
  "dev",
  "grants that are applied again take away what was given by hand",
  async (made) => {
    await connected(made.ownerUrl, (sql) =>
      sql.unsafe(`
      grant delete, truncate, update on all tables in schema public, ops to dev_claude;
      grant all on database ${made.name} to mind, public;
      alter policy signing on ops.journal with check (true)`));
    const files = new Map(await realFiles("trading"));
    files.set("grants/ops.sql", `${files.get("grants/ops.sql")}\n-- more`);
    await withFolder(
      files,
      (folder) => migrate(targetOf("dev", made.ownerUrl), { folder }),
    );
    const { rows, acts } = MATRIX[0]!;
    await connected(made.ownerUrl, (sql) => sql.unsafe(rows));
    await judge(made.urlOf("dev_claude"), "dev_claude", acts);
    await assert.rejects(
      connected(made.urlOf("mind"), (sql) => sql`select 1`),
      { code: "42501" },
    );
  },
);

test(
  "dev",
  "an order's life is written by dev_claude's own login",
  (made) => liveAs(devClaude, made.urlOf("dev_claude"), "enforced"),
);

test(
  "intl",
  "an order's life is written by intl_claude's own login",
  (made) => liveAs(intlClaude, made.urlOf("intl_claude"), "enforced"),
);

test(
  "dev",
  "a process that has only the owner's URL lives by the same grants, by convention",
  async (made) => {
    await liveAs(devClaude, made.ownerUrl, "by convention");
    const database = await openDatabase({
      url: made.ownerUrl,
      name: "roles test",
      role: "dev_claude",
      max: 1,
    });
    try {
      const remove = () =>
        database.write((sql) => sql`delete from scan_results`);
      await assert.rejects(remove(), { code: "42501" });
      // What enforces nothing: it may drop its manners.
      await database.write((sql) => sql`set role none`);
      await remove();
    } finally {
      await database.close();
    }
  },
);

/** Lease, session, entry, exit, seal and proof, all over one connection's rights. */
async function liveAs(
  agent: Trader,
  url: string,
  isolation: "enforced" | "by convention",
): Promise<void> {
  const role = agent.id;
  const database = await openDatabase({ url, name: "roles test", role });
  try {
    assert.equal(database.isolation, isolation);
    const [{ who }] = await database.read((sql) =>
      sql<[{ who: string }]>`select current_user::text as who`
    );
    assert.equal(who, agent.id);
    const lease = await takeLease(database, {
      agent: agent.id,
      holder: "test",
      build: "test",
    });
    const books = await PostgresBooks.open({
      database,
      agent,
      market: marketOf(agent.market),
      broker: "PRACTICE",
      account: "test",
      parameters: { ...firstVersion(agent), id: "a-p1" },
      lease,
    });
    await books.openSession(session());
    await books.recordCycle(cycle("c-1"), []);
    await opened(books);
    await leave(books);
    assert.equal((await books.position("a-1"))?.status, "closed");
    await lease.release();
    await sealAll(database);
    const { rows, fault } = await verifyJournal(database);
    assert.equal(fault, undefined);
    assert.ok(rows > 10, `${rows} rows`);
  } finally {
    await database.close();
  }
}

function test(
  name: "dev" | "intl" | "research",
  what: string,
  check: (made: TestDatabase, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    name: what,
    ignore,
    async fn(t) {
      const made = await freshDatabase(name);
      try {
        await check(made, t);
      } finally {
        await made.drop();
      }
    },
  });
}
