/** The API as a program: with the permissions it is started with, from its first line to its end. */
import assert from "node:assert/strict";
import { listen } from "./api/events.ts";
import { dataOf, type Json } from "./api/served.ts";
import { openTestBooks } from "./books.ts";
import { ignore } from "./postgres.ts";

const MAIN = new URL("../api/main.ts", import.meta.url).pathname;
const NAMES = [
  "DEV_DATABASE_URL",
  "INTL_DATABASE_URL",
  "RESEARCH_DATABASE_URL",
  "PRACTICE_URL",
];
const HANGS_MS = 30_000;

interface Running {
  process: Deno.ChildProcess;
  url: string;
  /** What it has said, once it is over. */
  ended: Promise<{ code: number; out: string; errors: string }>;
}

/** Starts it; `url` is empty where it ends before it is ready. */
async function start(
  args: string[],
  env: Record<string, string> = {},
): Promise<Running> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--ignore-env",
      `--allow-env=${NAMES.join(",")}`,
      "--allow-net=127.0.0.1",
      MAIN,
      ...args,
    ],
    env: { NO_COLOR: "1", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const late = setTimeout(() => process.kill("SIGKILL"), HANGS_MS);
  const errors = new Response(process.stderr).text();
  const ready = Promise.withResolvers<string>();
  const ended = (async () => {
    let out = "";
    const lines = process.stdout.pipeThrough(new TextDecoderStream());
    for await (const text of lines) {
      out += text;
      const [, url] = /^ready (http:\S+)$/m.exec(out) ?? [];
      if (url) ready.resolve(url);
    }
    const { code } = await process.status;
    clearTimeout(late);
    ready.resolve("");
    return { code, out, errors: await errors };
  })();
  return { process, url: await ready.promise, ended };
}

async function end({ process, ended }: Running) {
  await process.stdin.close();
  process.kill("SIGTERM");
  return await ended;
}

Deno.test({
  name:
    "it says where it is ready, answers, and ends on a signal with its streams",
  ignore,
  async fn() {
    const books = await openTestBooks();
    const url = books.made.urlOf("api");
    const running = await start(["--port", "0"], { DEV_DATABASE_URL: url });
    const { agents } = await dataOf(running, "{ agents { id reachable } }");
    assert.deepEqual(
      agents.map(({ reachable }: Json) => reachable),
      [true, false, false],
    );
    const query = `subscription { positionChanged(agentId: "dev_claude") {
      cursor } }`;
    const listener = await listen(running, query);
    const last = listener.next();
    const began = performance.now();
    const { code, errors } = await end(running);
    assert.equal(code, 0);
    assert.ok(performance.now() - began < 3_000);
    assert.equal((await last)?.event, "complete");
    await listener.next();
    // What is not there is named; nothing else is said.
    assert.match(errors, /RESEARCH_DATABASE_URL is not set/);
    assert.match(errors, /INTL_DATABASE_URL is not set/);
    assert.doesNotMatch(errors, /DEV_DATABASE_URL|did you mean|at file:/);
    await books.close();
  },
});

Deno.test("as a child it ends with whoever started it", async () => {
  const running = await start(["--port", "0", "--child"]);
  await running.process.stdin.close();
  assert.equal((await running.ended).code, 0);
});

Deno.test("a taken port is one line and exit code 1", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const { process, ended } = await start(["--port", String(port)]);
  await process.stdin.close();
  const { code, errors } = await ended;
  taken.close();
  assert.equal(code, 1);
  assert.match(
    errors,
    new RegExp(`^Cannot listen on 127.0.0.1:${port}: the port is taken`, "m"),
  );
  assert.doesNotMatch(errors, /at file:/);
});

/** What is wrong with how it is started, and the one line that says so. */
const WRONG: [args: string[], env: Record<string, string>, because: RegExp][] =
  [
    [
      ["--port", "x"],
      {},
      /^Cannot read --port "x": give a number up to 65535\n$/,
    ],
    [["--prot", "1"], {}, /^Cannot read arguments: Unknown option '--prot'/],
    [
      ["--port", "0"],
      { DEV_DATABASE_URL: "mysql://x" },
      /Cannot open a database: its URL is not postgres:/,
    ],
    [
      ["--port", "0"],
      { PRACTICE_URL: "https://example.com" },
      /Cannot follow market time at https:\/\/example.com/,
    ],
  ];

for (const [args, env, because] of WRONG) {
  Deno.test(`started with ${JSON.stringify([args, env])} it says ${because}`, async () => {
    const { process, ended } = await start(args, env);
    await process.stdin.close();
    const { code, errors } = await ended;
    assert.equal(code, 1);
    assert.match(errors, because);
    assert.doesNotMatch(errors, /at file:/);
  });
}
