/**
 * One step of a migration, as one transaction: the next file, or the grants,
 * together with the row that says that it was applied.
 *
 * @module
 */
import postgres from "postgres";
import { inTransaction, MigrationError } from "./connect.ts";
import type { SqlFile, SqlFiles } from "./files.ts";
import {
  GRANTS,
  grantsHash,
  needsGrants,
  pendingOf,
  readState,
  TARGET,
} from "./state.ts";

export interface Job {
  /** Host and database, for messages. */
  where: string;
  /** What the database is for, as it is written down in it. */
  whose: string;
  /** Settings that the files may ask for. */
  settings: Record<string, string>;
  files: SqlFiles;
  /** How long to wait for another migration to end. */
  lockSeconds: number;
}

/** Key of the advisory lock, the same in every version of the program. */
const LOCK = 20_261_122;
/** While we wait for a table, everyone who comes after us waits too. */
const TABLE_LOCK_SECONDS_MAX = 5;

/** Waits for our turn, then applies whatever is next; `step` is its name. */
export async function applyNext(
  sql: postgres.Sql,
  job: Job,
): Promise<{ step?: string; isolated: boolean }> {
  return await inTransaction(sql, async () => {
    await takeTurn(sql, job);
    const state = await readState(sql);
    const { isolated } = state;
    const [next] = pendingOf(state, job);
    if (!state.rows) await startBookkeeping(sql, job);
    if (next) {
      await apply(sql, next, job);
      await record(sql, next.name, next.hash);
      return { step: next.name, isolated };
    }
    if (!needsGrants(state, job)) return { isolated };
    for (const file of job.files.grants) await apply(sql, file, job);
    await record(sql, GRANTS, grantsHash(state, job));
    return { step: GRANTS, isolated };
  });
}

/** Also makes the session the same, whatever server, database and owner set. */
async function takeTurn(
  sql: postgres.Sql,
  { where, settings, lockSeconds }: Job,
): Promise<void> {
  await sql.unsafe(`
    set local client_min_messages = warning;
    set local timezone = 'UTC';
    set local search_path = public;
    set local statement_timeout = 0;
    set local lock_timeout = '${lockSeconds}s'`);
  try {
    await sql`select pg_advisory_xact_lock(${LOCK})`;
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new MigrationError(
      `Cannot migrate ${where}: another migration has gone on for more than` +
        ` ${lockSeconds} s; wait for it to end, or end it`,
    );
  }
  await sql.unsafe(`set local lock_timeout = '${tableSeconds(lockSeconds)}s'`);
  for (const [name, value] of Object.entries(settings)) {
    await sql`select set_config(${name}, ${value}, true)`;
  }
}

async function startBookkeeping(
  sql: postgres.Sql,
  { whose }: Job,
): Promise<void> {
  await sql.unsafe(`
    create schema if not exists ops;
    create table ops.migrations (
      name       text           primary key,
      hash       text           not null,
      applied_at timestamptz(3) not null default clock_timestamp()
    );
    comment on table ops.migrations is 'SQL files that were applied. Two rows are no files: target says what the database is for, grants what was granted.';
    comment on column ops.migrations.hash is 'SHA-256 of the text, in hex.';
    comment on column ops.migrations.applied_at is 'Database time.'`);
  await record(sql, TARGET, whose);
}

async function apply(
  sql: postgres.Sql,
  { name, text }: SqlFile,
  { where, lockSeconds }: Job,
): Promise<void> {
  try {
    await sql.unsafe(text);
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const { code, message, position, severity } = error;
    if (severity === "FATAL") throw error; // the connection, not the file
    const line = text.slice(0, Number(position ?? 0)).split("\n").length;
    const reason = isLockTimeout(error)
      ? `it waited ${
        tableSeconds(lockSeconds)
      } s for a table that a running process holds; stop the processes and run it again`
      : `${message} (${code}${position ? `, line ${line}` : ""})`;
    throw new MigrationError(`Cannot apply ${name} to ${where}: ${reason}`);
  }
}

async function record(
  sql: postgres.Sql,
  name: string,
  hash: string,
): Promise<void> {
  await sql`insert into ops.migrations (name, hash) values (${name}, ${hash})
    on conflict (name) do update
      set hash = excluded.hash, applied_at = excluded.applied_at`;
}

function tableSeconds(lockSeconds: number): number {
  return Math.min(TABLE_LOCK_SECONDS_MAX, lockSeconds);
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "55P03";
}
