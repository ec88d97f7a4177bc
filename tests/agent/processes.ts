/** A practice venue and agents as processes, each with the permissions its launcher gives it. */
import type { Trader } from "../../core/agents/agent.ts";
import { AGENTS, TRADERS } from "../../core/agents/mod.ts";
import {
  agentProgram,
  killProgram,
  practiceAccess,
  sentinelProgram,
  type VenueAccess,
} from "../../workers/launcher/ecosystem.ts";
import {
  argumentsOf,
  environmentOf,
  type Program,
} from "../../workers/launcher/program.ts";
import { freePorts } from "../free_ports.ts";
import { freshDatabase, type TestDatabase } from "../postgres.ts";

const HOST = "127.0.0.1";
export const KEYS = { key: "test-key", secret: "test-secret" };
/** Nothing here takes so long; what does hangs. */
const HANGS_MS = 60_000;
const LOOK_MS = 20;

export interface Running {
  readonly pid: number;
  /** Everything on stdout, and on stderr. */
  said(): string;
  complained(): string;
  /** Resolves once `text` was said; throws what it complained of if it ends before. */
  says(text: string | RegExp): Promise<void>;
  /** Exit code; 137 of a process that was killed. */
  readonly ended: Promise<number>;
  /** One that has ended already is left alone. */
  kill(signal: Deno.Signal): void;
  /** Closes its stdin, as the death of its launcher does. */
  orphan(): Promise<void>;
}

/** A venue with a database of its own, which may die and come back. */
export interface Venue {
  readonly url: string;
  readonly ports: { practice: number; opend: number };
  readonly database: TestDatabase;
  process: Running;
  /** Starts it again where it was. */
  restart(): Promise<void>;
}

export interface VenueOptions {
  speed: number;
  seed?: number;
  /** A folder of bars, instead of a seed. */
  bars?: string;
}

export async function startVenue(options: VenueOptions): Promise<Venue> {
  const database = await freshDatabase("practice");
  const port = freePorts(2);
  const ports = { practice: port, opend: port + 1 };
  const start = async () => {
    const running = startProcess(venueProgram(database, ports, options));
    await running.says(/^ready /m);
    return running;
  };
  const venue: Venue = {
    url: `http://${HOST}:${ports.practice}`,
    ports,
    database,
    process: await start(),
    async restart() {
      venue.process = await start();
    },
  };
  return venue;
}

function venueProgram(
  database: TestDatabase,
  ports: Venue["ports"],
  { speed, seed = 7, bars }: VenueOptions,
): Program {
  return {
    script: "practice/main.ts",
    args: [
      ...[`--port=${ports.practice}`, `--opend-port=${ports.opend}`],
      ...[`--speed=${speed}`, "--child"],
      bars === undefined ? `--seed=${seed}` : `--bars=${bars}`,
    ],
    urls: { PRACTICE_DATABASE_URL: database.urlOf("practice") },
    variables: { ALPACA_API_KEY: KEYS.key, ALPACA_SECRET_KEY: KEYS.secret },
    hosts: [`${HOST}:${ports.practice}`, `${HOST}:${ports.opend}`],
    permissions: bars === undefined ? [] : [`--allow-read=${bars}`],
  };
}

/** An agent of that venue; `args` besides --agent and --child. */
export function startAgent(
  id: string,
  venue: Venue,
  database: TestDatabase,
  ...args: string[]
): Running {
  const agent = AGENTS.find((agent) => agent.id === id)!;
  const name = agent.role === "overseer"
    ? "RESEARCH_DATABASE_URL"
    : agent.databaseEnv;
  const opend = { host: HOST, port: venue.ports.opend };
  return startProcess(
    agentProgram(
      agent,
      { [name]: database.urlOf(id) },
      practiceAccess(agent, venue.url, opend, KEYS),
      [...args, "--child"],
    ),
  );
}

/** The sentinel of a trader at that venue. */
export function startSentinel(
  id: string,
  venue: Venue,
  database: TestDatabase,
): Running {
  const agent = traderOf(id);
  const urls = { [agent.databaseEnv]: database.urlOf("sentinel") };
  return startProcess(
    sentinelProgram(agent, urls, accessAt(venue, agent), ["--child"]),
  );
}

/** `kill` of a trader at that venue, which sees no database at all. */
export function startKill(id: string, venue: Venue, level: string): Running {
  const agent = traderOf(id);
  return startProcess(killProgram(agent, accessAt(venue, agent), level));
}

function traderOf(id: string): Trader {
  return TRADERS.find((agent) => agent.id === id)!;
}

function accessAt({ url, ports }: Venue, agent: Trader): VenueAccess {
  return practiceAccess(agent, url, { host: HOST, port: ports.opend }, KEYS);
}

export function startProcess(program: Program): Running {
  const child = new Deno.Command(Deno.execPath(), {
    args: argumentsOf(program),
    env: { ...environmentOf(program), NO_COLOR: "1" },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "", complained = "", over = false, read = false;
  const reading = Promise.all([
    textOf(child.stdout, (text) => said += text),
    textOf(child.stderr, (text) => complained += text),
  ]);
  const ended = child.status.then(async ({ code }) => {
    over = true;
    await reading;
    read = true;
    return code;
  });
  return {
    pid: child.pid,
    said: () => said,
    complained: () => complained,
    ended,
    kill(signal) {
      if (!over) child.kill(signal);
    },
    orphan: () => child.stdin.close(),
    async says(text) {
      await until(`${text} of ${program.args[0]}`, () => {
        if (said.match(text)) return true;
        if (over && read) throw new Error(`It ended: ${said}${complained}`);
        return false;
      }, () => said + complained);
    },
  };
}

/** Looks until `look` is true; what it saw last is in the error. */
export async function until(
  what: string,
  look: () => boolean | Promise<boolean>,
  seen: () => string = () => "",
): Promise<void> {
  const end = performance.now() + HANGS_MS;
  while (!await look()) {
    if (performance.now() > end) {
      throw new Error(`Cannot see ${what} in ${HANGS_MS} ms: ${seen()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** What a process has in memory, its own and shared, in MB. */
export async function rssOf({ pid }: Running): Promise<number> {
  // Deno itself reads /proc only with every permission there is.
  const args = [`/proc/${pid}/status`];
  const { stdout } = await new Deno.Command("cat", { args }).output();
  const status = new TextDecoder().decode(stdout);
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1_024;
}

async function textOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  hear: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    hear(text);
  }
}
