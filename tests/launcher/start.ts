/** The launcher as a process: started as its tasks start it, watched, and ended. */
import { listens, within } from "../local_postgres/folders.ts";

const START = new URL("../../workers/start.ts", import.meta.url).pathname;
const PERMISSIONS = [
  "--allow-run",
  "--allow-env",
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-sys=uid",
];
/** Many that start at once would else say that they wait for each other. */
const INSTALLED = "--node-modules-dir=manual";
const NAMES = ["DEV", "INTL", "RESEARCH"].flatMap((name) => [
  `${name}_DATABASE_URL`,
  `${name}_OWNER_URL`,
]);

const HANGS_MS = 90_000;

export interface Ended {
  code: number;
  out: string;
  errors: string;
}

export interface Launcher {
  process: Deno.ChildProcess;
  /** Resolves when its outputs have this in them; rejects if they never do. */
  says(words: string): Promise<void>;
  ended: Promise<Ended>;
}

export function launch(
  args: string[],
  env: Record<string, string> = {},
  permissions = PERMISSIONS,
): Launcher {
  const none = Object.fromEntries(NAMES.map((name) => [name, ""]));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", INSTALLED, ...permissions, START, ...args],
    env: { ...none, NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const texts = { out: "", errors: "" };
  const waiting = new Set<() => void>();
  const read = async (
    from: ReadableStream<Uint8Array>,
    to: keyof typeof texts,
  ) => {
    const decoder = new TextDecoder();
    for await (const bytes of from) {
      texts[to] += decoder.decode(bytes, { stream: true });
      for (const look of waiting) look();
    }
  };
  // A launcher that hangs fails its test instead of hanging it.
  const timer = setTimeout(() => process.kill("SIGTERM"), HANGS_MS);
  const ended = (async () => {
    const [{ code }] = await Promise.all([
      process.status,
      read(process.stdout, "out"),
      read(process.stderr, "errors"),
    ]);
    clearTimeout(timer);
    return { code, ...texts };
  })();
  return {
    process,
    ended,
    says(words) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => {
        if ((texts.out + texts.errors).includes(words)) resolve();
      };
      waiting.add(look);
      look();
      ended.then(() =>
        reject(new Error(`it never said ${words}: ${texts.out}${texts.errors}`))
      );
      return promise.finally(() => waiting.delete(look));
    },
  };
}

export function run(args: string[], env?: Record<string, string>) {
  return launch(args, env).ended;
}

/** Whether the server of a data folder is gone: no pid file, nobody at its port. */
export async function isStopped(data: string): Promise<boolean> {
  const { pidFile, port } = within(data);
  const started = await Deno.stat(pidFile).then(() => true, () => false);
  return !started && !await listens(Number(await Deno.readTextFile(port)));
}
