/**
 * One connection to PostgreSQL for one life. `postgres` speaks the protocol, but
 * its pool and its reconnecting are not used: after a lost backend they may
 * hang, write into a socket that is gone (which ends the process), or run what
 * is left of a transaction outside of it. So the driver never hears of a close.
 *
 * @module
 */
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import postgres from "postgres";
import { type Address, addressOf } from "./address.ts";
import { sleep } from "./deadline.ts";
import { openSocket } from "./socket.ts";
import { VALUES } from "./values.ts";

/** Statements of one connection. */
export type Sql = postgres.ISql;
/** Statements between `begin` and `commit`. */
export type Transaction = postgres.TransactionSql;

export interface Connection {
  readonly sql: postgres.Sql;
  /** Whether another call may be tried on it. */
  alive(): boolean;
  /** Aborted with the reason once the connection is lost, closed or discarded. */
  readonly ended: AbortSignal;
  /** Takes leave of the server, waiting at most `ms` for its part. */
  close(ms: number): Promise<void>;
  /** Cuts the line. What is under way fails, what comes later fails too. */
  discard(): void;
}

export interface ConnectionOptions {
  url: string;
  /** Settings of the session, sent with its first bytes. */
  settings: Record<string, string | number>;
  /** A server that says nothing at all for so long is given up. */
  deadlineMs: number;
  /** False sends every statement whole, which also works through a pooler. */
  prepare?: boolean;
}

/** Terminate, length 4. */
const GOODBYE = Uint8Array.of("X".charCodeAt(0), 0, 0, 0, 4);

/**
 * Lazy: the socket is opened by the first statement.
 *
 * @throws {StoreRefused} If the URL is none of PostgreSQL.
 */
export function newConnection(options: ConnectionOptions): Connection {
  return new OneConnection(options);
}

class OneConnection implements Connection {
  readonly sql: postgres.Sql;
  readonly #address: Address;
  readonly #deadlineMs: number;
  readonly #ended = new AbortController();
  readonly #sockets = new Set<Socket>();
  #silence: ReturnType<typeof setTimeout> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#address = addressOf(options.url);
    this.#deadlineMs = options.deadlineMs;
    const open = () => this.#open();
    this.sql = postgres(driverOptions(options, this.#address, open));
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  alive(): boolean {
    return this.#soon === undefined && !this.ended.aborted;
  }

  discard(): void {
    this.#end(lost("CONNECTION_CLOSED"));
  }

  async close(ms: number): Promise<void> {
    const gone = new AbortController();
    for (const socket of this.#sockets) {
      socket.once("close", () => this.#sockets.size === 0 && gone.abort());
    }
    // The last one is the encrypted one, if any is.
    [...this.#sockets].at(-1)?.end(GOODBYE);
    if (this.#sockets.size > 0) await sleep(ms, gone.signal);
    this.discard();
    if (this.#sockets.size > 0) await sleep(ms, gone.signal);
  }

  async #open(): Promise<Line> {
    this.ended.throwIfAborted();
    const giveUp = () => this.#end(lost("CONNECT_TIMEOUT"));
    this.#silence = setTimeout(giveUp, this.#deadlineMs);
    try {
      const socket = await openSocket(this.#address, (one) => {
        this.#sockets.add(one.once("close", () => this.#sockets.delete(one)));
        if (this.ended.aborted) one.destroy();
      });
      socket.once("data", () => clearTimeout(this.#silence));
      return new Line(socket, (why) => this.#endSoon(why));
    } catch (error) {
      this.#endSoon(error);
      throw error;
    }
  }

  #end(why: unknown): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#soon);
    this.#ended.abort(why);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Later than what the driver has to say of it, which may be more. */
  #endSoon(why: unknown): void {
    this.#soon ??= setTimeout(() => this.#end(why), 0);
  }
}

/** What the driver takes for its socket: it never closes, every write after its end fails. */
class Line extends EventEmitter {
  #socket: Socket;
  #lost: unknown;

  constructor(socket: Socket, end: (why: unknown) => void) {
    super();
    this.#socket = socket;
    // The driver listens a moment later, and an error nobody hears would end the process.
    this.on("error", () => undefined);
    const lose = (why: unknown) => {
      if (this.#lost) return;
      this.#lost = why;
      this.emit("error", why);
      end(why);
    };
    socket.on("data", (bytes) => this.emit("data", bytes));
    socket.on("drain", () => this.emit("drain"));
    socket.on("error", lose);
    socket.on("close", () => lose(lost("CONNECTION_CLOSED")));
  }

  write(bytes: Uint8Array): boolean {
    if (!this.#lost) return this.#socket.write(bytes);
    // Once the driver has noted what it was about to send.
    queueMicrotask(() => this.emit("error", this.#lost));
    return true;
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

function driverOptions(
  { settings, prepare = true }: ConnectionOptions,
  { host, port, database, login, password }: Address,
  socket: () => Promise<Line>,
): postgres.Options<Record<string, postgres.PostgresType>> {
  const options = {
    ...{ host, port, database, username: login, password, socket },
    max: 1,
    prepare,
    // Ours are the sockets and the deadlines.
    ssl: false,
    connect_timeout: 0,
    idle_timeout: 0,
    max_lifetime: null,
    keep_alive: null,
    onnotice: () => undefined,
    connection: settings,
    types: VALUES,
    fetch_types: false,
  };
  return options;
}

function lost(code: string): Error {
  return Object.assign(new Error("the connection was lost"), { code });
}
