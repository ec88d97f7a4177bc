/**
 * The connections of one process to one database. Each call has one to itself,
 * so that a lost one takes no other call with it.
 *
 * @module
 */
import { StoreUnavailable } from "../../ports.ts";
import type { Connection } from "./connection.ts";
import { byDeadline, sleep } from "./deadline.ts";
import { kindOf } from "./refused.ts";
import { Slots } from "./slots.ts";

/** Pause after the n-th connection in a row that never answered. */
const PAUSES_MS = [10, 25, 50, 100, 200, 400];
/** How long a server may take to see a session off. */
const GOODBYE_MS = 1_000;

export class Pool {
  #connect: () => Connection;
  #place: string;
  #slots: Slots;
  #idle: Connection[] = [];
  #all = new Set<Connection>();
  #answered = new WeakSet<Connection>();
  #failures = 0;
  #notBefore = 0;
  #closed = new AbortController();

  /** `place` names the database in errors. */
  constructor(connect: () => Connection, max: number, place: string) {
    this.#connect = connect;
    this.#slots = new Slots(max);
    this.#place = place;
  }

  /**
   * Runs `work` on a connection of its own.
   *
   * @throws {StoreUnavailable} If `performance.now()` reaches `until` first.
   * @throws What `work` throws.
   */
  async use<T>(
    work: (connection: Connection) => Promise<T>,
    until: number,
  ): Promise<T> {
    const late = (why: string) => () => this.#unavailable(why);
    this.#assertOpen();
    await this.#slots.take(until, late("all connections are busy"));
    try {
      this.#assertOpen();
      await this.#pause(until);
      const connection = this.#take();
      try {
        const result = await byDeadline(
          work(connection),
          until,
          late("no answer"),
          connection.ended,
        );
        this.#praise(connection);
        return result;
      } catch (error) {
        this.#blame(connection, error);
        throw error;
      } finally {
        this.#giveBack(connection);
      }
    } finally {
      this.#slots.giveBack();
    }
  }

  /** Ends every connection, and with them what is still under way. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#slots.clear(this.#unavailable("it was closed"));
    const all = [...this.#all];
    for (const one of all) if (!this.#idle.includes(one)) one.discard();
    await Promise.all(all.map((one) => one.close(GOODBYE_MS)));
  }

  #assertOpen(): void {
    if (this.#closed.signal.aborted) throw this.#unavailable("it was closed");
  }

  /** A server that is down is not hammered. */
  async #pause(until: number): Promise<void> {
    const now = performance.now();
    if (this.#notBefore <= now) return;
    const ms = Math.min(this.#notBefore, until) - now;
    await sleep(ms, this.#closed.signal);
    this.#assertOpen();
    if (this.#notBefore >= until) throw this.#unavailable("no connection");
  }

  #take(): Connection {
    for (let idle; (idle = this.#idle.pop());) {
      if (idle.alive()) return idle;
      this.#all.delete(idle);
    }
    const connection = this.#connect();
    this.#all.add(connection);
    return connection;
  }

  #giveBack(connection: Connection): void {
    if (this.#closed.signal.aborted) connection.discard();
    if (connection.alive()) this.#idle.push(connection);
    else this.#all.delete(connection);
  }

  #praise(connection: Connection): void {
    this.#answered.add(connection);
    this.#failures = 0;
  }

  /** No answer, or a lost line, ends the connection; any other error is an answer. */
  #blame(connection: Connection, error: unknown): void {
    const kind = kindOf(error);
    const gone = error instanceof StoreUnavailable || kind === "lost" ||
      kind === "refused";
    if (!gone) return this.#praise(connection);
    connection.discard();
    // One that was good may be replaced at once; those that fail together count as one.
    const now = performance.now();
    if (this.#answered.has(connection) || now < this.#notBefore) return;
    const last = PAUSES_MS.length - 1;
    this.#notBefore = now + PAUSES_MS[Math.min(this.#failures++, last)]!;
  }

  #unavailable(why: string): StoreUnavailable {
    return new StoreUnavailable(`Cannot ask ${this.#place}: ${why}`);
  }
}
