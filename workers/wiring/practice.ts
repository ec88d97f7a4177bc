/** Opens what the practice venue remembers. @module */
import { PracticeStore } from "../../core/adapters/stores/practice/store.ts";
import { openAtVersion } from "./open_database.ts";

export { StoreRefused } from "../../core/adapters/stores/refused.ts";
export type { PracticeStore };

/** Clock and accounts save one after the other: more would only wait. */
const CONNECTIONS_MAX = 3;

/**
 * @param tape What to play; undefined goes on with what was begun.
 * @throws {StoreRefused} If another tape was begun, or the database is no
 * practice venue's of this version.
 * @throws {StoreUnavailable} It does not answer.
 */
export async function openPractice(
  url: string,
  tape: string | undefined,
): Promise<PracticeStore> {
  const database = await openAtVersion(
    { url, name: "practice venue", max: CONNECTIONS_MAX, role: "practice" },
    "practice",
  );
  try {
    return await PracticeStore.open(database, tape);
  } catch (error) {
    await database.close();
    throw error;
  }
}
