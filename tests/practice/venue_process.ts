/** The practice venue as a process of its own, as the launcher starts it. @module */
import { Published } from "../../core/practice/market_time.ts";

const MAIN = new URL("../../workers/practice/main.ts", import.meta.url);
/** A venue that says nothing for so long has failed. */
const DEADLINE_MS = 20_000;

export interface VenueProcess {
  /** Where its pages are. */
  url: string;
  /** The line it was ready with. */
  ready: string;
  pid: number;
  /** As SIGKILL: it does nothing more. */
  kill(): Promise<void>;
  /** As the launcher ends it; its exit code. */
  end(): Promise<number>;
  /** Resolves with its exit code once it has ended by itself. */
  readonly over: Promise<number>;
  /** What it has said so far. */
  said(): string;
}

export interface Ended {
  code: number;
  stderr: string;
}

/** Starts it and waits until it is ready. */
export async function startVenue(
  databaseUrl: string,
  ...flags: string[]
): Promise<VenueProcess> {
  const child = spawn(databaseUrl, flags);
  let out = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error("not ready")), DEADLINE_MS);
  const read = async (from: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of from.pipeThrough(new TextDecoderStream())) {
      out += text;
      const line = /^ready .*$/m.exec(out);
      if (line) resolve(line[0]);
    }
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  void reading.then(() => reject(new Error(`ended: ${out}`)));
  const line = await ready.finally(() => clearTimeout(timer));
  const over = child.status.then(async ({ code }) => {
    await reading;
    await child.stdin.close().catch(() => undefined); // a pipe to nobody
    return code;
  });
  return {
    url: /http:[^ ,]+/.exec(line)![0],
    ready: line,
    pid: child.pid,
    said: () => out,
    over,
    async kill() {
      child.kill("SIGKILL");
      await over;
    },
    async end() {
      await child.stdin.close();
      return await over;
    },
  };
}

/** Starts it where it must refuse, and waits for its end. */
export async function refusedVenue(
  databaseUrl: string,
  ...flags: string[]
): Promise<Ended> {
  const child = spawn(databaseUrl, flags);
  const { code, stderr } = await child.output();
  await child.stdin.close().catch(() => undefined);
  return { code, stderr: new TextDecoder().decode(stderr) };
}

function spawn(databaseUrl: string, flags: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-env"],
      ...["--allow-net=127.0.0.1", MAIN.href, "--child", ...flags],
    ],
    env: {
      PRACTICE_DATABASE_URL: databaseUrl,
      ALPACA_API_KEY: "PKTEST",
      ALPACA_SECRET_KEY: "secret",
    },
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
}

/** Publications of the venue at `url`, until it dies or falls silent. */
export async function* clockOf(url: string): AsyncGenerator<Published> {
  let answer: Response;
  try {
    answer = await fetch(`${url}/practice/clock`);
  } catch {
    return; // it is not there
  }
  let rest = "";
  try {
    for await (
      const text of answer.body!.pipeThrough(new TextDecoderStream())
    ) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) yield Published.parse(JSON.parse(line));
    }
  } catch {
    return; // it was killed
  }
}

export interface Account {
  market: string;
  cash: string;
  positions: Record<string, number>;
  workingOrders: number;
}

export async function accountsOf(url: string): Promise<Account[]> {
  return await (await fetch(`${url}/practice/accounts`)).json();
}
