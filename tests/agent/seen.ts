/** What a running agent and its venue have written down, read by the owner of each database. */
import postgres from "postgres";
import type { TestDatabase } from "../postgres.ts";
import { until } from "./processes.ts";

export interface Held {
  key: string;
  high: number;
}

/** Positions, open or closed, with the best price seen. */
export async function positionsOf(database: TestDatabase): Promise<Held[]> {
  return await asked(database, (sql) =>
    sql<Held[]>`
      select position_key as key, high_watermark::float8 as high
      from positions order by position_key`);
}

/** Order ids as the books have them. */
export async function orderIds(database: TestDatabase): Promise<string[]> {
  const rows = await asked(database, (sql) =>
    sql<{ id: string }[]>`
      select client_order_id as id from orders order by 1`);
  return rows.map(({ id }) => id);
}

/** Why orders of the books stand as they do. */
export async function reasonsOf(
  database: TestDatabase,
  status: string,
): Promise<string[]> {
  const rows = await asked(database, (sql) =>
    sql<{ reason: string }[]>`
      select client_order_id || ': ' || reason as reason from orders
      where status = ${status}`);
  return rows.map(({ reason }) => reason);
}

/** Order ids as the venue has them, one for each time it took one. */
export async function venueOrderIds(database: TestDatabase): Promise<string[]> {
  const rows = await asked(
    database,
    (sql) => sql<{ id: string }[]>`select id from orders order by 1`,
  );
  return rows.map(({ id }) => id);
}

export async function fenceOf(database: TestDatabase): Promise<number> {
  const [row] = await asked(
    database,
    (sql) => sql<[{ fence: number }]>`select fence::int4 from ops.leases`,
  );
  return row!.fence;
}

export async function isLeaseFree(database: TestDatabase): Promise<boolean> {
  const [row] = await asked(database, (sql) =>
    sql<[{ free: boolean }]>`
      select expires_at <= clock_timestamp() as free from ops.leases`);
  return row!.free;
}

/** Journal rows not sealed yet. */
export async function unsealed(database: TestDatabase): Promise<number> {
  const [row] = await asked(database, (sql) =>
    sql<[{ n: number }]>`
      select count(*)::int4 as n from ops.journal left join ops.seals using (xid, id)
      where seq is null`);
  return row!.n;
}

/** Runs of the agent and what it noted, oldest first. */
export async function runsOf(
  database: TestDatabase,
): Promise<{ mode: string; note: string | null }[]> {
  const rows = await asked(database, (sql) =>
    sql<{ body: string }[]>`
      select body from ops.journal where kind = 'cycle' order by xid, id`);
  return rows.map(({ body }) => JSON.parse(body));
}

export async function stateOf(database: TestDatabase): Promise<string> {
  const rows = await asked(database, (sql) =>
    sql<{ body: string }[]>`
      select body from ops.journal where kind = 'state' order by xid desc, id desc limit 1`);
  return rows[0] ? JSON.parse(rows[0].body).state : "active";
}

/** Waits until the books have the venue's cash and shares, while nothing works. */
export async function untilEqual(
  books: TestDatabase,
  venue: TestDatabase,
  market: string,
): Promise<void> {
  let seen = "";
  await until("equal books", async () => {
    const ours = await asked(
      books,
      (sql) =>
        sql`select cash::text, coalesce((select string_agg(symbol || ' ' || quantity, ', ' order by symbol)
            from positions where status = 'open'), '') as held from ops.accounts`,
    );
    const theirs = await asked(
      venue,
      (sql) =>
        sql`select cash::text, coalesce((select string_agg(symbol || ' ' || quantity, ', ' order by symbol)
            from holdings h where h.market = a.market and quantity <> 0), '') as held
          from accounts a where market = ${market}`,
    );
    seen = JSON.stringify([ours, theirs]);
    return JSON.stringify(ours) === JSON.stringify(theirs);
  }, () => seen);
}

/** One question on a connection of its own. */
export async function asked<T>(
  database: TestDatabase,
  ask: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    return await ask(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
