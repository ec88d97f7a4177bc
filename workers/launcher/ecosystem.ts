/** Every process of the ecosystem: what it is told, what it sees, what it may reach. @module */
import { AGENTS } from "../../core/agents/mod.ts";
import type { Agent, Trader } from "../../core/agents/agent.ts";
import type { LocalPostgres } from "../../core/adapters/local_postgres/open.ts";
import type { Login } from "../../sql/logins.ts";
import { DATABASES, type Name } from "./databases.ts";
import { practiceUrl } from "./embedded.ts";
import { HOST, type Ports } from "./ports.ts";
import type { Program } from "./program.ts";
import type { StartOptions } from "./start_options.ts";

export const PRACTICE = "practice";
export const API = "api";

/**
 * These live for weeks and make little garbage at a time: with V8's usual 16 MB
 * for what is young they hold 30 MB more, and are no faster. What is old may
 * double before it is looked through, which takes some 30 ms and meets orders.
 */
const LEAN = "--v8-flags=--max-semi-space-size=2,--heap-growing-percent=100";
/** In MB: queries make garbage by the megabyte, which V8 would let stand. */
const API_HEAP = "--max-heap-size=192";

/** What Alpaca's face of the venue lets in. */
export interface Keys {
  key: string;
  secret: string;
}

/** Where an agent trades: the venue's variables, and all that may be reached for it. */
export interface VenueAccess {
  urls?: Record<string, string>;
  variables?: Record<string, string>;
  hosts?: readonly string[];
}

export interface Ecosystem {
  options: StartOptions;
  ports: Ports;
  keys: Keys;
  /** Tells this launcher's agents from those of another. */
  id: string;
}

/** @param begun The folder of bars that was begun on, if any: it may be read again. */
export function practiceProgram(
  { options, ports, keys }: Ecosystem,
  server: LocalPostgres,
  begun: string | undefined,
): Program {
  const { speed, noSkip } = options;
  const tape = options.tape ?? {};
  const seed = "seed" in tape ? [`--seed=${tape.seed}`] : [];
  const bars = "bars" in tape ? [`--bars=${tape.bars}`] : [];
  const folder = "bars" in tape ? tape.bars : begun;
  return {
    script: "practice/main.ts",
    args: [
      `--port=${ports.practice}`,
      `--opend-port=${ports.opend}`,
      `--speed=${speed}`,
      ...seed,
      ...bars,
      ...noSkip ? ["--no-skip"] : [],
      "--child",
    ],
    urls: { PRACTICE_DATABASE_URL: practiceUrl(server) },
    variables: keysOf(keys),
    hosts: [`${HOST}:${ports.practice}`, `${HOST}:${ports.opend}`],
    permissions: [
      LEAN,
      ...folder === undefined ? [] : [`--allow-read=${folder}`],
    ],
  };
}

/** One agent, with its own login on its own database. */
export function agentProgram(
  agent: Agent,
  databases: Record<string, string>,
  venue: VenueAccess,
  args: readonly string[],
): Program {
  return {
    script: "agent.ts",
    args: [`--agent=${agent.id}`, ...args],
    urls: { ...databases, ...venue.urls },
    variables: { ...venue.variables },
    hosts: venue.hosts ?? [],
    permissions: [LEAN],
  };
}

/** Watches a trader from outside, with a login of its own on its database. */
export function sentinelProgram(
  agent: Trader,
  databases: Record<string, string>,
  venue: VenueAccess,
  args: readonly string[],
): Program {
  const program = agentProgram(agent, databases, venue, args);
  return { ...program, script: "sentinel.ts" };
}

/** What goes to a venue without any database, and only reduces there. */
export function killProgram(
  agent: Trader,
  { urls = {}, variables = {}, hosts = [] }: VenueAccess,
  level: string,
): Program {
  return {
    script: "kill.ts",
    args: [`--agent=${agent.id}`, `--level=${level}`],
    urls,
    variables,
    hosts,
  };
}

export function apiProgram(
  { ports }: Ecosystem,
  server: LocalPostgres,
): Program {
  const names = DATABASES.map(({ target }) => target.name);
  return {
    script: "../api/main.ts",
    args: [`--port=${ports.api}`, "--child"],
    urls: {
      ...urlsOn(server, "api", names),
      PRACTICE_URL: practiceOrigin(ports),
    },
    hosts: [`${HOST}:${ports.api}`],
    // A request's signal tells then that its asker has left, as it does elsewhere.
    permissions: [`${LEAN},${API_HEAP}`, "--unstable-no-legacy-abort"],
  };
}

/** The practice venue as this agent's broker shows itself. */
export function practiceAccess(
  agent: Agent,
  practice: string,
  opend: { host: string; port: number },
  keys: Keys,
): VenueAccess {
  const urls = { PRACTICE_URL: practice };
  if (agent.role === "overseer") return { urls };
  if (agent.broker === "alpaca") {
    return {
      urls: { ...urls, ALPACA_BASE_URL: practice },
      variables: keysOf(keys),
    };
  }
  const { host, port } = opend;
  return {
    urls,
    variables: { MOOMOO_HOST: host, MOOMOO_PORT: String(port) },
    hosts: [`${host}:${port}`],
  };
}

/** The agents, with the one database of each. */
export const AGENT_DATABASES: ReadonlyMap<Agent, Name> = new Map(
  AGENTS.map((agent) => [
    agent,
    DATABASES.find(({ target }) => target.agent === agent.id)?.target.name ??
      "research",
  ]),
);

export function urlsOn(
  server: LocalPostgres,
  login: Login,
  names: readonly Name[],
): Record<string, string> {
  return Object.fromEntries(
    DATABASES.filter(({ target }) => names.includes(target.name))
      .map(({ env, database }) => [env, server.urlOf(login, database)]),
  );
}

export function practiceOrigin({ practice }: Ports): string {
  return `http://${HOST}:${practice}`;
}

function keysOf({ key, secret }: Keys): Record<string, string> {
  return { ALPACA_API_KEY: key, ALPACA_SECRET_KEY: secret };
}
