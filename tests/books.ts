/** Books on PostgreSQL for tests: a database of their own, as the trader's login, under a lease. @module */
import {
  type Database,
  openDatabase,
} from "../core/adapters/stores/database.ts";
import { type Lease, takeLease } from "../core/adapters/stores/lease.ts";
import { PostgresBooks } from "../core/adapters/stores/trading/books.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { us } from "../core/market/us.ts";
import type { Alert } from "../core/trading/alert.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";
import { freshDatabase, type TestDatabase } from "./postgres.ts";

export interface TestBooks {
  books: PostgresBooks;
  database: Database;
  lease: Lease;
  made: TestDatabase;
  /** One entry for each transaction since: which verb of the database it came by. */
  counted: Verb[];
  /** Alerts that were new, as the books told of them. */
  heard: Alert[];
  /** The same books for a process of its own. */
  reopened(): Promise<PostgresBooks>;
  close(): Promise<void>;
}

/** Empty books of dev_claude with 100,000 in cash; parameters are "a-p1", as in the samples. */
export async function openTestBooks(): Promise<TestBooks> {
  const made = await freshDatabase("dev");
  const url = made.urlOf(devClaude.id);
  const database = await openDatabase({ url, name: "books test" });
  const agent = devClaude.id;
  const lease = await takeLease(database, {
    agent,
    holder: "test",
    build: "test",
  });
  const counted: Verb[] = [];
  const heard: Alert[] = [];
  const reopened = () =>
    PostgresBooks.open({
      database: counting(database, counted),
      agent: devClaude,
      market: us,
      broker: "PRACTICE",
      account: "test",
      parameters: { ...firstVersion(devClaude), id: "a-p1" },
      lease,
      onAlert: (alert) => heard.push(alert),
    });
  const books = await reopened();
  return {
    books,
    database,
    lease,
    made,
    counted,
    heard,
    reopened,
    async close() {
      await lease.release();
      await database.close();
      await made.drop();
    },
  };
}

/** Every one is one transaction, whatever is asked in it. */
export type Verb = "read" | "write" | "transaction";

/** `database`, whose calls are noted in `counted`. */
function counting(database: Database, counted: Verb[]): Database {
  return {
    isolation: database.isolation,
    read(work) {
      counted.push("read");
      return database.read(work);
    },
    write(work) {
      counted.push("write");
      return database.write(work);
    },
    transaction(work) {
      counted.push("transaction");
      return database.transaction(work);
    },
    close: () => database.close(),
  };
}
