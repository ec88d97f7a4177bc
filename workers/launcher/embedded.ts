/** The databases on the embedded server. @module */
import {
  type LocalPostgres,
  openLocalPostgres,
} from "../../core/adapters/local_postgres/open.ts";
import { asOwner } from "../../sql/connect.ts";
import { migrate } from "../../sql/migrate.ts";
import { LOGINS, makeRoles, type Passwords } from "../../sql/roles.ts";
import type { Children } from "./children.ts";
import { DATABASES, type Databases } from "./databases.ts";

/** There on every server. */
const MAINTENANCE = "postgres";
/** What the practice venue remembers: nobody else's business. */
const PRACTICE = "catalyst_practice";
/** One launcher at a time makes databases. */
const LOCK = 20_261_125;

/** Calls `work` with the server and lets go of it in every case. */
export async function withEmbedded<T>(
  data: string,
  children: Children,
  work: (server: LocalPostgres) => Promise<T>,
): Promise<T> {
  const server = await openLocalPostgres({
    folder: data,
    logins: LOGINS,
    onProgress: (line) => console.error(line),
  });
  try {
    return await Promise.race([work(server), children.ended]);
  } finally {
    await server.close();
  }
}

export function embeddedDatabases(server: LocalPostgres): Databases {
  let made: Promise<void> | undefined;
  return {
    embedded: true,
    targets: DATABASES.map(({ target, database }) => ({
      ...target,
      ownerUrl: ownerUrl(server, database),
    })),
    async exists({ name }) {
      const { database } = DATABASES.find(({ target }) =>
        target.name === name
      )!;
      return (await databaseNames(server)).has(database);
    },
    // Done for all at once.
    prepare: () => made ??= makeAll(server),
    async urlsFor(login, names) {
      return Object.fromEntries(
        DATABASES.filter(({ target }) => names.includes(target.name))
          .map(({ env, database }) => [env, server.urlOf(login, database)]),
      );
    },
  };
}

export function ownerUrl(
  server: LocalPostgres,
  database = MAINTENANCE,
): string {
  return server.urlOf("owner", database);
}

export async function makeLogins(server: LocalPostgres): Promise<void> {
  const passwords = LOGINS.map((login) => [login, server.passwordOf(login)]);
  await makeRoles(
    ownerUrl(server),
    Object.fromEntries(passwords) as Passwords,
  );
}

/** Makes the database of the practice venue, or brings it to this version. */
export async function preparePractice(server: LocalPostgres): Promise<void> {
  await makeLogins(server);
  await makeDatabases(server, [PRACTICE]);
  const url = ownerUrl(server, PRACTICE);
  await migrate({ name: "practice", kind: "practice", ownerUrl: url });
}

/** That database for the venue's own process. */
export function practiceUrl(server: LocalPostgres): string {
  return server.urlOf("practice", PRACTICE);
}

async function makeAll(server: LocalPostgres): Promise<void> {
  await makeLogins(server);
  await makeDatabases(server, DATABASES.map(({ database }) => database));
}

async function makeDatabases(
  server: LocalPostgres,
  names: readonly string[],
): Promise<void> {
  await asOwner(ownerUrl(server), async (sql) => {
    await sql`select pg_advisory_lock(${LOCK})`;
    const there = await databaseNames(server);
    for (const name of names) {
      if (!there.has(name)) await sql.unsafe(`create database ${name}`);
    }
    // The server's own databases are nobody's business but the owner's.
    await sql`revoke connect on database postgres, template1 from public`;
  });
}

async function databaseNames(server: LocalPostgres): Promise<Set<string>> {
  return await asOwner(ownerUrl(server), async (sql) => {
    const rows = await sql<{ name: string }[]>`
      select datname::text as name from pg_database`;
    return new Set(rows.map(({ name }) => name));
  });
}
