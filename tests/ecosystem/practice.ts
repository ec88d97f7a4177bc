/** The whole of practice as a person starts it, and as programs ask it: `deno task start` in a process, over GraphQL. */
import { fileURLToPath } from "node:url";
import { listens } from "../local_postgres/folders.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Of databases elsewhere nothing may be seen. */
const NAMES = ["DEV", "INTL", "RESEARCH"].flatMap((name) => [
  `${name}_DATABASE_URL`,
  `${name}_OWNER_URL`,
]);
const HANGS_MS = 60_000;

export interface Practice {
  /** `deno task`, and the launcher it runs. */
  task: Deno.ChildProcess;
  launcher: number;
  port: number;
  /** Everything it said so far. */
  said(): string;
  ended: Promise<number>;
}

/** Starts it as a person does and waits for its ready line. */
export async function startPractice(
  data: string,
  port: number,
  ...options: string[]
): Promise<Practice> {
  const task = new Deno.Command("deno", {
    args: ["task", "start", "--data", data, "--port", `${port}`, ...options],
    cwd: ROOT,
    env: {
      ...Object.fromEntries(NAMES.map((name) => [name, ""])),
      NO_COLOR: "1",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let text = "";
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
    }
  };
  const ended = Promise.all([
    task.status,
    read(task.stdout),
    read(task.stderr),
  ]).then(([{ code }]) => code);
  const ready = `ready http://127.0.0.1:${port}/graphql`;
  let over = false;
  ended.then(() => over = true);
  await until("its ready line", () => {
    if (over) throw new Error(`deno task start ended: ${text}`);
    return text.includes(ready);
  }, () => text);
  const launcher = (await processesUnder(task.pid))
    .find(({ args }) => args.includes("workers/start.ts"))!.pid;
  return { task, launcher, port, said: () => text, ended };
}

/** Ends it as Ctrl-C does; its exit code. */
export async function stopPractice(practice: Practice): Promise<number> {
  Deno.kill(practice.launcher, "SIGINT");
  return await practice.ended;
}

/** Ends it whatever state a test left it in. */
export async function endPractice({ task, ended }: Practice): Promise<void> {
  let over = false;
  ended.then(() => over = true);
  await Promise.resolve();
  if (!over) task.kill("SIGTERM");
  await ended;
}

/** `kill -9`, and all that was under it has gone. */
export async function killLauncher(practice: Practice): Promise<void> {
  const children = await processesUnder(practice.launcher);
  Deno.kill(practice.launcher, "SIGKILL");
  await practice.ended;
  const alive = children.filter(({ args }) => !args.includes("postgres"));
  for (const { pid, args } of alive) {
    await until(`the end of ${args}`, async () => !await isAlive(pid));
  }
}

export interface Process {
  pid: number;
  args: string;
}

/** All processes below `pid`, with their command lines. */
export async function processesUnder(pid: number): Promise<Process[]> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-eo", "pid=,ppid=,args="],
  }).output();
  const all = new TextDecoder().decode(stdout).split("\n").flatMap((line) => {
    const [, own, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return own
      ? [{ pid: Number(own), parent: Number(parent), args: args! }]
      : [];
  });
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent)
      .flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/** The process of a program, such as "agent=intl_claude". */
export async function pidOf(
  practice: Practice,
  words: string,
): Promise<number> {
  const found = (await processesUnder(practice.launcher))
    .find(({ args }) => args.includes(words));
  if (found) return found.pid;
  throw new Error(`no process with ${words}: ${practice.said()}`);
}

async function isAlive(pid: number): Promise<boolean> {
  const { success } = await new Deno.Command("ps", {
    args: ["-p", `${pid}`, "-o", "pid="],
  }).output();
  return success;
}

/** Resident memory of a process in MB. */
export async function residentMb(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-p", `${pid}`, "-o", "rss="],
  }).output();
  return Math.round(Number(new TextDecoder().decode(stdout)) / 1024);
}

