/** Children kept running: started again, given up, ended in order, never left behind. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Kept } from "../workers/launcher/kept_child.ts";
import { PACE, type Pace } from "../workers/launcher/pace.ts";
import { Supervisor } from "../workers/launcher/supervisor.ts";

const SCRIPT = "../tests/launcher/child.ts";
const QUICK: Pace = {
  ...PACE,
  pausesMs: [20, 40],
  quickMs: 5_000,
  stopMs: 500,
};

/** What a test has at hand. */
interface Stage {
  supervisor: Supervisor;
  /** "name: line" of stdout, "name! line" of stderr, and news as they are. */
  heard: string[];
  kept(name: string, ...steps: string[]): Kept;
  /** Where there is no file yet. */
  file: string;
  /** Resolves when something with these words was heard so many times. */
  hears(words: string, times?: number): Promise<void>;
}

const TESTS: Record<string, (stage: Stage) => Promise<void>> = {
  async "is up when it says ready, and its other lines are shown without secrets"(
    { supervisor, kept, heard, hears },
  ) {
    const url = "postgres://api:abc123@127.0.0.1:1/x";
    await supervisor.start(
      kept("one", `say=to ${url}`, "ready", "say=\x1b[31mred\x07"),
    );
    await hears("red");
    assert.deepEqual(heard, [
      "one: to postgres://api:…@127.0.0.1:1/x",
      "one: red",
    ]);
  },

  async "is started again when it was killed, and that is said in two lines"(
    { supervisor, kept, heard, hears },
  ) {
    await supervisor.start(kept("one", "ready"));
    const first = supervisor.pidOf("one")!;
    Deno.kill(first, "SIGKILL");
    await hears("is back");
    assert.equal(heard[0], "one ended by SIGKILL; it starts again in 0.02 s");
    assert.match(heard[1]!, /^one is back after \d+\.\d s$/);
    assert.equal(heard.length, 2);
    assert.notEqual(supervisor.pidOf("one"), first);
  },

  async "is started again also when it was killed before it was ever ready"(
    { supervisor, kept, heard, file },
  ) {
    await supervisor.start(kept("one", `once=${file}`, "die", "ready"));
    assert.deepEqual(heard, [
      "one ended by SIGKILL; it starts again in 0.02 s",
    ]);
  },

  async "fails by its own words alone when its very first start ends with 1"(
    { supervisor, kept, heard },
  ) {
    const one = kept("one", "complain=Cannot read --bars", "exit=1");
    await assert.rejects(supervisor.start(one), {
      name: "ChildFailed",
      message: "",
    });
    assert.deepEqual(heard, ["one! Cannot read --bars"]);
  },

  async "fails by a line of ours when it ended with 1 and without a word"(
    { supervisor, kept },
  ) {
    await assert.rejects(supervisor.start(kept("one", "exit=1")), {
      message: "Cannot start one: it ended with code 1",
    });
  },

  async "is given up when it ends quickly five times in a row"(
    { supervisor, kept, heard },
  ) {
    await supervisor.start(kept("one", "ready", "exit=3"));
    await assert.rejects(supervisor.failed, {
      message:
        "Cannot keep one running: it ended 5 times within 5 s of its start, last with code 3",
    });
    const again = heard.filter((line) => line.includes("starts again"));
    assert.deepEqual(
      again.map((line) => line.replace(/.* in /, "")),
      ["0.02 s", "0.04 s", "0.04 s", "0.04 s"],
    );
  },

  async "waits for what it needs, at the start and when that comes back"(
    { supervisor, kept, hears },
  ) {
    await supervisor.start(kept("venue", "ready"));
    let asked = 0;
    const agent = kept("agent", "ready");
    await supervisor.start({
      ...agent,
      async program() {
        asked++;
        await supervisor.up("venue");
        return await agent.program();
      },
    });
    const venue = supervisor.pidOf("venue")!;
    Deno.kill(venue, "SIGKILL");
    Deno.kill(supervisor.pidOf("agent")!, "SIGKILL");
    await hears("agent is back");
    assert.equal(asked, 2);
    assert.ok(supervisor.pidOf("venue") !== venue, "the venue was not back");
  },

  async "ends when it is told, those named last after the others"(
    { supervisor, kept, heard },
  ) {
    await supervisor.start(kept("venue", "ready"));
    await supervisor.start(kept("agent", "ready"));
    await supervisor.stop(["venue"]);
    assert.deepEqual(heard, ["agent: told to end", "venue: told to end"]);
  },

  async "is in no group of processes that a Ctrl-C is sent to"(
    { supervisor, kept },
  ) {
    await supervisor.start(kept("one", "ready"));
    const child = supervisor.pidOf("one")!;
    assert.equal(await groupOf(child), child);
    assert.notEqual(await groupOf(Deno.pid), child);
  },

  async "is killed when it does not end in time"(
    { supervisor, kept, heard },
  ) {
    await supervisor.start(kept("one", "deaf", "ready"));
    await supervisor.stop();
    assert.deepEqual(heard, [
      "one: told to end",
      "one has not ended for 0.5 s and is killed",
    ]);
  },

  async "ends nothing twice, and starts nothing once it ends"(
    { supervisor, kept, heard, hears },
  ) {
    await supervisor.start(kept("one", "ready", "wait=50", "exit=3"));
    await hears("starts again");
    await supervisor.stop();
    await supervisor.stop();
    await new Promise((done) => setTimeout(done, 200));
    assert.equal(supervisor.pidOf("one"), undefined);
    assert.equal(heard.length, 1);
    await assert.rejects(supervisor.start(kept("two", "ready")), /ending/);
  },
};

