/**
 * How far a database is: what `ops.migrations` says was applied, compared with
 * the files of this program.
 *
 * @module
 */
import type postgres from "postgres";
import type { Job } from "./apply.ts";
import { MigrationError } from "./connect.ts";
import { hashOf, type SqlFile } from "./files.ts";
import { LOGINS } from "./logins.ts";

/** Besides files, two rows: what the database is for, and which grants it has. */
export const TARGET = "target";
export const GRANTS = "grants";

export interface State {
  /** Hashes by name. Undefined where nothing was ever applied. */
  rows: ReadonlyMap<string, string> | undefined;
  /** Whether all logins exist; without them nothing can be granted. */
  isolated: boolean;
  /** Changes when a login is made anew or the database is a copy: both lose grants. */
  identity: string;
}

export async function readState(
  sql: postgres.Sql,
): Promise<State> {
  const [{ started, database, logins }] = await sql<
    [{ started: boolean; database: string; logins: string | null }]
  >`
    select to_regclass('ops.migrations') is not null as started,
      (select oid::text from pg_database where datname = current_database())
        as database,
      (select string_agg(oid::text, ',' order by rolname) from pg_roles
        where rolname = any(string_to_array(${LOGINS.join()}, ','))) as logins`;
  const rows = started
    ? await sql<{ name: string; hash: string }[]>`
      select name, hash from ops.migrations`
    : undefined;
  return {
    rows: rows && new Map(rows.map(({ name, hash }) => [name, hash])),
    isolated: logins?.split(",").length === LOGINS.length,
    identity: `${database},${logins}`,
  };
}

/**
 * What is still to be applied, in order.
 *
 * @throws {MigrationError} If files and database do not belong together.
 */
export function pendingOf(state: State, job: Job): SqlFile[] {
  const fault = faultOf(state.rows ?? new Map(), job);
  if (fault) throw new MigrationError(`Cannot migrate ${job.where}: ${fault}`);
  return job.files.migrations.filter(({ name }) => !state.rows?.has(name));
}

/** Why the files may not be applied to a database with these rows. */
function faultOf(
  rows: ReadonlyMap<string, string>,
  { files: { migrations }, whose }: Job,
): string | undefined {
  const owner = rows.get(TARGET) ?? whose;
  if (owner !== whose) return `it is the ${owner} database, not ${whose}`;
  const applied = [...rows.keys()].filter((name) => name.includes("/")).sort();
  for (const name of applied) {
    const file = migrations.find((file) => file.name === name);
    const last = lastOf(migrations.map(({ name }) => name), name);
    if (!file) {
      return last && last > name
        ? `${name} was applied but its file is missing`
        : `${name} was applied but is not known; the database is newer than this program`;
    }
    if (file.hash !== rows.get(name)) {
      return `${name} was changed after it was applied; put it back and write a new file`;
    }
  }
  for (const { name } of migrations.filter(({ name }) => !rows.has(name))) {
    const last = lastOf(applied, name);
    if (last && last > name) {
      return `${name} is new but comes before ${last}, which was applied; give it a higher number`;
    }
  }
}

/** The last name, in order, in the folder of `name`. */
function lastOf(names: readonly string[], name: string): string | undefined {
  const folder = name.slice(0, name.indexOf("/") + 1);
  return names.findLast((other) => other.startsWith(folder));
}

export function needsGrants(state: State, job: Job): boolean {
  return state.isolated && state.rows?.get(GRANTS) !== grantsHash(state, job);
}

/** Differs from what was recorded exactly when grants must be applied (again). */
export function grantsHash({ identity }: State, { files, whose }: Job): string {
  const hashes = [...files.migrations, ...files.grants].map(({ hash }) => hash);
  return hashOf([whose, identity, ...hashes].join("\n"));
}
