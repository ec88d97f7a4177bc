/** The SDK's client, kept on the paper host. @module */
import type { AlpacaAddress } from "./address.ts";
import { Alpaca } from "./sdk.ts";

/** A whole answer takes no longer, or it is none. */
const TIMEOUT_MS = 10_000;

export interface AlpacaKeys {
  key: string;
  secret: string;
}

export interface AlpacaClient {
  alpaca: Alpaca;
  /** Ends the connections that are kept for the next request. */
  close(): void;
}

export function alpacaClient(
  { practice, hosts }: AlpacaAddress,
  { key, secret }: AlpacaKeys,
): AlpacaClient {
  const connections = Deno.createHttpClient({});
  const alpaca = new Alpaca({
    keyId: key,
    secret,
    paper: true,
    timeoutMs: TIMEOUT_MS,
    // 200 requests a minute are the paper host's rule, not practice's.
    ...practice ? { rateLimit: false } : {},
    fetchApi: (url, init) => {
      const { origin, pathname, search } = new URL(url);
      const host = hosts.get(origin);
      // The SDK has no base URL to set, and another host would not be paper.
      if (!host) throw new Error(`Cannot ask ${origin}: it is no paper host`);
      return fetch(host + pathname + search, { ...init, client: connections });
    },
  });
  return { alpaca, close: () => connections.close() };
}
