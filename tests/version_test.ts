/** A program and the databases it was written for. */
import assert from "node:assert/strict";
import { openDatabase } from "../core/adapters/stores/database.ts";
import { requireVersion, VERSIONS } from "../core/adapters/stores/version.ts";
import { asOwner } from "../sql/connect.ts";
import { sqlFiles } from "../sql/files.ts";
import { LOGINS } from "../sql/roles.ts";
import { freshDatabase, ignore } from "./postgres.ts";

type Kind = keyof typeof VERSIONS;

for (const kind of Object.keys(VERSIONS) as Kind[]) {
  Deno.test(`the version of ${kind} databases names exactly the files of sql/`, async () => {
    const { migrations } = await sqlFiles(kind);
    assert.deepEqual(VERSIONS[kind], migrations.map(({ name }) => name));
  });
}

const CASES: [sentence: string, change: string, refusal: RegExp | undefined][] =
  [
    ["at its version", "select", undefined],
    [
      "of an older version",
      "delete from ops.migrations where name = 'trading/0002_ops.sql'",
      /^Cannot use catalyst_test_dev\w+: it is older than this program \(trading\/0002_ops.sql was not applied\); run deno task migrate$/,
    ],
    [
      "of a newer version",
      "insert into ops.migrations values ('ops/9999_later.sql', '')",
      /^Cannot use catalyst_test_dev\w+: it is newer than this program/,
    ],
    [
      "that was never migrated",
      "drop schema ops cascade",
      /^Cannot use catalyst_test_dev\w+: it is older than this program \(ops\/0001_journal.sql was not/,
    ],
  ];

for (const [sentence, change, refusal] of CASES) {
  Deno.test({
    name: `a database ${sentence} is ${refusal ? "refused" : "used"}`,
    ignore,
    fn: async () => {
      const fresh = await freshDatabase("dev");
      try {
        await asOwner(fresh.ownerUrl, (sql) => sql.unsafe(change).execute());
        await required(fresh.ownerUrl, "trading", refusal);
      } finally {
        await fresh.drop();
      }
    },
  });
}

Deno.test({
  name: "a database of another kind is refused",
  ignore,
  fn: async () => {
    const fresh = await freshDatabase("research");
    try {
      await required(
        fresh.ownerUrl,
        "trading",
        /another database than trading/,
      );
    } finally {
      await fresh.drop();
    }
  },
});

Deno.test({
  name: "every login can see the version of each database it may connect to",
  ignore,
  fn: async () => {
    for (const name of ["dev", "intl", "research"] as const) {
      const fresh = await freshDatabase(name);
      try {
        const [row] = await asOwner(
          fresh.ownerUrl,
          (sql) =>
            sql`select string_agg(rolname, ',') as names from pg_roles
            where rolname = any(string_to_array(${LOGINS.join()}, ','))
              and has_database_privilege(oid, current_database(), 'connect')`,
        );
        for (const login of row!.names.split(",")) {
          const kind = name === "research" ? "research" : "trading";
          await required(fresh.urlOf(login), kind, undefined);
        }
      } finally {
        await fresh.drop();
      }
    }
  },
});

async function required(
  url: string,
  kind: Kind,
  refusal: RegExp | undefined,
): Promise<void> {
  const database = await openDatabase({ url, name: "version test" });
  try {
    if (!refusal) return await requireVersion(database, kind);
    await assert.rejects(requireVersion(database, kind), {
      name: "StoreRefused",
      message: refusal,
    });
  } finally {
    await database.close();
  }
}
