/** What a proof of the journal reads: its head, and seals beside rows in batches. @module */
import type { Database } from "./database.ts";
import type { Entry, Place, Seal } from "./seal_chain.ts";

export interface Head extends Place {
  seq: string;
  hash: Uint8Array;
  /** The last seal there is, whatever the head says. */
  last: string;
}

const BATCH_ROWS = 2_000;
/** Below every number a seal can have, so that none hides below 1. */
const BEFORE_ALL = "-9223372036854775808";
/** A committed row waits longer only if nobody seals or a transaction stays open. */
const WAITING_MAX_S = 5;

export async function headOf(database: Database): Promise<Head | undefined> {
  const [head] = await database.read((sql) =>
    sql<Head[]>`
      select seq, hash, xid, id, coalesce((select max(seq) from ops.seals), 0) as last
      from ops.seal_head`
  );
  return head;
}

/**
 * Seals and journal rows up to `head`, each in its order. Both lists are as long
 * where nothing is wrong.
 */
export async function* batches(
  database: Database,
  head: Head,
): AsyncGenerator<[Seal[], Entry[]]> {
  let next = batch(database, head, BEFORE_ALL, { xid: "0", id: "-1" });
  for (;;) {
    const [seals, entries] = await next;
    const seal = seals.at(-1);
    const entry = entries.at(-1);
    if (!seal && !entry) return;
    // The next is on its way while this one is hashed.
    next = batch(
      database,
      head,
      seal?.seq ?? head.seq,
      entry ?? head,
    );
    next.catch(() => undefined); // heard where it is awaited, if that comes
    yield [seals, entries];
  }
}

function batch(
  database: Database,
  head: Head,
  after: string,
  { xid, id }: Place,
): Promise<[Seal[], Entry[]]> {
  const seals = database.read((sql) =>
    sql<Seal[]>`
      select seq, xid, id, hash, sealed_at from ops.seals
      where seq > ${after} and seq <= ${head.seq}
      order by seq limit ${BATCH_ROWS}`
  );
  const entries = database.read((sql) =>
    sql<Entry[]>`
      select xid, id, agent, fence, kind, subject, at, recorded_at, body
      from ops.journal
      where (xid, id) > (${xid}::xid8, ${id}::bigint)
        and (xid, id) <= (${head.xid}::xid8, ${head.id}::bigint)
      order by xid, id limit ${BATCH_ROWS}`
  );
  return Promise.all([seals, entries]);
}

/** Which place the seals give to a row; null if none. */
export async function seqOf(
  database: Database,
  { xid, id }: Place,
): Promise<string | null> {
  const [seal] = await database.read((sql) =>
    sql<[{ seq: string }?]>`
      select seq from ops.seals where xid = ${xid}::xid8 and id = ${id}::bigint`
  );
  return seal?.seq ?? null;
}

/** Says how many committed rows should have been sealed by now and are not. */
export async function waiting(database: Database): Promise<string | undefined> {
  const [row] = await database.read((sql) =>
    sql<[{ count: string; since: string }]>`
      select count(*) as count, min(recorded_at) as since
      from ops.journal j join ops.seal_head h on (j.xid, j.id) > (h.xid, h.id)
      where recorded_at < clock_timestamp() - make_interval(secs => ${WAITING_MAX_S})`
  );
  if (row.count === "0") return;
  return `rows wait for their seal since ${row.since}: ${row.count}`;
}