for (const [sentence, test] of Object.entries(TESTS)) {
  Deno.test(`a child ${sentence}`, async () => await onStage(QUICK, test));
}

Deno.test("a child that is not ready in time is killed and given up", async () => {
  await onStage({ ...QUICK, readyMs: 300 }, async ({ supervisor, kept }) => {
    await assert.rejects(supervisor.start(kept("one")), {
      message: "Cannot start one: it has not been ready for 0.3 s",
    });
  });
});

Deno.test("a child that lived long enough begins with the shortest pause again", async () => {
  const pace = { ...QUICK, pausesMs: [20, 40, 60], calmMs: 100, quickMs: 1 };
  await onStage(pace, async ({ supervisor, kept, heard, hears }) => {
    await supervisor.start(kept("one", "ready", "wait=150", "exit=3"));
    await hears("starts again", 3);
    const pauses = heard.filter((line) => line.includes("starts again"));
    for (const line of pauses) assert.match(line, / in 0\.02 s$/);
  });
});

Deno.test("a child that ends again and again, but never quickly, is not given up", async () => {
  const pace = { ...QUICK, pausesMs: [1], quickMs: 10 };
  await onStage(pace, async ({ supervisor, kept, hears }) => {
    await supervisor.start(kept("one", "ready", "wait=20", "exit=3"));
    await Promise.race([supervisor.failed, hears("starts again", 7)]);
  });
});

Deno.test("children leave by themselves when their launcher is killed", async () => {
  const launcher = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("launcher/keeper.ts", import.meta.url).href],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = launcher.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  assert.ok(isAlive(pid));
  launcher.kill("SIGKILL");
  await launcher.status;
  await reader.cancel();
  const until = performance.now() + 5_000;
  while (isAlive(pid) && performance.now() < until) {
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.ok(!isAlive(pid), `${pid} still runs`);
});

async function onStage(
  pace: Pace,
  test: (stage: Stage) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "catalyst-supervisor-" });
  const heard: string[] = [];
  const waiting = new Set<() => void>();
  const hear = (line: string) => {
    heard.push(line);
    for (const look of waiting) look();
  };
  const supervisor = new Supervisor({
    onLine: (name, line, isFault) =>
      hear(`${name}${isFault ? "!" : ":"} ${line}`),
    onNews: hear,
  }, pace);
  const hears = async (words: string, times = 1) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(
      () => reject(new Error(`nothing of "${words}" in ${heard.join("\n")}`)),
      20_000,
    );
    const look = () => {
      const found = heard.filter((line) => line.includes(words));
      if (found.length >= times) resolve();
    };
    waiting.add(look);
    look();
    await promise.finally(() => {
      clearTimeout(late);
      waiting.delete(look);
    });
  };
  const kept = (name: string, ...steps: string[]): Kept => ({
    name,
    program: () =>
      Promise.resolve({
        script: SCRIPT,
        args: steps,
        permissions: ["--allow-run", "--allow-write"],
      }),
  });
  try {
    await test({ supervisor, heard, kept, file: join(folder, "seen"), hears });
  } finally {
    await supervisor.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

async function groupOf(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-o", "pgid=", "-p", String(pid)],
  }).output();
  return Number(new TextDecoder().decode(stdout));
}

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) {
      return false;
    }
    throw error;
  }
}
