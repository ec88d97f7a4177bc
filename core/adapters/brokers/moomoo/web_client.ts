/**
 * The vendor's own client of OpenD's WebSocket, held to what it promises. As it
 * comes, it leaves promises open for ever when a socket ends, reads texts of
 * Chinese as too long, ends the process when a push cannot be read, reconnects
 * without what was subscribed, and writes on the console what is nobody's
 * business.
 *
 * @module
 */
import MoomooClient from "moomoo-api";

/** A reply or a push, as our reading of a frame hands it to the client. */
export interface Received {
  sign: string;
  cmd: number;
  section: string;
  error: number;
  errmsg: string;
  buff: Uint8Array;
}

interface Waiting {
  reject?(reason: string): void;
  timer?: ReturnType<typeof setTimeout>;
}

/** The client's inner half, as far as it is touched here. */
export interface WebBase {
  websock: WebSocket | null;
  state: { login: boolean };
  initOpenDConfigBuff: Uint8Array;
  /** By section, in the order they were sent. */
  promisePool: Record<string, Waiting>;
  sendBuff(cmd: number, body: Uint8Array, ms: number): Promise<Received>;
  unpackBuff(message: unknown): Received | null;
  rejectAll(): void;
  reconnect(): void;
  close(): void;
  regPushCallback(key: unknown, hear: (push: Received) => void): void;
  unregPushCallback(key: unknown): void;
}

interface Client {
  websock: WebBase;
  start(host: string, port: number, ssl: boolean, key: string | null): void;
}

export interface WebClientOptions {
  host: string;
  port: number;
  /** As set in OpenD; undefined if it wants none. */
  key: string | undefined;
  /** A frame, or null for what is none. Must not throw. */
  unpack(message: unknown): Received | null;
  /** Must not throw. */
  onPush(push: Received): void;
  onOpen(): void;
  onClosed(reason: string): void;
}

/** What an error event says of itself, if it is one. */
function messageOf(event: Event): string {
  return event instanceof ErrorEvent && event.message !== ""
    ? event.message
    : "the connection failed";
}

/**
 * Begins to connect, once.
 *
 * @throws {SyntaxError} If it is no address.
 */
export function webClient(options: WebClientOptions): WebBase {
  const client = new (MoomooClient as unknown as new () => Client)();
  client.start(options.host, options.port, false, options.key ?? null);
  const base = client.websock;
  // It throws at what it cannot read, where nobody can catch it.
  base.unregPushCallback(client);
  base.regPushCallback(client, options.onPush);
  base.unpackBuff = options.unpack;
  // Its own goes through the indices instead of those who wait.
  base.rejectAll = () => {
    const waiting = Object.values(base.promisePool);
    base.promisePool = {};
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject?.("close");
    }
  };
  // Another connection needs another login and all that goes with it.
  base.reconnect = () => undefined;
  let failure = "OpenD closed the connection";
  const socket = base.websock!;
  // Its own handlers write on the console, and log in by themselves.
  socket.onopen = options.onOpen;
  socket.onerror = (event) => {
    failure = messageOf(event);
  };
  socket.onclose = () => options.onClosed(failure);
  return base;
}

/** Takes whoever asked last out of the pool, so that nothing waits on. */
export function forget(base: WebBase, section: string): void {
  clearTimeout(base.promisePool[section]?.timer);
  delete base.promisePool[section];
}
