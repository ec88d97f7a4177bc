/** Where Alpaca is asked: its paper host or a practice venue here, nowhere else. @module */
import { isLoopback } from "../../loopback.ts";

/** The hosts as the SDK writes them. */
const PAPER = "https://paper-api.alpaca.markets";
const DATA = "https://data.alpaca.markets";
const UPDATES = "wss://paper-api.alpaca.markets";
const BARS = "wss://stream.data.alpaca.markets";
/** The feed that is free; bars of every symbol, of one exchange's trades. */
export const FEED = "iex";

export interface AlpacaAddress {
  /** A venue on this machine. */
  practice: boolean;
  /** Where the SDK's two hosts really are, by origin. */
  hosts: ReadonlyMap<string, string>;
  /** Order updates. */
  tradeUpdates: string;
  /** Market data as it happens. */
  bars: string;
}

/** Endpoints that are not where the base URL says. */
export interface OtherUrls {
  dataUrl?: string | undefined;
  streamUrl?: string | undefined;
  dataStreamUrl?: string | undefined;
}

/**
 * All four endpoints. What is not named is Alpaca's own, and with a base URL on
 * this machine it is at the same place as that.
 *
 * @param baseUrl May end in "/", in "/v2" or in both.
 * @throws {RangeError} If one of them is neither Alpaca's paper nor loopback.
 */
export function alpacaAddress(
  baseUrl: string,
  { dataUrl, streamUrl, dataStreamUrl }: OtherUrls = {},
): AlpacaAddress {
  const base = placeOf(baseUrl, PAPER, "trade");
  const near = base.own ? undefined : base.url.origin;
  const data = placeOf(dataUrl ?? near ?? DATA, DATA, "read market data");
  const updates = placeOf(
    streamUrl ?? near ?? UPDATES,
    UPDATES,
    "hear of orders",
  );
  const bars = placeOf(dataStreamUrl ?? near ?? BARS, BARS, "hear market data");
  return {
    practice: !base.own,
    hosts: new Map([[PAPER, rootOf(base.url)], [DATA, rootOf(data.url)]]),
    tradeUpdates: socketAt(updates.url, "/stream"),
    bars: socketAt(bars.url, `/v2/${FEED}`),
  };
}

/** @param own Alpaca's own place for it. */
function placeOf(
  text: string,
  own: string,
  verb: string,
): { url: URL; own: boolean } {
  const url = URL.parse(text);
  const home = new URL(own);
  const secure = home.protocol;
  // Sockets may be named by what they are upgraded from.
  const kinds = ["https:", secure];
  if (url && url.host === home.host && kinds.includes(url.protocol)) {
    return { url, own: true };
  }
  const here = ["http:", "ws:", "https:", secure];
  if (url && isLoopback(url.hostname) && here.includes(url.protocol)) {
    return { url, own: false };
  }
  const where = url ? `${url.protocol}//${url.host}` : "what is no URL";
  throw new RangeError(
    `Cannot ${verb} at ${where}: only ${own} and loopback are paper`,
  );
}

/** What the SDK's paths, which begin with "/v2", are put behind. */
function rootOf({ protocol, host, pathname }: URL): string {
  const kind = protocol.replace("ws", "http");
  return `${kind}//${host}${pathname.replace(/(\/v2)?\/*$/, "")}`;
}

/** A socket without a path of its own is at `path`. */
function socketAt({ protocol, host, pathname }: URL, path: string): string {
  const kind = protocol.replace("http", "ws");
  const bare = /^(\/v2)?\/*$/.test(pathname);
  return `${kind}//${host}${bare ? path : pathname}`;
}
