/** The SDK's client, kept on the paper host and to its pace. @module */
import type { Market } from "../../../market/market.ts";
import type { Instant } from "../../../time.ts";
import type { AlpacaAddress } from "./address.ts";
import { checkKey } from "./paper.ts";
import { Requests } from "./requests.ts";
import { Alpaca, type streaming } from "./sdk.ts";

/** A whole answer takes no longer, or it is none. */
const TIMEOUT_MS = 10_000;
/** The SDK writes the dates of a calendar with a time, which not every server reads. */
const MIDNIGHT = /((?:start|end)=\d{4}-\d\d-\d\d)T[^&]*/g;

export interface AlpacaKeys {
  key: string;
  secret: string;
}

/** How bytes leave this process. */
export interface AlpacaNetwork {
  fetch(url: string, init: RequestInit): Promise<Response>;
  socket: streaming.WebSocketFactory;
}

export interface AlpacaClient {
  alpaca: Alpaca;
  requests: Requests;
  /** Of every stream. */
  stream: SocketOptions;
  /** Ends requests, and the connections that are kept for the next. */
  close(): void;
}

/** The SDK does not reconnect: whoever keeps a line makes a new one. */
interface SocketOptions {
  maxReconnectAttempts: 0;
  wsFactory?: streaming.WebSocketFactory;
}

/** What is needed to ask one account for something. */
export interface Access {
  alpaca: Alpaca;
  requests: Requests;
  stream: SocketOptions;
  market: Market;
  /** Market time. */
  now: () => Instant;
}

/**
 * @param speed Market seconds per machine second.
 * @param network This machine's own unless told.
 * @throws {RangeError} If the key is one of real money.
 */
export function alpacaClient(
  { hosts }: AlpacaAddress,
  { key, secret }: AlpacaKeys,
  speed = 1,
  network?: AlpacaNetwork,
): AlpacaClient {
  checkKey(key);
  const connections = network ? undefined : Deno.createHttpClient({});
  const leave = network?.fetch ??
    ((url, init) => fetch(url, { ...init, client: connections! }));
  const requests = new Requests(speed);
  const alpaca = new Alpaca({
    keyId: key,
    secret,
    paper: true,
    timeoutMs: TIMEOUT_MS,
    // Both are our own: the SDK knows neither what is urgent nor our speed.
    rateLimit: false,
    retry: false,
    fetchApi: (url, init) => {
      const { origin, pathname, search } = new URL(url);
      const host = hosts.get(origin);
      // The SDK has no base URL to set, and another host would not be paper.
      if (!host) throw new Error(`Cannot ask ${origin}: it is no paper host`);
      const query = pathname === "/v2/calendar"
        ? search.replaceAll(MIDNIGHT, "$1")
        : search;
      return leave(host + pathname + query, init);
    },
  });
  const close = once(() => {
    requests.close();
    connections?.close();
  });
  const socket = network ? { wsFactory: network.socket } : {};
  const stream = { maxReconnectAttempts: 0, ...socket } as const;
  return { alpaca, requests, stream, close };
}

/** Twice is once. */
function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
