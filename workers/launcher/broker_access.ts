/** Where one agent trades: what the environment names, else the practice that runs here. @module */
import type { Agent, Trader } from "../../core/agents/agent.ts";
import { practiceAccess, type VenueAccess } from "./ecosystem.ts";
import { practisedMarkets } from "./practised.ts";
import { runningOn } from "./running.ts";
import { StartError } from "./start_error.ts";

/** Alpaca's hosts: paper orders, bars, and both as they come. */
const ALPACA_URL = "https://paper-api.alpaca.markets";
const ALPACA_DATA = [
  "data.alpaca.markets:443",
  "stream.data.alpaca.markets:443",
];
const MOOMOO = { MOOMOO_HOST: "127.0.0.1", MOOMOO_PORT: "11111" };

/**
 * @param embedded Whether its books are in the data folder: practice has no
 * business in books that are somewhere else.
 * @throws {StartError} If something is missing.
 */
export async function accessFor(
  agent: Agent,
  data: string,
  embedded: boolean,
): Promise<VenueAccess> {
  const named = agent.role === "overseer" ? undefined : namedAccess(agent);
  if (named) return named;
  if (embedded) return await practiceOn(agent, data);
  if (agent.role === "overseer") return {};
  throw new StartError(
    `Cannot run ${agent.id}: ${agent.databaseEnv} names its books, and ` +
      `${
        variablesOf(agent).join(" and ")
      } should name its broker; set them, or unset it to practise`,
  );
}

function variablesOf({ broker }: Trader): string[] {
  return broker === "alpaca"
    ? ["ALPACA_API_KEY", "ALPACA_SECRET_KEY"]
    : Object.keys(MOOMOO);
}

/** What the environment names; undefined if it names nothing. */
function namedAccess(agent: Trader): VenueAccess | undefined {
  const names = variablesOf(agent);
  const given = names.filter((name) => Deno.env.get(name));
  if (given.length === 0) return undefined;
  const practice = Deno.env.get("PRACTICE_URL");
  const urls = practice
    ? { PRACTICE_URL: urlIn("PRACTICE_URL", practice) }
    : {};
  if (agent.broker === "moomoo") return moomooAccess(urls);
  const missing = names.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    throw new StartError(
      `Cannot run ${agent.id}: ${given[0]} is set and ${
        missing[0]
      } is not; set both, or none to practise`,
    );
  }
  const base = urlIn(
    "ALPACA_BASE_URL",
    Deno.env.get("ALPACA_BASE_URL") || ALPACA_URL,
  );
  return {
    urls: { ...urls, ALPACA_BASE_URL: base },
    variables: valuesOf(names),
    hosts: base.startsWith(ALPACA_URL) ? ALPACA_DATA : [],
  };
}

function moomooAccess(urls: Record<string, string>): VenueAccess {
  const variables = { ...MOOMOO, ...valuesOf(Object.keys(MOOMOO)) };
  const { MOOMOO_HOST: host, MOOMOO_PORT: port } = variables;
  if (!/^[\w.:[\]-]+$/.test(host) || !/^\d{1,5}$/.test(port)) {
    throw new StartError(
      `Cannot use MOOMOO_HOST and MOOMOO_PORT: "${host}:${port}" is no address; set them to OpenD's`,
    );
  }
  return { urls, variables, hosts: [`${host}:${port}`] };
}

function valuesOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name)] as const)
      .filter((entry): entry is [string, string] => !!entry[1]),
  );
}

function urlIn(name: string, text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new StartError(`Cannot use ${name}: it must be a URL of http or https`);
}

async function practiceOn(agent: Agent, data: string): Promise<VenueAccess> {
  const running = await runningOn(data);
  // A launcher that was killed has left its note.
  const markets = running && await practisedMarkets(running.practice);
  const isThere = agent.role === "overseer"
    ? markets !== undefined
    : markets?.has(agent.market);
  if (running && isThere) {
    const { practice, opend, alpaca } = running;
    return practiceAccess(agent, practice, opend, alpaca);
  }
  const [what, instead] = agent.role === "overseer"
    ? ["nothing practises", "RESEARCH_DATABASE_URL"]
    : [`nothing practises ${agent.market}`, variablesOf(agent).join(" and ")];
  throw new StartError(
    `Cannot run ${agent.id}: ${what} on "${data}"; begin with deno task start, or set ${instead}`,
  );
}
