/** `deno task start` as a process: what it refuses in one line, what it leaves, and how it ends. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runningOn } from "../workers/launcher/running.ts";
import { freePorts } from "./free_ports.ts";
import { isStopped, launch, type Launcher, run } from "./launcher/start.ts";
import { listens } from "./local_postgres/folders.ts";

const FILE = import.meta.filename!;
const ignore = Deno.build.os === "windows";

/** Arguments that cannot be, and the one line that says why. */
const REFUSED: [args: string[], line: RegExp][] = [
  [
    ["--port", "0"],
    /^Cannot use --port "0": give a whole number from 1 to 65533$/,
  ],
  [["--port", "65534"], /^Cannot use --port "65534"/],
  [["--port", "4000.5"], /^Cannot use --port "4000\.5"/],
  [["--port=-1"], /^Cannot use --port "-1"/],
  [
    ["--speed", "0"],
    /^Cannot use --speed "0": give a whole number from 1 to 3600$/,
  ],
  [["--speed", "3601"], /^Cannot use --speed "3601"/],
  [["--seed", "seven"], /^Cannot use --seed "seven": give a whole number/],
  [
    ["--seed", "7", "--bars", "."],
    /^Cannot start with --seed and --bars at once/,
  ],
  [
    ["--bars", "/no/such/folder"],
    /^Cannot use --bars "\/no\/such\/folder": there is no such folder$/,
  ],
  [["--bars", FILE], /^Cannot use --bars ".*": it is a file, not a folder$/],
  [["--data"], /^Cannot read arguments: --data needs a value/],
  [
    ["--data", FILE],
    /^Cannot use the data folder ".*": something on its path is a file/,
  ],
  [
    ["--fast"],
    /^Cannot read arguments: Unknown option '--fast'; the flags are/,
  ],
  [["now"], /^Cannot read arguments: Unexpected argument 'now'/],
];

Deno.test("start refuses what it cannot do in one line", async () => {
  await Promise.all(REFUSED.map(async ([args, line]) => {
    const { code, out, errors } = await run(["start", ...args]);
    assert.equal(code, 1, args.join(" "));
    assert.equal(out, "");
    assert.match(errors.trimEnd(), line);
  }));
});

Deno.test("status says in one line that nothing runs", async () => {
  const data = await Deno.makeTempDir({ prefix: "catalyst-start-" });
  const { code, out, errors } = await run(["status", "--data", data]);
  assert.equal(code, 1);
  assert.equal(out, "");
  assert.match(errors, /^Cannot tell the status: nothing runs on .*\n$/);
  await Deno.remove(data, { recursive: true });
});

