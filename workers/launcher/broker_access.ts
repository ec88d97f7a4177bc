/** Where one agent trades: what the environment names, else the practice that runs here. @module */
import type { Agent, Trader } from "../../core/agents/agent.ts";
import { IDENTITY, identityFault } from "../identity.ts";
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
/** Named only where they are not what goes with the base URL. */
const ALPACA_OTHERS = [
  "ALPACA_DATA_URL",
  "ALPACA_STREAM_URL",
  "ALPACA_DATA_STREAM_URL",
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
  const whose = valuesOf(IDENTITY);
  if (named) {
    return { ...named, variables: { ...whose, ...named.variables } };
  }
  if (embedded) {
    const access = await practiceOn(agent, data);
    return { ...access, variables: { ...whose, ...access.variables } };
  }
  if (agent.role === "overseer") return { variables: whose };
  throw new StartError(
    `Cannot run ${agent.id}: ${agent.databaseEnv} names its books, and ` +
      `${
        variablesOf(agent).join(" and ")
      } should name its broker; set them, or unset it to practise`,
  );
}

/**
 * Where a trader trades, without looking at any database.
 *
 * @throws {StartError} If something is missing.
 */
export async function venueAccess(
  agent: Trader,
  data: string,
): Promise<VenueAccess> {
  return namedAccess(agent) ?? await practiceOn(agent, data);
}

/**
 * Asked before anything is started.
 *
 * @throws {StartError} If the environment is another agent's, or not paper.
 */
export function checkIdentity(agent: Agent): void {
  const named = agent.role !== "overseer" &&
    variablesOf(agent).some((name) => Deno.env.get(name));
  const practice = !!Deno.env.get("PRACTICE_URL") || !named;
  const fault = identityFault(agent, practice);
  if (fault) throw new StartError(fault);
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
  const others = ALPACA_OTHERS.flatMap((name) => {
    const url = Deno.env.get(name);
    return url ? [[name, urlIn(name, url)] as const] : [];
  });
  return {
    urls: { ...urls, ALPACA_BASE_URL: base, ...Object.fromEntries(others) },
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
  const ws = valuesOf(["MOOMOO_WS_PORT", "MOOMOO_WS_KEY"]);
  const { MOOMOO_WS_PORT: wsPort = port } = ws;
  if (!/^\d{1,5}$/.test(wsPort)) {
    throw new StartError(
      `Cannot use MOOMOO_WS_PORT: "${wsPort}" is no port; set it to that of OpenD's WebSocket, or not at all`,
    );
  }
  const hosts = [`${host}:${wsPort}`];
  return { urls, variables: { ...variables, ...ws }, hosts };
}

function valuesOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name)] as const)
      .filter((entry): entry is [string, string] => !!entry[1]),
  );
}

function urlIn(name: string, text: string): string {
  if (URL.canParse(text) && /^(http|ws)s?:/.test(text)) return text;
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
