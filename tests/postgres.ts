/**
 * Databases for tests: each a copy of a migrated template, about 50 ms. The
 * server is the one of CATALYST_TEST_POSTGRES; `deno task test` starts one.
 */
import postgres from "postgres";
import { LOGINS, makeRoles, type Passwords } from "../sql/roles.ts";
import { migrate, type Target } from "../sql/migrate.ts";

/** URL of somebody who may create databases and roles. */
export const SERVER = Deno.env.get("CATALYST_TEST_POSTGRES");
export const ignore = SERVER === undefined;
if (ignore) {
  console.error(
    "Tests of databases are skipped: run them with deno task test," +
      " or set CATALYST_TEST_POSTGRES to the URL of a server's superuser",
  );
}

export interface TestDatabase {
  name: string;
  ownerUrl: string;
  /** The same database for one of LOGINS. */
  urlOf(login: string): string;
  drop(): Promise<void>;
}

type Name = "dev" | "intl" | "research" | "practice" | "empty";

const TARGETS: Record<Exclude<Name, "empty">, Omit<Target, "ownerUrl">> = {
  dev: { name: "dev", kind: "trading", agent: "dev_claude", market: "US" },
  intl: { name: "intl", kind: "trading", agent: "intl_claude", market: "HKEX" },
  research: { name: "research", kind: "research" },
  practice: { name: "practice", kind: "practice" },
};
/** Fixed, so that test files and runs that share a server agree. */
export const PASSWORDS = Object.fromEntries(
  LOGINS.map((login) => [login, `test-${login}`]),
) as Required<Passwords>;
const LOCK = 20_261_124;
const SQL = new URL("../sql/", import.meta.url);

let made = 0;
const templates = new Map<Name, Promise<string>>();

/** What a test database is migrated as. */
export function targetOf(name: Exclude<Name, "empty">, ownerUrl: string) {
  return { ...TARGETS[name], ownerUrl };
}

/** A database of the test's own; `empty` has no schema of ours at all. */
export async function freshDatabase(name: Name): Promise<TestDatabase> {
  const database = `catalyst_test_${name}_${++made}_${randomName()}`;
  const ownerUrl = urlOf(SERVER!, database);
  if (name === "empty") {
    await rolesAreMade();
    await maintain((sql) => sql.unsafe(`create database ${database}`));
  } else {
    await copyTemplate(name, database);
    // A copy has the tables' grants, but not those of the database itself.
    await migrate(targetOf(name, ownerUrl));
  }
  return {
    name: database,
    ownerUrl,
    urlOf: (login) =>
      urlOf(ownerUrl, database, login, PASSWORDS[login as keyof Passwords]),
    drop: async () => {
      await maintain((sql) =>
        sql.unsafe(`drop database if exists ${database} with (force)`)
      );
    },
  };
}

/** The same server, as somebody else or for another database. */
export function urlOf(
  url: string,
  database: string,
  login?: string,
  password?: string,
): string {
  const own = new URL(url);
  own.pathname = `/${database}`;
  if (login) Object.assign(own, { username: login, password: password ?? "" });
  return own.href;
}

/** Runs `work` on one connection to the server's own database. */
export async function maintain<T>(
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(SERVER!, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function copyTemplate(
  name: Exclude<Name, "empty">,
  database: string,
): Promise<void> {
  for (let attempt = 1;; attempt++) {
    if (!templates.has(name)) templates.set(name, templateOf(name));
    const template = await templates.get(name)!;
    try {
      await maintain((sql) =>
        sql.unsafe(`create database ${database} template ${template}`)
      );
      return;
    } catch (error) {
      // Tests of other SQL files on the same server may have dropped it.
      const gone = error instanceof postgres.PostgresError &&
        error.code === "3D000";
      if (!gone || attempt === 3) throw error;
      templates.delete(name);
    }
  }
}

/** The template of this very SQL, built by whoever comes first. */
async function templateOf(name: Exclude<Name, "empty">): Promise<string> {
  const prefix = `catalyst_template_${name}_`;
  const template = prefix + await hashOfSql();
  await maintain(async (sql) => {
    await sql`select pg_advisory_lock(${LOCK})`;
    const names = await sql<{ datname: string }[]>`
      select datname from pg_database where starts_with(datname, ${prefix})`;
    if (names.some(({ datname }) => datname === template)) return;
    for (const { datname } of names) await dropIfUnused(sql, datname);
    await makeRoles(SERVER!, PASSWORDS);
    // Under the lock, whatever is left of it belongs to nobody any more.
    const building = "catalyst_template_building";
    await sql.unsafe(`drop database if exists ${building} with (force)`);
    await sql.unsafe(`create database ${building}`);
    await migrate(targetOf(name, urlOf(SERVER!, building)));
    await sql.unsafe(`alter database ${building} rename to ${template}`);
  });
  return template;
}

/** Others may be copying it, or as far as removing it. */
async function dropIfUnused(sql: postgres.Sql, name: string): Promise<void> {
  try {
    await sql.unsafe(`drop database if exists ${name}`);
  } catch (error) {
    const inUse = error instanceof postgres.PostgresError &&
      error.code === "55006";
    if (!inUse) throw error;
  }
}

async function rolesAreMade(): Promise<void> {
  await maintain(async (sql) => {
    await sql`select pg_advisory_lock(${LOCK})`;
    const [{ count }] = await sql<[{ count: number }]>`
      select count(*)::int from pg_roles
      where rolname = any(${[...LOGINS]}::text[])`;
    if (count < LOGINS.length) await makeRoles(SERVER!, PASSWORDS);
  });
}

/** Changes with every file under sql/, so that a template is never stale. */
async function hashOfSql(): Promise<string> {
  const texts: string[] = [];
  const read = async (folder: URL) => {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    entries.sort((a, b) => a.name < b.name ? -1 : 1);
    for (const { name, isDirectory } of entries) {
      if (isDirectory) await read(new URL(`${name}/`, folder));
      else texts.push(name, await Deno.readTextFile(new URL(name, folder)));
    }
  };
  await read(SQL);
  const bytes = new TextEncoder().encode(texts.join("\n"));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex().slice(0, 12);
}

function randomName(): string {
  return crypto.randomUUID().slice(0, 8);
}