/** Three ports in a row that nobody has, below those of outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 9_000);
    const taken = await Promise.all([0, 1, 2].map((n) => listens(port + n)));
    if (!taken.includes(true)) return port;
  }
}

/** The answer of a GraphQL query; its errors are an exception. */
export async function ask<T>(
  { port }: Practice,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Events of a subscription until `signal` aborts. */
export async function* hear<T>(
  { port }: Practice,
  query: string,
  variables: Record<string, unknown>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
    },
    body: JSON.stringify({ query, variables }),
    signal,
  });
  let text = "";
  for await (
    const part of response.body!.pipeThrough(new TextDecoderStream())
  ) {
    text += part;
    const frames = text.split("\n\n");
    text = frames.pop()!;
    for (const frame of frames) {
      const data = /^data: ?(.+)$/m.exec(frame)?.[1];
      if (!data || data === "null") continue;
      const answer = JSON.parse(data);
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      yield answer.data;
    }
  }
}

/** Looks until it is so; a look that never succeeds fails the test. */
export async function until(
  what: string,
  look: () => boolean | Promise<boolean>,
  context: () => string = () => "",
  hangsMs = HANGS_MS,
): Promise<void> {
  const end = performance.now() + hangsMs;
  while (!await look()) {
    if (performance.now() > end) {
      throw new Error(`${what} never came: ${context()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface VenueAccount {
  market: string;
  cash: string;
  positions: Record<string, number>;
}

/** Cash and shares of both traders, as their books have them and as the venue has. */
async function bothSides(practice: Practice) {
  const at = `http://127.0.0.1:${practice.port + 1}/practice/accounts`;
  const accounts: VenueAccount[] = await (await fetch(at)).json();
  const venues = accounts.map(({ market, cash, positions }) => ({
    market,
    cash: Number(cash),
    positions: Object.entries(positions).sort(),
  }));
  const { agents } = await ask<{ agents: Agent[] }>(
    practice,
    `{ agents { id market account { cash } } }`,
  );
  const books = await Promise.all(
    agents.filter(({ market }) => market).map(
      async ({ id, market, account }) => {
        const { positions: { edges } } = await ask<Positions>(
          practice,
          `query ($id: ID!) { positions(agentId: $id, status: OPEN, first: 50) {
          edges { node { symbol quantity } } } }`,
          { id },
        );
        const held = edges.map(({ node }) => [node.symbol, node.quantity]);
        return { market, cash: Number(account?.cash), positions: held.sort() };
      },
    ),
  );
  const byMarket = (a: { market: string }, b: { market: string }) =>
    a.market < b.market ? -1 : 1;
  return { books: books.sort(byMarket), venues: venues.sort(byMarket) };
}

interface Agent {
  id: string;
  market: string;
  account: { cash: string } | null;
}

interface Positions {
  positions: { edges: { node: { symbol: string; quantity: number } }[] };
}

/** Books and venue agree to 0.01; what fills this moment is told a moment later. */
export async function booksEqualTheVenues(practice: Practice): Promise<void> {
  let sides = "";
  await until("books that equal the venue's", async () => {
    const { books, venues } = await bothSides(practice).catch((error) => ({
      books: [{ market: String(error), cash: NaN, positions: [] }],
      venues: [],
    }));
    sides = JSON.stringify({ books, venues });
    return venues.length > 0 && venues.every((venue, i) => {
      const own = books[i]!;
      return own.market === venue.market &&
        Math.abs(own.cash - venue.cash) < 0.01 &&
        JSON.stringify(own.positions) === JSON.stringify(venue.positions);
    });
  }, () => sides);
}

/** Resident memory of each of our processes in MB, by name. */
export async function memoryOf(
  practice: Practice,
): Promise<Map<string, number>> {
  const names: [string, RegExp][] = [
    ["dev_claude", /agent=dev_claude/],
    ["intl_claude", /agent\.ts --agent=intl_claude/],
    ["big_bro", /agent=big_bro/],
    ["sentinel", /sentinel\.ts/],
    ["api", /api\/main\.ts/],
    ["venue", /practice\/main\.ts/],
  ];
  const processes = await processesUnder(practice.launcher);
  const memory = new Map([["launcher", await residentMb(practice.launcher)]]);
  for (const [name, words] of names) {
    const found = processes.find(({ args }) => words.test(args));
    if (!found) throw new Error(`no ${name}: ${practice.said()}`);
    memory.set(name, await residentMb(found.pid));
  }
  return memory;
}
