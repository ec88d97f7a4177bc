/** Starts launchers as processes: as ourselves or, being root, as an ordinary user. */
import { fileURLToPath } from "node:url";

export interface Said {
  port?: number;
  start?: string;
  owner?: string;
  error?: string;
  progress?: string;
}

export interface Launcher {
  /** What it said once it was open, or had failed. */
  opened: Promise<Said>;
  /** Settles when a line of its progress begins so. */
  reached(progress: string): Promise<void>;
  /** Lets it close the server, and waits until it has ended. */
  close(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

export interface LaunchOptions {
  logins?: string[];
  uid?: number;
  deno?: string;
  project?: string;
  denoDir?: string;
}

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const PERMISSIONS = [
  "--allow-run",
  "--allow-read",
  "--allow-write",
  "--allow-net=127.0.0.1",
  "--allow-sys=uid",
  "--allow-env=PG*",
];

export function launch(folder: string, options: LaunchOptions = {}): Launcher {
  const { uid, project = PROJECT, denoDir } = options;
  const child = new Deno.Command(options.deno ?? Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--cached-only",
      "--node-modules-dir=manual",
      ...PERMISSIONS,
      `${project}tests/local_postgres/launcher.ts`,
      folder,
      ...options.logins ?? [],
    ],
    ...uid === undefined ? {} : { uid, gid: uid },
    cwd: project,
    ...denoDir === undefined ? {} : { env: { DENO_DIR: denoDir } },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const said: Said[] = [];
  const waiting = new Set<() => void>();
  const ended = listen(child.stdout, (words) => {
    said.push(words);
    waiting.forEach((look) => look());
  });
  const until = (isIt: (words: Said) => boolean) =>
    new Promise<Said>((done, fail) => {
      const look = () => {
        const found = said.find(isIt);
        if (found) done(found);
      };
      waiting.add(look);
      look();
      ended.then(() => fail(new Error("the launcher ended without a word")));
    });
  const opened = until(({ start, error }) => (start ?? error) !== undefined);
  opened.catch(() => undefined);
  return {
    opened,
    async reached(progress) {
      await until((words) => words.progress?.startsWith(progress) ?? false);
    },
    async close() {
      await child.stdin.close();
      await Promise.all([child.status, ended]);
    },
    async kill() {
      child.kill("SIGKILL");
      await Promise.all([child.status, ended]);
      await child.stdin.close().catch(() => undefined);
    },
  };
}

async function listen(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  hear: (words: Said) => void,
): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach((line) => hear(JSON.parse(line)));
  }
}
