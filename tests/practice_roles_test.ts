/** Who may do what in catalyst_practice: the venue's process its part, and nobody else anything. */
import assert from "node:assert/strict";
import { LOGINS } from "../sql/logins.ts";
import { freshDatabase, ignore, type TestDatabase } from "./postgres.ts";
import { connected } from "./roles/attempt.ts";
import { grantedToAll, ledAstray } from "./roles/catalog.ts";

const AGENTS = LOGINS.filter((login) => login !== "practice");
const TABLES = ["venue", "clock", "accounts", "orders", "fills", "holdings"];

/** What not even the venue does: it keeps a record, and that stays. */
const REFUSED = [
  "update venue set tape = 'seed 8'",
  "update fills set value = 0",
  "create table stranger ()",
  "create schema stranger",
  "create temp table stranger ()",
  "insert into ops.migrations values ('x', 'y')",
  "alter table orders disable trigger all",
  "set role dev_claude",
  ...TABLES.flatMap((table) => [`delete from ${table}`, `truncate ${table}`]),
];

function test(
  what: string,
  work: (made: TestDatabase, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    name: what,
    ignore,
    async fn(t) {
      const made = await freshDatabase("practice");
      try {
        await work(made, t);
      } finally {
        await made.drop();
      }
    },
  });
}

test(
  "no agent reads what the practice venue knows before the market tells it",
  async (made, t) => {
    assert.equal(AGENTS.length, LOGINS.length - 1);
    for (const login of AGENTS) {
      await t.step(`${login} may not even connect`, () =>
        assert.rejects(
          connected(made.urlOf(login), (sql) => sql`select 1`),
          { code: "42501", message: /^permission denied for database/ },
        ));
    }
  },
);

test(
  "the venue may not undo what it wrote, nor anything else",
  async ({ urlOf, ownerUrl }, t) => {
    for (const statement of REFUSED) {
      await t.step(statement, () =>
        assert.rejects(
          connected(urlOf("practice"), (sql) => sql.unsafe(statement)),
          { code: "42501" },
        ));
    }
    assert.deepEqual(await connected(ownerUrl, grantedToAll), []);
    assert.deepEqual(await connected(ownerUrl, ledAstray), []);
  },
);

test("the database has no journal, no lease and no books", async ({ ownerUrl }) => {
  const rows = await connected(ownerUrl, (sql) =>
    sql<{ name: string }[]>`
      select format('%s.%s', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('public', 'ops') order by 1`);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ["ops.migrations", ...TABLES.map((table) => `public.${table}`)].sort(),
  );
});
