/** Where a trader's broker is, as its environment says. @module */
import { z } from "zod";
import { isLoopback } from "../core/adapters/loopback.ts";
import type { Trader } from "../core/agents/agent.ts";
import { valueOf } from "./agent_environment.ts";
import { fail } from "./arguments.ts";

/** Where a broker is, by its wire. */
export type Endpoint =
  | AlpacaEndpoint
  | MoomooEndpoint;

export interface AlpacaEndpoint {
  broker: "alpaca";
  baseUrl: string;
  /** Where they are not what goes with the base URL. */
  dataUrl?: string;
  streamUrl?: string;
  dataStreamUrl?: string;
  key: string;
  secret: string;
}

export interface MoomooEndpoint {
  broker: "moomoo";
  host: string;
  /** OpenD's own protocol. */
  port: number;
  /** OpenD's WebSocket, used instead when given. */
  wsPort?: number;
  /** In plain; empty where OpenD asks for none. */
  wsKey?: string;
}

const PAPER = "https://paper-api.alpaca.markets";
/** Those of real money begin with AK. */
const PAPER_KEY = /^(?!AK)/;
const text = z.string();

/**
 * Where the trader's broker is; the paper account itself unless told.
 *
 * @param practice Whether everything must be on this machine.
 */
export function endpointOf({ broker }: Trader, practice: boolean): Endpoint {
  const endpoint = broker === "alpaca" ? alpaca() : moomoo();
  const host = endpoint.broker === "alpaca"
    ? new URL(endpoint.baseUrl).hostname
    : endpoint.host;
  if (!practice || isLoopback(host)) return endpoint;
  const name = broker === "alpaca" ? "ALPACA_BASE_URL" : "MOOMOO_HOST";
  fail(
    `Cannot practise with ${name} at ${host}: PRACTICE_URL is set, so it must be on this machine`,
  );
}

function alpaca(): AlpacaEndpoint {
  const key = (name: string, schema = text) =>
    valueOf({
      name,
      schema,
      fix: "set it to what Alpaca shows for a paper account",
    });
  return {
    broker: "alpaca",
    baseUrl: valueOf({
      name: "ALPACA_BASE_URL",
      schema: text.refine((url) => isAt(url, PAPER)).default(PAPER),
      fix:
        `set it to ${PAPER}, to a practice venue on this machine, or not at all`,
    }),
    ...other("dataUrl", "ALPACA_DATA_URL", "https://data.alpaca.markets"),
    ...other(
      "streamUrl",
      "ALPACA_STREAM_URL",
      "wss://paper-api.alpaca.markets",
    ),
    ...other(
      "dataStreamUrl",
      "ALPACA_DATA_STREAM_URL",
      "wss://stream.data.alpaca.markets",
    ),
    key: key("ALPACA_API_KEY", text.regex(PAPER_KEY)),
    secret: key("ALPACA_SECRET_KEY"),
  };
}

/** One that is named beside the base URL: Alpaca's own, or on this machine. */
function other<Name extends string>(
  name: Name,
  variable: string,
  usual: string,
): { [N in Name]?: string } {
  const url = valueOf({
    name: variable,
    schema: text.refine((url) => isAt(url, usual)).nullable().default(null),
    fix: `set it to one at ${usual} or on this machine, or not at all`,
  });
  return url === null ? {} : { [name]: url } as { [N in Name]: string };
}

/** Whether a URL is at `usual` or on this machine. */
function isAt(url: string, usual: string): boolean {
  const { host, hostname = "", protocol = "" } = URL.parse(url) ?? {};
  const { host: usually, protocol: secure } = new URL(usual);
  if (host === usually) return protocol === secure;
  return isLoopback(hostname) && [secure, secure.slice(0, -2) + ":"]
    .includes(protocol);
}

function moomoo(): MoomooEndpoint {
  const port = z.coerce.number().int().min(1).max(65_535);
  const wsPort = valueOf({
    name: "MOOMOO_WS_PORT",
    schema: port.nullable().default(null),
    fix: "set it to the port of OpenD's WebSocket, 1 to 65535, or not at all",
  });
  const wsKey = Deno.env.get("MOOMOO_WS_KEY") ?? "";
  return {
    broker: "moomoo",
    host: valueOf({
      name: "MOOMOO_HOST",
      schema: text.default("127.0.0.1"),
      fix: "set it to the host OpenD runs on, or not at all",
    }),
    port: valueOf({
      name: "MOOMOO_PORT",
      schema: port.default(11_111),
      fix: "set it to the port OpenD listens on, 1 to 65535",
    }),
    ...wsPort === null ? {} : { wsPort, wsKey },
  };
}
