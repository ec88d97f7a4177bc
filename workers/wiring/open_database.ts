/** Opens a database that this program can work with. @module */
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
} from "../../core/adapters/stores/database.ts";
import {
  type Kind,
  requireVersion,
} from "../../core/adapters/stores/version.ts";

/**
 * Opens it at this program's version, and says so if only our manners keep us
 * to our role there.
 *
 * @throws {StoreRefused} What only other settings can mend.
 * @throws {StoreUnavailable} It does not answer.
 */
export async function openAtVersion(
  options: DatabaseOptions,
  kind: Kind,
): Promise<Database> {
  const database = await openDatabase(options);
  try {
    await requireVersion(database, kind);
  } catch (error) {
    await database.close();
    throw error;
  }
  if (database.isolation === "by convention") {
    const name = new URL(options.url).pathname.slice(1);
    console.error(
      `${name}: isolation is by convention only: this login owns the database`,
    );
  }
  return database;
}
