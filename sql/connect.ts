/**
 * One direct connection as the owner of a database, and whatever goes wrong on
 * it as one line that names host and database, never the credentials.
 *
 * @module
 */
import postgres from "postgres";
import { addressOf } from "../core/adapters/stores/address.ts";
import { newConnection } from "../core/adapters/stores/connection.ts";
import { StoreRefused, told } from "../core/adapters/stores/refused.ts";
import { StoreUnavailable } from "../core/ports.ts";

const CONNECT_MS = 10_000;
const CLOSE_MS = 2_000;

/** Its message is one clear line for the person at the terminal. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/**
 * Runs `work` on one connection to `url`, which is never made anew: what is
 * left of a lost transaction must not run outside of it.
 *
 * @throws {MigrationError} If the database cannot be reached, or refuses.
 */
export async function asOwner<T>(
  url: string,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const place = placeOf(url);
  const connection = newConnection({
    url,
    settings: { application_name: "catalyst owner" },
    deadlineMs: CONNECT_MS,
    prepare: false,
  });
  const { promise: lost, reject } = Promise.withResolvers<never>();
  connection.ended.addEventListener("abort", () => {
    reject(connection.ended.reason);
  });
  try {
    return await Promise.race([work(connection.sql), lost]);
  } catch (error) {
    throw clear(error, place);
  } finally {
    await connection.close(CLOSE_MS);
  }
}

/**
 * All of `work` or nothing. By hand, as `sql.begin` still writes after a backend
 * was ended.
 */
export async function inTransaction<T>(
  sql: postgres.Sql,
  work: () => Promise<T>,
): Promise<T> {
  // Any other level would look at a state as it was before a wait for a lock.
  await sql.unsafe("begin isolation level read committed");
  try {
    const result = await work();
    await sql.unsafe("commit");
    return result;
  } catch (error) {
    // Where that fails too, the connection is lost, and PostgreSQL does it.
    await sql.unsafe("rollback").catch(() => undefined);
    throw error;
  }
}

/**
 * Database and host of a URL, for messages.
 *
 * @throws {MigrationError} If it is none of PostgreSQL.
 */
export function placeOf(url: string): string {
  try {
    return addressOf(url).place;
  } catch (error) {
    throw clear(error, "");
  }
}

function clear(error: unknown, place: string): unknown {
  if (error instanceof MigrationError) return error;
  const known = told(error, place);
  if (known instanceof StoreUnavailable) {
    return new MigrationError(`${known.message}; try again`, { cause: error });
  }
  if (known instanceof StoreRefused) {
    return new MigrationError(known.message, { cause: error });
  }
  if (known instanceof postgres.PostgresError) {
    const { message, code } = known;
    return new MigrationError(`Cannot migrate ${place}: ${message} (${code})`);
  }
  return known;
}
