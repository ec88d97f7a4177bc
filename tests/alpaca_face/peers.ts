/** Raw clients of Alpaca's streams: over a socket, and in memory. @module */
import { type FaceVenue, KEYS } from "./venue.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

/** What it is told, message by message, as JSON or as the text that is none. */
export interface RawPeer {
  say(message: unknown): void;
  opened: Promise<unknown>;
  closed: Promise<void>;
  /** The next message; undefined once it is closed. */
  next(): Promise<Json>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Long enough for anything on this machine, however busy. */
const PATIENCE_MS = 10_000;

/** @throws {Error} If it takes longer than anything here does. */
export async function soon<T>(what: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const error = new Error(`It did not come within ${PATIENCE_MS} ms`);
  const timer = setTimeout(() => late.reject(error), PATIENCE_MS);
  try {
    return await Promise.race([what, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export function socket({ url }: FaceVenue, path: string): RawPeer {
  const web = new WebSocket(url.replace("http", "ws") + path);
  web.binaryType = "arraybuffer";
  const told: unknown[] = [];
  let more = Promise.withResolvers<void>();
  const ring = () => {
    more.resolve();
    more = Promise.withResolvers();
  };
  const closed = new Promise<void>((done) => {
    web.onclose = () => done(ring());
  });
  web.onmessage = ({ data }) => {
    told.push(read(data));
    ring();
  };
  return {
    say: (message) => web.send(JSON.stringify(message)),
    opened: new Promise((done) => web.onopen = done),
    closed,
    async next() {
      while (told.length === 0 && web.readyState <= WebSocket.OPEN) {
        await soon(more.promise);
      }
      return told.shift();
    },
    async [Symbol.asyncDispose]() {
      web.close();
      await closed;
    },
  };
}

/** One that is told of orders from now on. */
export async function listening(venue: FaceVenue): Promise<RawPeer> {
  const peer = socket(venue, "/stream");
  await peer.opened;
  const data = { key_id: KEYS.key, secret_key: KEYS.secret };
  peer.say({ action: "authenticate", data });
  peer.say({ action: "listen", data: { streams: ["trade_updates"] } });
  await peer.next();
  await peer.next();
  return peer;
}

/** One that is told of every bar from now on. */
export async function watching(venue: FaceVenue): Promise<RawPeer> {
  const peer = socket(venue, "/v2/iex");
  await peer.next();
  peer.say({ action: "auth", ...KEYS });
  peer.say({ action: "subscribe", bars: ["*"] });
  await peer.next();
  await peer.next();
  return peer;
}

export function read(data: ArrayBuffer | Uint8Array): Json {
  const text = new TextDecoder().decode(data);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
