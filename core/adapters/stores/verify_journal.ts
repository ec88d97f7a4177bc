/**
 * Proves that the journal is what was written: every row there, unchanged and
 * in its place. Reads batch by batch, so memory stays small and writers go on.
 *
 * Whoever owns the database can rewrite rows, seals and head together. Only a
 * head noted elsewhere tells of that, which is why the verdict names it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Database } from "./database.ts";
import {
  Chain,
  compare,
  type Entry,
  nameOf,
  sameBytes,
  type Seal,
} from "./seal_chain.ts";
import { batches, type Head, headOf, seqOf, waiting } from "./sealed_rows.ts";

export interface JournalVerdict {
  /** Rows proven, from the first; all that are sealed where there is no fault. */
  rows: number;
  /** SHA-256 over them, in hex. */
  head: string;
  seconds: number;
  /** The first thing that is wrong. */
  fault?: Fault;
}

export interface Fault {
  /** Its place in the sealed order. */
  seq: number;
  /** What is wrong, as one line that names the place. */
  text: string;
}

export interface VerifyOptions {
  /** Hears the share of rows that is proven, 0–1. */
  onProgress?: (share: number) => void;
  /** Hears every row that is proven, in order. */
  onEntry?: (entry: Entry) => void;
}

export async function verifyJournal(
  database: Database,
  options: VerifyOptions = {},
): Promise<JournalVerdict> {
  const began = performance.now();
  const chain = new Chain();
  const text = await firstFault(database, chain, options);
  return {
    rows: chain.rows,
    head: Buffer.from(chain.hash).toString("hex"),
    seconds: (performance.now() - began) / 1_000,
    ...(text !== undefined && { fault: { seq: chain.rows + 1, text } }),
  };
}

async function firstFault(
  database: Database,
  chain: Chain,
  { onProgress, onEntry }: VerifyOptions,
): Promise<string | undefined> {
  const head = await headOf(database);
  if (!head) return "the head is missing";
  for await (const [seals, entries] of batches(database, head)) {
    for (let i = 0; i < Math.max(seals.length, entries.length); i++) {
      const seq = chain.rows + 1;
      const seal = seals[i];
      const entry = entries[i];
      if (!seal || Number(seal.seq) !== seq) {
        return noSeal(seq, head, seal, entry);
      }
      if (!entry || compare(entry, seal) !== 0) {
        return await noRow(database, seq, seal, entry);
      }
      const fault = chain.add(seal, entry);
      if (fault) return fault;
      onEntry?.(entry);
    }
    onProgress?.(chain.rows / Number(head.seq));
  }
  return wrongEnd(chain, head) ?? await waiting(database);
}

/** Why place `seq` has no seal. */
function noSeal(
  seq: number,
  head: Head,
  seal: Seal | undefined,
  entry: Entry | undefined,
): string {
  if (seal && Number(seal.seq) < seq) {
    return `a seal ${seal.seq} stands before seal ${seq}`;
  }
  return !entry || seq <= Number(head.seq)
    ? `seal ${seq} is missing`
    : `a row (${
      nameOf(entry)
    }) without a seal comes before the head, ${head.seq}`;
}

/** Why the row of `seal` does not stand beside it. */
async function noRow(
  database: Database,
  seq: number,
  seal: Seal,
  entry: Entry | undefined,
): Promise<string> {
  if (!entry || compare(entry, seal) > 0) return `row ${seq} is missing`;
  const place = await seqOf(database, entry);
  return place === null
    ? `row ${seq} is out of place: a row (${
      nameOf(entry)
    }) without a seal comes before it`
    : `row ${seq} is out of place: row ${place} comes before it`;
}

/** Whether seals or head go on, or stop, where the other does not. */
function wrongEnd({ rows, hash, last }: Chain, head: Head): string | undefined {
  if (rows < Number(head.seq)) {
    return `rows ${rows + 1} to ${head.seq} are missing at the end`;
  }
  if (Number(head.last) > rows) {
    return `seal ${rows + 1} lies behind the head, ${head.seq}`;
  }
  if (!sameBytes(head.hash, hash) || compare(head, last) !== 0) {
    return `the head is not that of row ${rows}`;
  }
}
