/** Whoever started the launcher may be killed without a sign: real chains of processes, and tables of them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { startersAmong } from "../workers/launcher/ancestors.ts";
import { fromProc, type Process } from "../workers/launcher/processes.ts";

const WATCHER = new URL("launcher/watcher.ts", import.meta.url).pathname;
const NPX = new URL("launcher/npx.ts", import.meta.url).pathname;
const WATCH = `"${Deno.execPath()}" run -A "${WATCHER}"`;
const ignore = Deno.build.os === "windows";

const SHELL = "sh|-c|'deno' task start";
const TASK = "/home/a b/.npm/_npx/7/node_modules/deno/deno|task|start";
const NPX_TITLE = "npm exec deno@2.9.6 task start";

/** Ancestors, nearest first; before the bar those that started us. */
const CHAINS: [sentence: string, starters: string[], others: string[]][] = [
  ["a task in a login shell", ["deno|task|start"], ["-bash", "sshd: me"]],
  ["npx in a login shell", [TASK, SHELL, NPX_TITLE], ["-zsh", "login"]],
  [
    "an older npx, with its wrapper",
    [TASK, "node|/x/.bin/deno|task|start", SHELL, "node|/usr/bin/npx|deno"],
    ["bash", "tmux: server"],
  ],
  [
    "npm run around npx",
    [
      "deno|task|start",
      SHELL,
      NPX_TITLE,
      "sh|-c|npx deno task start",
      "npm run practice",
    ],
    ["bash"],
  ],
  ["a script", ["deno|task|start"], ["bash|start.sh", "npm exec something"]],
  ["a command of a shell", ["deno|task|start"], ["bash|-c|deno task start"]],
  ["nohup, whose shell has gone", ["deno|task|start"], ["/sbin/init"]],
  ["systemd", [], ["/lib/systemd/systemd"]],
  ["a program of node's", [], ["node|server.js", "bash"]],
];

for (const [sentence, starters, others] of CHAINS) {
  Deno.test(`of ${sentence}, ${starters.length} started us`, () => {
    const found = startersAmong([...starters, ...others].map(processAs));
    assert.deepEqual(found.map(({ command }) => command.join("|")), starters);
  });
}

Deno.test("a process is read from /proc, whatever it is called", () => {
  const numbers = Array.from({ length: 16 }, (_, i) => i).join(" ");
  const stat = `42 (a) (b c) S 7 ${numbers.slice(4)} 99 5\n`;
  const parts = stat.split(" ");
  const found = fromProc(`${stat}deno\0task\0start\0\0`)!;
  assert.equal(found.pid, 42);
  assert.equal(found.parent, 7, parts.join());
  assert.equal(found.zombie, false);
  assert.deepEqual(found.command, ["deno", "task", "start"]);
  assert.equal(fromProc(""), undefined);
  assert.equal(fromProc(stat.replace(" S ", " Z "))!.zombie, true);
});

Deno.test({
  name: "a killed npx is noticed, though its shell and our stdin live on",
  ignore,
  fn: () =>
    withNpx(async (npx) => {
      const chain = started(npx, ["run", "-A", NPX, WATCH]);
      await chain.says(/^watching/m);
      chain.process.kill("SIGKILL");
      await chain.says(/^npx run .* which started this, has ended$/m);
    }),
});

Deno.test({
  name: "a killed npx is noticed also while nobody asks how it ended",
  ignore,
  fn: () =>
    withNpx(async (npx) => {
      // The sleep that the shell becomes never asks after its child.
      const script =
        `"${npx}" run -A "${NPX}" '${WATCH}' & echo "npx $!"; exec sleep 30`;
      const chain = started("sh", ["-c", script]);
      const [, pid] = await chain.says(/^npx (\d+)$/m);
      await chain.says(/^watching/m);
      Deno.kill(Number(pid), "SIGKILL");
      await chain.says(/^.* has ended$/m);
      chain.process.kill("SIGKILL");
      await chain.process.status;
    }),
});

Deno.test({
  name: "a killed deno task is noticed",
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "catalyst-ancestors-" });
    const config = join(folder, "deno.json");
    await Deno.writeTextFile(
      config,
      JSON.stringify({
        tasks: { watch: `deno run -A --no-config ${WATCHER}` },
      }),
    );
    const chain = started(Deno.execPath(), [
      "task",
      "--config",
      config,
      "watch",
    ]);
    try {
      await chain.says(/^watching/m);
      chain.process.kill("SIGKILL");
      await chain.says(/^deno task .* has ended$/m);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "a shell that ends is nobody's end: nohup works",
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "catalyst-ancestors-" });
    const script = join(folder, "login.sh");
    await Deno.writeTextFile(script, `nohup ${WATCH} &\nwait\n`);
    const chain = started("sh", [script]);
    try {
      const [, pid] = await chain.says(/^watching (\d+)/m);
      chain.process.kill("SIGKILL");
      await chain.process.status;
      await new Promise((done) => setTimeout(done, 500));
      // Throws if it had ended.
      Deno.kill(Number(pid), "SIGTERM");
      assert.doesNotMatch(await chain.rest(), /has ended/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

function processAs(command: string): Process {
  return {
    pid: 1,
    parent: 1,
    began: "",
    zombie: false,
    command: command.split("|"),
  };
}

/** A Deno that is called npx. */
async function withNpx(test: (npx: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "catalyst-ancestors-" });
  const npx = join(folder, "npx");
  await Deno.symlink(Deno.execPath(), npx);
  try {
    await test(npx);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A process whose output, and that of all it starts, can be waited for. */
function started(program: string, args: string[]) {
  const process = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream())
    .getReader();
  let said = "";
  const says = async (words: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = words.exec(said);
      if (found) return found;
      const { done, value } = await reader.read();
      if (done) throw new Error(`it never said ${words}: ${said}`);
      said += value;
    }
  };
  const rest = async () => {
    await says(/$^/).catch(() => undefined);
    return said;
  };
  return { process, says, rest };
}
