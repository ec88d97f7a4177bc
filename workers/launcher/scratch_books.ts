/**
 * Books for one replay: a database on the embedded server that is gone when the
 * replay is. A connection of ours says that it is in use; what nobody uses any
 * more, as its launcher was killed, goes with the next replay.
 *
 * @module
 */
import type postgres from "postgres";
import type { LocalPostgres } from "../../core/adapters/local_postgres/open.ts";
import { asOwner } from "../../sql/connect.ts";
import { LOGINS } from "../../sql/logins.ts";
import { migrate } from "../../sql/migrate.ts";
import type { Children } from "./children.ts";
import { DATABASES } from "./databases.ts";
import { makeLogins, ownerUrl, withEmbedded } from "./embedded.ts";

const PREFIX = "catalyst_replay_";
/** One launcher at a time makes and removes them. */
const LOCK = 20_261_126;

export interface Asked {
  data: string;
  /** As it was given; the program says what is wrong with it. */
  agent: string | undefined;
  children: Children;
}

/** Calls `work` with the URLs of new books of the agent, for the agent's login. */
export async function withScratchBooks<T>(
  { data, agent, children }: Asked,
  work: (urls: Record<string, string>) => Promise<T>,
): Promise<T> {
  const login = LOGINS.find((login) => login === agent);
  const books = DATABASES.find(({ target }) => target.agent === login);
  if (!login || !books) return await work({});
  return await withEmbedded(data, children, async (server) => {
    await makeLogins(server);
    const database = `${PREFIX}${login}_${Deno.pid}`;
    const url = ownerUrl(server, database);
    return await inUse(server, database, async () => {
      await migrate({ ...books.target, ownerUrl: url });
      return await work({ [books.env]: server.urlOf(login, database) });
    });
  });
}

/** Creates the database, holds on to it during `work`, and removes it in every case. */
async function inUse<T>(
  server: LocalPostgres,
  database: string,
  work: () => Promise<T>,
): Promise<T> {
  return await asOwner(ownerUrl(server), async (sql) => {
    await sql`select pg_advisory_lock(${LOCK})`;
    await removeUnused(sql);
    await sql.unsafe(`create database ${database}`);
    try {
      return await asOwner(ownerUrl(server, database), async (holder) => {
        await holder`select`;
        await sql`select pg_advisory_unlock(${LOCK})`;
        return await work();
      });
    } finally {
      await sql.unsafe(`drop database if exists ${database} with (force)`);
    }
  });
}

async function removeUnused(sql: postgres.Sql): Promise<void> {
  const rows = await sql<{ name: string }[]>`
    select datname::text as name from pg_database
    where starts_with(datname, ${PREFIX})
      and datname not in (select datname from pg_stat_activity where datname is not null)`;
  for (const { name } of rows) await sql.unsafe(`drop database ${name}`);
}
