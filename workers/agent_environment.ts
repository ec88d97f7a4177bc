/** What the process of an agent is told by its environment; what is wrong is one line. @module */
import { z } from "zod";
import { isLoopback } from "../core/adapters/loopback.ts";
import type { Agent, Trader } from "../core/agents/agent.ts";
import { fail } from "./arguments.ts";

/** Where a broker is, by its wire. */
export type Endpoint =
  | { broker: "alpaca"; baseUrl: string; key: string; secret: string }
  | { broker: "moomoo"; host: string; port: number };

/** A variable, what it must be, and what to do when it is not. */
interface Variable<T> {
  name: string;
  schema: z.ZodType<T>;
  fix: string;
}

const OVERSEER_DATABASE = "RESEARCH_DATABASE_URL";
const PAPER = "https://paper-api.alpaca.markets";
const text = z.string();

/** URL of the agent's own database. */
export function databaseUrl(agent: Agent): string {
  const name = agent.role === "overseer"
    ? OVERSEER_DATABASE
    : agent.databaseEnv;
  const fix = `set it to postgres://login:password@host:port/database`;
  return valueOf({ name, schema: text, fix });
}

/** URL of the practice venue; null in real time. */
export function practiceUrl(): string | null {
  return valueOf({
    name: "PRACTICE_URL",
    schema: z.url({ protocol: /^http$/ }).nullable().default(null),
    fix:
      "set it to the practice venue, as in http://127.0.0.1:4001, or not at all",
  });
}

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

function alpaca(): Endpoint {
  const key = (name: string) =>
    valueOf({
      name,
      schema: text,
      fix: "set it to what Alpaca shows for a paper account",
    });
  return {
    broker: "alpaca",
    baseUrl: valueOf({
      name: "ALPACA_BASE_URL",
      schema: text.refine(isPaper).default(PAPER),
      fix:
        `set it to ${PAPER}, to a practice venue on this machine, or not at all`,
    }),
    key: key("ALPACA_API_KEY"),
    secret: key("ALPACA_SECRET_KEY"),
  };
}

function isPaper(url: string): boolean {
  const { origin, hostname = "" } = URL.parse(url) ?? {};
  return origin === PAPER || isLoopback(hostname);
}

function moomoo(): Endpoint {
  return {
    broker: "moomoo",
    host: valueOf({
      name: "MOOMOO_HOST",
      schema: text.default("127.0.0.1"),
      fix: "set it to the host OpenD runs on, or not at all",
    }),
    port: valueOf({
      name: "MOOMOO_PORT",
      schema: z.coerce.number().int().min(1).max(65_535).default(11_111),
      fix: "set it to the port OpenD listens on, 1 to 65535",
    }),
  };
}

/** Values are not repeated: many are secret. An empty one counts as not set. */
function valueOf<T>({ name, schema, fix }: Variable<T>): T {
  const given = Deno.env.get(name) || undefined;
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const what = given === undefined ? "go on without" : "read";
  fail(`Cannot ${what} ${name}: ${fix}`);
}
