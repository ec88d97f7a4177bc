/** Reads the journal in sealed order; each reader keeps its own place. @module */
import { z } from "zod";
import { Instant } from "../../time.ts";
import type { Database } from "./database.ts";

/** One row of the journal as readers see it. */
export interface SealedRow {
  /** Its place, from 1 without a gap. */
  seq: number;
  agent: string;
  fence: number | null;
  kind: string;
  subject: string;
  at: Instant;
  /** Canonical JSON of what `subject` was from then on. */
  body: string;
}

/** Sent once per seal, with the last place. A hint only: it may get lost. */
export const SEALED_CHANNEL = "sealed";

/** At most `limit` rows after place `after`, in order; 0 reads from the start. */
export async function journalTail(
  database: Database,
  after: number,
  limit: number,
): Promise<SealedRow[]> {
  const rows = await database.read((sql) =>
    sql<Stored[]>`
      select s.seq, j.agent, j.fence, j.kind, j.subject, j.at, j.body
      from ops.seals s join ops.journal j using (xid, id)
      where s.seq > ${after} order by s.seq limit ${limit}`
  );
  return rows.map(({ seq, fence, at, ...row }) => ({
    ...row,
    seq: Number(seq),
    fence: fence === null ? null : Number(fence),
    at: z.decode(Instant, at),
  }));
}

/** The place of the last sealed row; 0 before the first. */
export async function lastSealed(database: Database): Promise<number> {
  const [head] = await database.read((sql) =>
    sql<[{ seq: string }]>`select seq from ops.seal_head`
  );
  return Number(head.seq);
}

interface Stored {
  seq: string;
  agent: string;
  fence: string | null;
  kind: string;
  subject: string;
  at: string;
  body: string;
}
