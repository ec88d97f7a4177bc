/** A database that is opened when it is first asked, and again after it was down. @module */
import { StoreUnavailable } from "../../../ports.ts";
import type { Database, Sql, Transaction } from "../database.ts";

export class LazyDatabase implements Database {
  readonly #open: () => Promise<Database>;
  #opening: Promise<Database> | undefined;
  #opened: Database | undefined;
  #closed = false;

  /** `open` may fail: whoever asks next tries again. */
  constructor(open: () => Promise<Database>) {
    this.#open = open;
  }

  get isolation(): Database["isolation"] {
    return this.#opened?.isolation ?? "by convention";
  }

  /** Opens it now. @throws What opening throws; nothing is lost by that. */
  async ready(): Promise<void> {
    await this.#database();
  }

  async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return await (await this.#database()).read(work);
  }

  async write<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return await (await this.#database()).write(work);
  }

  async transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T> {
    return await (await this.#database()).transaction(work);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // What still opens is closed once it is open; a failure leaves nothing open.
    const opening = this.#opening?.then((database) => database.close());
    await Promise.allSettled([opening]);
  }

  async #database(): Promise<Database> {
    if (this.#opened) return this.#opened;
    if (this.#closed) {
      throw new StoreUnavailable("Cannot ask a database: closed");
    }
    // Whoever asks meanwhile waits for the same.
    this.#opening ??= this.#open();
    try {
      return this.#opened = await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}
