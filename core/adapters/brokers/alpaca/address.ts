/** Where Alpaca is asked: the paper host or a practice venue here, nowhere else. @module */
import { isLoopback } from "../../loopback.ts";

/** The hosts as the SDK writes them. */
const PAPER = "https://paper-api.alpaca.markets";
const DATA = "https://data.alpaca.markets";
/** The feed that is free; bars of every symbol, of one exchange's trades. */
export const FEED = "iex";

export interface AlpacaAddress {
  /** A venue on this machine, which does not count requests. */
  practice: boolean;
  /** Where the SDK's two hosts really are, by origin. */
  hosts: ReadonlyMap<string, string>;
  /** Order updates. */
  tradeUpdates: string;
  /** Market data. */
  bars: string;
}

/**
 * The endpoints behind one base URL. A practice venue has all four in one place.
 *
 * @throws {RangeError} If it is neither Alpaca's paper host nor loopback.
 */
export function alpacaAddress(baseUrl: string): AlpacaAddress {
  const { origin, protocol, hostname } = URL.parse(baseUrl) ?? {};
  if (origin === PAPER) {
    return {
      practice: false,
      hosts: new Map([[PAPER, PAPER], [DATA, DATA]]),
      tradeUpdates: "wss://paper-api.alpaca.markets/stream",
      bars: `wss://stream.data.alpaca.markets/v2/${FEED}`,
    };
  }
  if (origin && protocol === "http:" && isLoopback(hostname ?? "")) {
    const socket = origin.replace("http:", "ws:");
    return {
      practice: true,
      hosts: new Map([[PAPER, origin], [DATA, origin]]),
      tradeUpdates: `${socket}/stream`,
      bars: `${socket}/v2/${FEED}`,
    };
  }
  throw new RangeError(
    `Cannot trade at ${
      origin ?? "what is no URL"
    }: only ${PAPER} and loopback are paper`,
  );
}