Deno.test({
  name: "the ecosystem of one data folder",
  ignore,
  fn: async (t) => {
    const folder = await Deno.makeTempDir({ prefix: "catalyst start " });
    await Deno.chmod(folder, 0o755);
    const data = join(folder, "data");
    const place = { data, port: freePorts(3) };
    try {
      for (const [sentence, test] of Object.entries(TESTS)) {
        await t.step(sentence, () => test(place));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

interface Place {
  data: string;
  /** Free, and so are the two after it. */
  port: number;
}

const TESTS: Record<string, (place: Place) => Promise<void>> = {
  async "is refused while another program has one of its ports"(place) {
    for (const offset of [0, 1, 2]) {
      const taken = Deno.listen({
        hostname: "127.0.0.1",
        port: place.port + offset,
      });
      const { code, errors } = await started(place).ended;
      taken.close();
      assert.equal(code, 1);
      assert.match(
        errors,
        new RegExp(
          `^Cannot listen on port ${place.port + offset}: .*--port.*\n$`,
        ),
      );
    }
  },

  async "becomes ready once, says where it is, and is the only one on its folder"(
    place,
  ) {
    const first = started(place, {
      DEV_DATABASE_URL: "postgres://a:b@nowhere/x",
    });
    await first.says("ready http");
    const { pid, api } = (await runningOn(place.data))!;
    assert.equal(api, `http://127.0.0.1:${place.port}/graphql`);
    assert.equal(pid, first.process.pid);
    const note = await Deno.stat(join(place.data, "running.json"));
    assert.equal(note.mode! & 0o777, 0o600);

    const other = { ...place, port: freePorts(3) };
    const second = await started(other).ended;
    assert.equal(second.code, 1);
    assert.match(
      second.errors,
      new RegExp(`^Cannot start: process ${pid} \\(${api}\\) runs on .*\n$`),
    );

    const told = await run(["status", "--data", place.data]);
    assert.equal(told.code, 0, told.errors);
    assert.match(told.out, /^dev_claude +active +equity +100,000\.00 USD/m);
    assert.match(told.out, /^intl_claude +active/m);
    assert.match(told.out, /^big_bro +running/m);

    first.process.kill("SIGTERM");
    const { code, out, errors } = await first.ended;
    assert.equal(code, 143, errors);
    assert.equal(
      out.split("\n").filter((line) => /^ready/.test(line)).length,
      1,
    );
    assert.match(errors, /^DEV_DATABASE_URL is not used: /m);
    assert.doesNotMatch(out + errors, /postgres:\/\//);
    await isOver(place);
  },

  async "refuses another tape than it was begun on, in the venue's own words"(
    place,
  ) {
    const { code, out, errors } = await started(place, {}, ["--seed", "8"])
      .ended;
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(errors, /^practice: Cannot practise on seed 8: .*\n$/);
    await isOver(place);
  },

  async "does not wait for a second signal, and its children leave all the same"(
    place,
  ) {
    const launcher = started(place);
    await launcher.says("ready http");
    const [child] = await childrenOf(launcher.process.pid, "agent.ts");
    Deno.kill(child!, "SIGSTOP");
    launcher.process.kill("SIGTERM");
    await new Promise((done) => setTimeout(done, 1_200));
    const asked = performance.now();
    launcher.process.kill("SIGINT");
    assert.equal((await launcher.process.status).code, 130);
    assert.ok(performance.now() - asked < 1_000);
    Deno.kill(child!, "SIGCONT");
    await launcher.ended;
    // PostgreSQL was left running: the next start adopts it.
    assert.ok(!await isStopped(place.data));
  },

  async "carries on after its launcher was killed, and ends by Ctrl-C that comes twice"(
    place,
  ) {
    const killed = started(place);
    await killed.says("ready http");
    killed.process.kill("SIGKILL");
    await killed.ended;
    // At once: what it started is still leaving, and PostgreSQL still runs.
    const next = started(place);
    await next.says("ready http");
    next.process.kill("SIGINT");
    await new Promise((done) => setTimeout(done, 20));
    next.process.kill("SIGINT");
    const { code, errors } = await next.ended;
    assert.equal(code, 130, errors);
    assert.doesNotMatch(errors, /again|killed/);
    await isOver(place);
  },

  async "ends in order also while it starts, whenever it is told to"(place) {
    for (const delayMs of [0, 300, 900, 1_500]) {
      const launcher = started(place);
      await new Promise((done) => setTimeout(done, delayMs));
      launcher.process.kill("SIGTERM");
      const { code, errors } = await launcher.ended;
      assert.equal(code, 143, errors);
      await isOver(place);
    }
  },
};

function started(
  { data, port }: Place,
  env: Record<string, string> = {},
  more: string[] = [],
): Launcher {
  const args = ["start", "--data", data, "--port", String(port), ...more];
  return launch(args, env);
}

/** Nothing runs any more and nothing says so. */
async function isOver({ data, port }: Place): Promise<void> {
  assert.equal(await runningOn(data), undefined);
  for (const offset of [0, 1, 2]) {
    assert.equal(await listens(port + offset), false);
  }
  assert.ok(await isStopped(data), "PostgreSQL still runs");
}

/** Process ids of those children of a process whose command has the words. */
async function childrenOf(pid: number, words: string): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-A", "-ww", "-o", "pid=,ppid=,command="],
  }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)/.exec(line))
    .filter((found) =>
      found && Number(found[2]) === pid && found[3]!.includes(words)
    )
    .map((found) => Number(found![1]));
}
