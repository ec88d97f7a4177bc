/**
 * The right to write and send for one agent, held by one process at a time. The
 * database refuses whoever lost it; `held()` tells the loser before that.
 *
 * @module
 */
import { StoreUnavailable } from "../../ports.ts";
import type { Database } from "./database.ts";
import { byDeadline, sleep } from "./deadline.ts";

export interface Lease {
  readonly agent: string;
  /** Goes into every row written under the lease. */
  readonly fence: number;
  /** Whether it is certainly still ours; asked just before a byte leaves. */
  held(): boolean;
  /** Aborted once the lease is lost. It never comes back: end the process. */
  readonly lost: AbortSignal;
  /**
   * Gives it back, after everything was written. Not called, it expires.
   *
   * @throws {StoreUnavailable} If the database could not be told.
   */
  release(): Promise<void>;
}

export interface LeaseOptions {
  agent: string;
  /** This process, unlike any other: its machine and start. */
  holder: string;
  build: string;
  /** How often it is renewed; 2,000 unless told. */
  renewMs?: number;
  /** How long it lasts without; 6,000 unless told. */
  expiryMs?: number;
}

/** Another process has it, and is alive or was so moments ago. */
export class LeaseHeld extends Error {
  override name = "LeaseHeld";
  readonly holder: string;
  readonly leftMs: number;

  constructor(agent: string, holder: string, leftMs: number) {
    const left = (leftMs / 1_000).toFixed(1);
    super(`Cannot take the lease of ${agent}: ${holder} has it for ${left} s`);
    this.holder = holder;
    this.leftMs = leftMs;
  }
}

const RENEW_MS = 2_000;
const EXPIRY_MS = 6_000;
/** Our clock and the database's may run at speeds that differ by this much. */
const OWN_SHARE = 0.95;
/** Pause before a renewal that got no answer is tried again. */
const RETRY_MS = 100;

/**
 * Takes the lease and keeps it renewed until it is released or lost.
 *
 * @throws {LeaseHeld} If another process holds it.
 * @throws {StoreUnavailable} If the database does not answer.
 */
export async function takeLease(
  database: Database,
  options: LeaseOptions,
): Promise<Lease> {
  const { agent, holder, build } = options;
  const { renewMs = RENEW_MS, expiryMs = EXPIRY_MS } = options;
  const asked = performance.now();
  const [row] = await database.write((sql) =>
    sql<[{ holder: string; fence: string; left_ms: number }]>`
      select holder, fence, greatest(0, 1000 *
        extract(epoch from expires_at - clock_timestamp()))::float8 as left_ms
      from ops.take_lease(${agent}, ${holder}, ${build}, ${expiryMs})`
  );
  if (row.holder !== holder) {
    throw new LeaseHeld(agent, row.holder, row.left_ms);
  }
  const lease = new KeptLease(database, agent, Number(row.fence), expiryMs);
  lease.keep(asked, renewMs);
  return lease;
}

class KeptLease implements Lease {
  readonly agent: string;
  readonly fence: number;
  #database: Database;
  #expiryMs: number;
  #lost = new AbortController();
  #over = new AbortController();
  /** Ours until then by `performance.now()`, counted from before the database was asked. */
  #until = 0;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #keeping: Promise<void> | undefined;

  constructor(
    database: Database,
    agent: string,
    fence: number,
    expiryMs: number,
  ) {
    this.#database = database;
    this.agent = agent;
    this.fence = fence;
    this.#expiryMs = expiryMs;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  held(): boolean {
    return !this.#over.signal.aborted && performance.now() < this.#until;
  }

  async release(): Promise<void> {
    this.#end();
    await this.#keeping;
    await this.#database.write((sql) =>
      sql`select ops.release_lease(${this.agent}, ${this.fence})`
    );
  }

  keep(asked: number, renewMs: number): void {
    this.#until = asked + this.#expiryMs * OWN_SHARE;
    this.#watch();
    this.#keeping = this.#renewEvery(renewMs);
  }

  async #renewEvery(renewMs: number): Promise<void> {
    const over = this.#over.signal;
    let pauseMs = renewMs;
    while (await sleep(pauseMs, over), !over.aborted) {
      const asked = performance.now();
      try {
        const renewed = await this.#renew(asked + renewMs);
        if (over.aborted) return;
        // An answer that comes when our time was already up finds the lease lost.
        if (!renewed || !this.held()) {
          return this.#lose("expired or taken over");
        }
        this.#until = asked + this.#expiryMs * OWN_SHARE;
        this.#watch();
        pauseMs = renewMs;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) return this.#lose(error);
        pauseMs = RETRY_MS;
      }
    }
  }

  /** Not waited for longer than until `until`: another connection may be better off. */
  async #renew(until: number): Promise<boolean> {
    const rows = this.#database.write((sql) =>
      sql<[{ renewed: boolean }]>`
        select ops.renew_lease(${this.agent}, ${this.fence}, ${this.#expiryMs}) as renewed`
    );
    const late = () => new StoreUnavailable("Cannot renew a lease: no answer");
    return (await byDeadline(rows, until, late))[0].renewed;
  }

  #watch(): void {
    clearTimeout(this.#expiry);
    const leftMs = Math.max(0, this.#until - performance.now());
    this.#expiry = setTimeout(() => this.#lose("not renewed in time"), leftMs);
  }

  #lose(why: unknown): void {
    this.#end();
    const error = new Error(
      `Cannot keep the lease of ${this.agent}: fence ${this.fence} is lost`,
      { cause: why },
    );
    this.#lost.abort(error);
  }

  #end(): void {
    this.#over.abort();
    clearTimeout(this.#expiry);
  }
}
