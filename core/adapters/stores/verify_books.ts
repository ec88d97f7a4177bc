/**
 * Proves that the books are what the journal says: each session, state, cycle,
 * decision, order, fill and position is there, as its last journal row has it,
 * and cash and shares are what fills and adjustments leave. A digest of each is kept in memory.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Database, Sql, Transaction } from "./database.ts";
import { KEPT, type Kept } from "./trading/kept.ts";
import { wrongSum } from "./verify_sums.ts";

/** What the journal says last of each thing; hears its rows in any order. */
export class LastRows {
  readonly #digests = new Map<string, { id: number; digest: string }>();

  /** Of two rows on one thing, the later has the higher id: it waited for the lock on it. */
  hear({ kind, id, body }: { kind: string; id: string; body: string }): void {
    const kept = KEPT.find((kept) => kept.kind === kind);
    if (!kept) return;
    const key = keyOf(kept, body);
    const known = this.#digests.get(key);
    if (known && known.id > Number(id)) return;
    const digest = digestOf(kept, kept.whole(body));
    this.#digests.set(key, { id: Number(id), digest });
  }

  /** Whether it says `body` last, of the thing that is. Asked once for each. */
  says(kept: Kept, body: string): boolean {
    const key = keyOf(kept, body);
    const known = this.#digests.get(key);
    this.#digests.delete(key);
    return known?.digest === digestOf(kept, body);
  }

  /** Something it says that was not asked for. */
  left(): string | undefined {
    return this.#digests.keys().next().value;
  }
}

const BATCH_ROWS = 2_000;

/**
 * The first record that is not what `last`, the whole proven journal, says of
 * it; undefined if there is none. Writers may go on.
 */
export async function verifyBooks(
  database: Database,
  last: LastRows,
): Promise<string | undefined> {
  for (const kept of KEPT) {
    let batch: Row[] = [];
    do {
      batch = await rowsAfter(database, kept, batch.at(-1));
      for (const row of batch) {
        const body = kept.body(row);
        if (last.says(kept, body) || isFirstState(kept, body)) continue;
        const fault = await difference(database, kept, row);
        if (fault) return fault;
      }
    } while (batch.length === BATCH_ROWS);
  }
  const left = last.left();
  if (left) return `${left} is in the journal but not in the books`;
  return await wrongSum(database);
}

/** The state that new books come with: a migration wrote it, no agent. */
function isFirstState({ kind }: Kept, body: string): boolean {
  return kind === "state" && JSON.parse(body).cause === "start";
}

type Row = Record<string, string>;

/** Rows of `kept` in the order of its keys; those are columns of their own. */
function rowsAfter(
  database: Database,
  { name, select, keys }: Kept,
  row: Row | undefined,
): Promise<Row[]> {
  const columns = keys.map((key, i) => `${key} as key_${i}`).join(", ");
  const places = keys.map((_, i) => `$${i + 1}`).join(", ");
  const after = row ? `where (${keys}) > (${places})` : "";
  return database.read((sql) =>
    sql.unsafe<Row[]>(
      `select ${select}, ${columns} from ${name} ${after}
       order by ${keys} limit ${BATCH_ROWS}`,
      row && keys.map((_, i) => row[`key_${i}`]!),
      { prepare: true },
    )
  );
}

/**
 * In what a record differs from its last journal row as of one moment: it may
 * have been changed since the journal was heard.
 */
async function difference(
  database: Database,
  kept: Kept,
  row: Row,
): Promise<string | undefined> {
  const { body, said } = await database.transaction(async (sql) => {
    await sql`set transaction isolation level repeatable read`;
    const body = await bodyOf(sql, kept, row);
    return { body, said: await lastSaid(sql, kept, body) };
  });
  const name = keyOf(kept, body);
  if (said === undefined) return `${name} has no row in the journal`;
  if (digestOf(kept, body) === digestOf(kept, kept.whole(said))) return;
  const is = JSON.parse(body);
  const was = JSON.parse(kept.whole(said));
  const field = Object.keys(is).find((field) =>
    !kept.routine.includes(field) &&
    JSON.stringify(is[field]) !== JSON.stringify(was[field])
  );
  return `${name} differs from its last journal row: ${field} is ${
    JSON.stringify(is[field!])
  }, there ${JSON.stringify(was[field!])}`;
}

async function bodyOf(
  sql: Transaction,
  kept: Kept,
  row: Row,
): Promise<string> {
  const { name, select, keys } = kept;
  const same = keys.map((key, i) => `${key} = $${i + 1}`).join(" and ");
  const [now] = await sql.unsafe(
    `select ${select} from ${name} where ${same}`,
    keys.map((_, i) => row[`key_${i}`]!),
  );
  return kept.body(now ?? row);
}

async function lastSaid(
  sql: Sql | Transaction,
  kept: Kept,
  body: string,
): Promise<string | undefined> {
  const subject = String(JSON.parse(body)[kept.id[0]!]);
  const rows = await sql<{ body: string }[]>`
    select body from ops.journal
    where kind = ${kept.kind} and subject = ${subject} order by id desc`;
  const key = keyOf(kept, body);
  return rows.find((row) => keyOf(kept, row.body) === key)?.body;
}

/** "order dev_claude-20260105-1", "fill dev_claude-20260105-1 100". */
function keyOf({ kind, id }: Kept, body: string): string {
  const record = JSON.parse(body);
  return [kind, ...id.map((field) => record[field])].join(" ");
}

function digestOf({ routine }: Kept, body: string): string {
  const lasting = routine.length === 0
    ? body
    : JSON.stringify(JSON.parse(body), (field, value) =>
      routine.includes(field) ? undefined : value);
  return createHash("sha256").update(lasting).digest("base64");
}
