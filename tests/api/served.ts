/** The API over real databases, answering real HTTP, for tests. @module */
import { type App, appOf } from "../../api/app.ts";
import { LIVE, type LiveOptions } from "../../api/live.ts";
import type { MarketTime } from "../../core/adapters/clocks/market_time.ts";
import {
  type Database,
  openDatabase,
} from "../../core/adapters/stores/database.ts";
import { LazyDatabase } from "../../core/adapters/stores/read/lazy_database.ts";
import { StoreUnavailable } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { AT } from "../order_life/samples.ts";
import { openTestBooks, type TestBooks } from "../books.ts";
import { freshDatabase, type TestDatabase } from "../postgres.ts";

// deno-lint-ignore no-explicit-any
export type Json = any;

export interface Served {
  books: TestBooks;
  research: TestDatabase;
  app: App;
  url: string;
  port: number;
  /** Statements asked of dev_claude's database since the last time. */
  statements(): number;
  /** What the server was told and the asker was not. */
  reported: unknown[];
  close(): Promise<void>;
}

/**
 * dev_claude and catalyst_research, as the login `api`; intl_claude has no
 * database here. `through` may put something between the API and dev_claude's.
 */
export async function serve(
  live: Partial<LiveOptions> = {},
  now: Instant = AT,
  through: (url: string) => string | Promise<string> = (url) => url,
): Promise<Served> {
  const books = await openTestBooks();
  const research = await freshDatabase("research");
  const counted = { statements: 0 };
  const dev = lazily(await through(books.made.urlOf("api")), counted);
  const databases = new Map([
    ["dev_claude", dev],
    ["intl_claude", missing()],
    ["big_bro", lazily(research.urlOf("api"), { statements: 0 })],
  ]);
  const reported: unknown[] = [];
  const app = appOf({
    databases,
    time: standing(now),
    report: (error) => reported.push(error),
    live: { ...LIVE, ...live },
  });
  const hurry = new AbortController();
  const { signal } = hurry;
  const options = {
    port: 0,
    hostname: "127.0.0.1",
    onListen: () => {},
    signal,
  };
  const server = Deno.serve(options, (request) => app.fetch(request));
  const { port } = server.addr;
  return {
    books,
    research,
    app,
    url: `http://127.0.0.1:${port}/graphql`,
    port,
    reported,
    statements() {
      const { statements } = counted;
      counted.statements = 0;
      return statements;
    },
    async close() {
      await app.quiet();
      await server.shutdown();
      await app.close();
      await books.close();
      await research.drop();
    },
  };
}

/** Asks as programs do. */
export async function ask(
  { url }: { url: string },
  query: string,
  variables: object = {},
): Promise<Json> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return await response.json();
}

/** The data of an answer without errors. */
export async function dataOf(
  served: { url: string },
  query: string,
  variables: object = {},
): Promise<Json> {
  const { data, errors } = await ask(served, query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

function lazily(url: string, counted: { statements: number }) {
  return new LazyDatabase(async () =>
    counting(await openDatabase({ url, name: "api test" }), counted)
  );
}

function missing() {
  return new LazyDatabase(() =>
    Promise.reject(new StoreUnavailable("Cannot reach it: it is not there"))
  );
}

function counting(
  database: Database,
  counted: { statements: number },
): Database {
  return {
    isolation: database.isolation,
    read(work) {
      counted.statements++;
      return database.read(work);
    },
    write: (work) => database.write(work),
    transaction: (work) => database.transaction(work),
    close: () => database.close(),
  };
}

function standing(now: Instant): MarketTime {
  const wait = () => Promise.resolve();
  return { now: () => now, speed: 300, wait, close: () => {} };
}
