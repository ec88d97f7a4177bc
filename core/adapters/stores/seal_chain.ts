/**
 * The chain over the journal, recomputed outside the database. What is hashed
 * is set down in `ops.seal()`, sql/ops/0001_journal.sql.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** A place in the order of sealing. All numbers here are the text PostgreSQL sends. */
export interface Place {
  xid: string;
  id: string;
}

export interface Entry extends Place {
  agent: string;
  fence: string | null;
  kind: string;
  subject: string;
  at: string;
  recorded_at: string;
  body: string;
}

export interface Seal extends Place {
  seq: string;
  hash: Uint8Array;
  sealed_at: string;
}

/** Rows that are proven, one after the other from the first. */
export class Chain {
  rows = 0;
  /** What the first row is chained to; from then on the hash of the last. */
  hash: Uint8Array = new Uint8Array(32);
  last: Place = { xid: "0", id: "0" };
  readonly #fences = new Map<string, number>();

  /** The next row with its seal; says what is wrong with it, and then does not add it. */
  add(seal: Seal, entry: Entry): string | undefined {
    const seq = this.rows + 1;
    const hash = linkOf(this.hash, seal, entry);
    if (!sameBytes(hash, seal.hash)) {
      return `row ${seq} (${
        nameOf(entry)
      }) does not fit the chain: it or its seal was changed, or the row before with its seal`;
    }
    const { agent } = entry;
    const fence = Number(entry.fence ?? 0);
    const before = this.#fences.get(agent) ?? 0;
    if (entry.fence !== null && fence < before) {
      return `row ${seq} (${
        nameOf(entry)
      }) was written under fence ${fence}, after fence ${before}`;
    }
    if (entry.fence !== null) this.#fences.set(agent, fence);
    this.rows = seq;
    this.hash = hash;
    this.last = { xid: entry.xid, id: entry.id };
  }
}

function linkOf(previous: Uint8Array, seal: Seal, entry: Entry): Uint8Array {
  const { agent, kind, subject, body } = entry;
  const numbers = [
    seal.seq,
    entry.xid,
    entry.id,
    entry.fence ?? "",
    entry.at,
    entry.recorded_at,
    seal.sealed_at,
    Buffer.byteLength(agent),
    Buffer.byteLength(kind),
    Buffer.byteLength(subject),
  ];
  const text = `${numbers.join(",")},${agent}${kind}${subject}${body}`;
  return createHash("sha256").update(previous).update(text).digest();
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Below 0 where `a` is sealed before `b`, 0 where both are the same. */
export function compare(a: Place, b: Place): number {
  return ascending(a.xid, b.xid) || ascending(a.id, b.id);
}

/** Whole numbers, not negative, without losing a digit. */
function ascending(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

export function nameOf({ agent, kind, subject }: Entry): string {
  return `${agent} ${kind} ${subject}`;
}
