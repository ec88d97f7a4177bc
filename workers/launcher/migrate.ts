/** `deno task migrate`: brings every database to the version of this program. @module */
import { placeOf } from "../../sql/connect.ts";
import { sqlFiles } from "../../sql/files.ts";
import { migrate, MigrationError, type Target } from "../../sql/migrate.ts";
import { flagsOf } from "../arguments.ts";
import type { Children } from "./children.ts";
import { DATA_FOLDER } from "./data_flag.ts";
import type { Databases } from "./databases.ts";
import { withDatabases } from "./open_databases.ts";

const USAGE = `deno task migrate [--dry-run] [--data FOLDER]

Applies the files of sql/ that a database does not have yet, once each and in
order. The databases are those of DEV_, INTL_ and RESEARCH_DATABASE_URL (as their
owner: DEV_, INTL_ and RESEARCH_OWNER_URL where set); without any of them, those
of the embedded server in FOLDER (${DATA_FOLDER}). May be interrupted and repeated.
--dry-run only tells what is pending.`;

export async function migrateAll(
  args: string[],
  children: Children,
): Promise<number> {
  const flags = flagsOf(args, ["data"], USAGE, ["dry-run"]);
  const dryRun = flags["dry-run"] === "true";
  const data = flags.data ?? DATA_FOLDER;
  return await withDatabases(data, children, async (databases) => {
    let failed = false;
    for (const target of databases.targets) {
      if (!await isDone(databases, target, dryRun)) failed = true;
    }
    return failed ? 1 : 0;
  });
}

/** Says how it went; the other databases are migrated also when one cannot be. */
async function isDone(
  databases: Databases,
  target: Target,
  dryRun: boolean,
): Promise<boolean> {
  try {
    const lines = dryRun
      ? await pendingOf(databases, target)
      : await appliedTo(databases, target);
    for (const line of lines) console.log(`${target.name}: ${line}`);
    return true;
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    console.error(`${target.name}: ${error.message}`);
    return false;
  }
}

async function appliedTo(
  databases: Databases,
  target: Target,
): Promise<string[]> {
  await databases.prepare(target);
  const { applied, isolated } = await migrate(target);
  const place = placeOf(target.ownerUrl);
  const version = await versionOf(target);
  const done = applied.length === 0
    ? `${place} is up to date at ${version}`
    : `${place} is now at ${version}; applied ${applied.join(", ")}`;
  return isolated ? [done] : [done, BY_CONVENTION];
}

const BY_CONVENTION =
  "isolation is by convention only: the owner may not create logins";

async function pendingOf(
  databases: Databases,
  target: Target,
): Promise<string[]> {
  const place = placeOf(target.ownerUrl);
  if (!await databases.exists(target)) {
    const { migrations } = await sqlFiles(target.kind);
    const names = migrations.map(({ name }) => name);
    return [`${place} is to be created; pending ${names.join(", ")}, grants`];
  }
  const { pending } = await migrate(target, { dryRun: true });
  return pending.length === 0
    ? [`${place} is up to date at ${await versionOf(target)}`]
    : [`${place}: pending ${pending.join(", ")}`];
}

/** The last file of each folder, as "ops/0002, trading/0002". */
async function versionOf({ kind }: Target): Promise<string> {
  const { migrations } = await sqlFiles(kind);
  const last = migrations.map(({ name }) => name.slice(0, name.indexOf("_")));
  return ["ops", kind].map((folder) =>
    last.findLast((name) => name.startsWith(folder))
  ).join(", ");
}
