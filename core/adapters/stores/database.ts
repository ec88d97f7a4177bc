/**
 * One database, asked safely: every call settles by its deadline, also when
 * PostgreSQL is frozen or gone, and a lost connection is replaced.
 *
 * timestamptz, date, numeric and int8 arrive as text, times in UTC; jsonb as
 * objects. Instants are given as ISO text, jsonb as what it holds.
 *
 * @module
 */
import { StoreUnavailable } from "../../ports.ts";
import { addressOf } from "./address.ts";
import {
  type Connection,
  newConnection,
  type Sql,
  type Transaction,
} from "./connection.ts";
import { byDeadline, sleep } from "./deadline.ts";
import { lookAtLogin } from "./login.ts";
import { Pool } from "./pool.ts";
import { kindOf, POOLED, StoreRefused, told } from "./refused.ts";

export type { Sql, Transaction };

export interface DatabaseOptions {
  /** postgres://login:password@host:port/database, with `?sslmode=` where TLS is wanted. */
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  /** Connections at most; 4 unless told. */
  max?: number;
  /** Every call settles within this; 4,000 unless told. */
  deadlineMs?: number;
  /** Whom to act as when the login is somebody else: the owner. */
  role?: string;
}

export interface Database {
  /** Whether PostgreSQL itself keeps this process to its role, or only its manners. */
  readonly isolation: "enforced" | "by convention";
  /**
   * Asked once more when the connection was lost.
   *
   * @throws {StoreUnavailable} Lost, or no answer by the deadline.
   */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * One statement. Never repeated after a lost connection, as it may have been
   * done; repeated up to 5 times after a deadlock or a failed serialization, and
   * twice after a lock that was not to be had within a second.
   *
   * @throws {StoreUnavailable} Lost, or no answer by the deadline.
   */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** All of `work` or nothing of it, under the rules of `write`. */
  transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T>;
  /** Lets what is under way finish for a second, then ends it. */
  close(): Promise<void>;
}

const DEADLINE_MS = 4_000;
const CONNECTIONS_MAX = 4;
const REPEATS_MAX = 5;
/** A role waits a second for a lock; whoever froze with it is thrown out after two. */
const LOCKS_MAX = 2;
/** What is under way at the end may finish within this. */
const DRAIN_MS = 1_000;
/** A transaction spans no network call but ours, so it is never idle for long. */
const IDLE_IN_TRANSACTION_MS = 2_000;
/** The first PostgreSQL that ends a transaction for its age. */
const TRANSACTION_TIMEOUT_SINCE = 170_000;

/**
 * @throws {StoreRefused} Wrong password, unknown database, a pooler in
 * transaction mode: what only other settings can mend.
 * @throws {StoreUnavailable} Nobody answers by the deadline.
 */
export async function openDatabase(
  options: DatabaseOptions,
): Promise<Database> {
  const { url, name, max = CONNECTIONS_MAX, deadlineMs = DEADLINE_MS } =
    options;
  const { place } = addressOf(url);
  const until = performance.now() + deadlineMs;
  const { role, isolation, version } = await lookAtLogin(options, place, until);
  const session = {
    application_name: name,
    TimeZone: "UTC",
    DateStyle: "ISO",
    // The server gives up before we do, so that a slow statement costs no connection.
    statement_timeout: Math.round(deadlineMs * 0.9),
    idle_in_transaction_session_timeout: Math.min(
      IDLE_IN_TRANSACTION_MS,
      Math.round(deadlineMs / 2),
    ),
    // Whoever freezes between asking what a statement takes and giving it is not
    // idle to the server and would keep its locks: no other timeout looks there.
    ...(version >= TRANSACTION_TIMEOUT_SINCE &&
      { transaction_timeout: deadlineMs }),
    ...(role && { role }),
  };
  const connect = () => newConnection({ url, settings: session, deadlineMs });
  const pool = new Pool(connect, max, place);
  const database = new PooledDatabase(pool, isolation, deadlineMs, place);
  try {
    const settings = requireSettings(database, role, place);
    const late = () => new StoreUnavailable(`Cannot ask ${place}: no answer`);
    await byDeadline(settings, until, late);
  } catch (error) {
    await pool.close();
    throw error;
  }
  return database;
}

/** A pooler may drop the settings of a session: we would act as somebody else, or wait for ever. */
async function requireSettings(
  database: Database,
  role: string | undefined,
  place: string,
): Promise<void> {
  const [row] = await database.read((sql) =>
    sql<[{ acts_as: string; bounded: boolean }]>`
      select current_user::text as acts_as,
        current_setting('statement_timeout') <> '0' as bounded`
  );
  if (!row.bounded || role && row.acts_as !== role) {
    throw new StoreRefused(`Cannot use ${place}: ${POOLED}`);
  }
}

/** The four verbs over a pool. */
class PooledDatabase implements Database {
  readonly #calls = new Set<Promise<unknown>>();
  #closed = false;

  constructor(
    private readonly pool: Pool,
    readonly isolation: Database["isolation"],
    private readonly deadlineMs: number,
    private readonly place: string,
  ) {}

  read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#call(async ({ sql }) => await work(sql), 1);
  }

  write<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#call(async ({ sql }) => await work(sql));
  }

  async transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T> {
    // Wrapped, because the driver would unwrap a list of promises.
    const { answer } = await this.#call(({ sql }) =>
      sql.begin(async (sql) => ({ answer: await work(sql) }))
    );
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const drained = new AbortController();
    const settled = Promise.allSettled(this.#calls)
      .then(() => drained.abort());
    await sleep(DRAIN_MS, drained.signal);
    await this.pool.close();
    await settled;
  }

  #call<T>(
    work: (connection: Connection) => Promise<T>,
    repeatsOfLost = 0,
  ): Promise<T> {
    if (this.#closed) {
      const why = `Cannot ask ${this.place}: it was closed`;
      return Promise.reject(new StoreUnavailable(why));
    }
    const until = performance.now() + this.deadlineMs;
    const answer = repeatedly(() => this.pool.use(work, until), repeatsOfLost)
      .catch((error) => Promise.reject(told(error, this.place)))
      .finally(() => this.#calls.delete(answer));
    this.#calls.add(answer);
    return answer;
  }
}

async function repeatedly<T>(
  call: () => Promise<T>,
  repeatsOfLost: number,
): Promise<T> {
  for (let lost = 0, repeats = 0, locks = 0;;) {
    try {
      return await call();
    } catch (error) {
      const kind = kindOf(error);
      const again = kind === "lost"
        ? lost++ < repeatsOfLost
        : kind === "locked"
        ? locks++ < LOCKS_MAX
        : kind === "repeatable" && repeats++ < REPEATS_MAX;
      if (!again) throw error;
      // Jitter, or the same two would meet again.
      if (kind === "repeatable") await sleep(Math.random() * 20 * repeats);
    }
  }
}
