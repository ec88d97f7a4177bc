/**
 * The version of the databases that this program was written for: the names of
 * all SQL files that must have been applied, and no others.
 *
 * @module
 */
import type { Database } from "./database.ts";
import { StoreRefused } from "./refused.ts";

const OPS = [
  "ops/0001_journal.sql",
  "ops/0002_leases.sql",
  "ops/0003_touch.sql",
  "ops/0004_fence.sql",
];

/** By kind of database, in the order in which `sql/migrate.ts` applies them. */
export const VERSIONS = {
  trading: [
    ...OPS,
    "trading/0001_public.sql",
    "trading/0002_ops.sql",
    "trading/0003_run.sql",
    "trading/0004_brokers.sql",
  ],
  research: [...OPS, "research/0001_public.sql", "research/0002_ops.sql"],
  practice: ["practice/0001_venue.sql", "practice/0002_order_types.sql"],
} as const;

export type Kind = keyof typeof VERSIONS;

/** @throws {StoreRefused} If the database is older or newer than this program. */
export async function requireVersion(
  database: Database,
  kind: Kind,
): Promise<void> {
  const wanted: readonly string[] = VERSIONS[kind];
  const { name, applied } = await versionOf(database);
  const missing = wanted.find((one) => !applied.includes(one));
  const unknown = applied.find((one) => !wanted.includes(one));
  if (unknown) {
    throw new StoreRefused(
      `Cannot use ${name}: it is newer than this program, or another database than ${kind} (${unknown} was applied); update the program`,
    );
  }
  if (missing) {
    throw new StoreRefused(
      `Cannot use ${name}: it is older than this program (${missing} was not applied); run deno task migrate`,
    );
  }
}

async function versionOf(
  database: Database,
): Promise<{ name: string; applied: string[] }> {
  return await database.read(async (sql) => {
    const [{ name, migrated }] = await sql<
      [{ name: string; migrated: boolean }]
    >`select current_database() as name,
        to_regclass('ops.migrations') is not null as migrated`;
    if (!migrated) return { name, applied: [] };
    // Rows without a folder say whose database it is and which grants it has.
    const rows = await sql<{ file: string }[]>`
      select name as file from ops.migrations where name like '%/%' order by name`;
    return { name, applied: rows.map(({ file }) => file) };
  });
}
