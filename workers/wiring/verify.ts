/** Opens one database to prove its journal, and its books where it has any. @module */
import type { Database } from "../../core/adapters/stores/database.ts";
import { sealAll } from "../../core/adapters/stores/sealer.ts";
import {
  LastRows,
  verifyBooks,
} from "../../core/adapters/stores/verify_books.ts";
import {
  type JournalVerdict,
  verifyJournal,
} from "../../core/adapters/stores/verify_journal.ts";
import type { Kind } from "../../core/adapters/stores/version.ts";
import { openAtVersion } from "./open_database.ts";

export { StoreRefused } from "../../core/adapters/stores/refused.ts";

export interface Verdict extends Omit<JournalVerdict, "fault"> {
  /** The first thing that is wrong, as one line. */
  fault?: string;
}

/**
 * Seals what is committed, then proves all of it.
 *
 * @param onProgress Hears the share of the journal that is proven, 0–1.
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} The database does not answer.
 */
export async function verify(
  url: string,
  kind: Kind,
  onProgress: (share: number) => void,
): Promise<Verdict> {
  const database = await openAtVersion({ url, name: "catalyst verify" }, kind);
  try {
    return await prove(database, kind, onProgress);
  } finally {
    await database.close();
  }
}

/** The same of a database that is open. */
export async function prove(
  database: Database,
  kind: Kind,
  onProgress: (share: number) => void,
): Promise<Verdict> {
  await sealAll(database);
  const last = new LastRows();
  const onEntry = kind === "trading"
    ? (entry: Parameters<LastRows["hear"]>[0]) => last.hear(entry)
    : undefined;
  const { fault, ...proven } = await verifyJournal(database, {
    onProgress,
    ...(onEntry && { onEntry }),
  });
  if (fault) return { ...proven, fault: fault.text };
  if (kind === "research") return proven;
  const differs = await verifyBooks(database, last);
  return { ...proven, ...(differs !== undefined && { fault: differs }) };
}
