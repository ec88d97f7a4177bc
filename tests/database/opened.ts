/** A database of the test's own, opened, and what is needed to harm it. */
import assert from "node:assert/strict";
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Sql,
} from "../../core/adapters/stores/database.ts";
import { freshDatabase } from "../postgres.ts";

/** No single wait of these tests is meant to take half as long. */
const HANGS_MS = 15_000;

export interface Opened {
  database: Database;
  url: string;
  /** Another client, which is not harmed. */
  outside: Database;
  /** Which backend answers now. */
  backend(): Promise<number>;
  /** Ends a backend and waits until it is gone. */
  kill(pid: number): Promise<void>;
  /** Waits until so many sessions go by this name. */
  sessions(name: string, count: number): Promise<void>;
}

/** Opens a database, by default one without a schema of ours, and drops it afterwards. */
export async function withDatabase(
  { kind = "empty", ...options }: Partial<DatabaseOptions> & {
    kind?: "empty" | "dev";
  },
  test: (opened: Opened) => Promise<void>,
): Promise<void> {
  const fresh = await freshDatabase(kind);
  const url = fresh.ownerUrl;
  const opened: Database[] = [];
  const open = async (options: Partial<DatabaseOptions>) => {
    const database = await openDatabase({ url, name: "tested", ...options });
    opened.push(database);
    return database;
  };
  try {
    const database = await open(options);
    const outside = await open({ name: "outside", max: 1 });
    await test({
      database,
      url,
      outside,
      backend: () => database.read(backendOf),
      kill: (pid) => killAndWait(outside, pid),
      sessions: (name, count) => settles(sessionsAre(outside, name, count)),
    });
  } finally {
    for (const database of opened) await settles(database.close());
    await fresh.drop();
  }
}

/** Fails if `work` does not settle at all; how fast it should is measured elsewhere. */
export async function settles<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new assert.AssertionError({ message: "it hangs" }));
    }, HANGS_MS);
  });
  return await Promise.race([work, hung]).finally(() => clearTimeout(timer));
}

/** A statement that ends its own session. */
export function killBackend(sql: Sql) {
  return sql`select pg_terminate_backend(pg_backend_pid())`;
}

export async function backendOf(sql: Sql): Promise<number> {
  const [row] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return row.pid;
}

async function killAndWait(outside: Database, pid: number): Promise<void> {
  // Waits up to 5 s for it to be gone.
  await outside.write((sql) => sql`select pg_terminate_backend(${pid}, 5000)`);
}

async function sessionsAre(
  outside: Database,
  name: string,
  count: number,
): Promise<void> {
  for (let found = NaN; found !== count;) {
    [{ found }] = await outside.read((sql) =>
      sql<[{ found: number }]>`
        select count(*)::int as found from pg_stat_activity
        where datname = current_database() and application_name = ${name}`
    );
  }
}
