/** The writer as a process of its own, to be started twice, stopped and let go on. */
import type { Told } from "./writer.ts";

const SCRIPT = new URL("writer.ts", import.meta.url);
const EXPIRY_MS = 6_000;

export interface Writer {
  /** Resolves once it wrote its first row, or ended. */
  writing: Promise<void>;
  /** Resolves once a row of it was refused, or it ended. */
  refused: Promise<void>;
  /** Resolves once all its rows are written or refused, or it ended. */
  done: Promise<void>;
  /** Ends it. What it told, or nothing where somebody else held the lease. */
  end(): Promise<Told | undefined>;
  kill(signal: Deno.Signal): void;
}

export function startWriter(
  url: string,
  holder: string,
  rows: number,
  expiryMs: number,
): Writer {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-net", "--allow-env", "--allow-sys"],
      ...[SCRIPT.href, url, holder, `${rows}`, `${expiryMs}`],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = {
    writing: Promise.withResolvers<void>(),
    refused: Promise.withResolvers<void>(),
    done: Promise.withResolvers<void>(),
  };
  const errors = follow(child.stderr, (text) => {
    for (const [word, { resolve }] of Object.entries(said)) {
      if (text.includes(word)) resolve();
    }
  }).finally(() => Object.values(said).forEach(({ resolve }) => resolve()));
  const output = new Response(child.stdout).text();
  return {
    writing: said.writing.promise,
    refused: said.refused.promise,
    done: said.done.promise,
    kill: (signal) => child.kill(signal),
    async end() {
      await child.stdin.close();
      const { code } = await child.status;
      const [text, problems] = await Promise.all([output, errors]);
      if (code === 75) return undefined;
      if (code !== 0) {
        throw new Error(`The writer ended with ${code}: ${problems}`);
      }
      return JSON.parse(text);
    },
  };
}

/** Starts two at once. What each that got the lease told, by its name. */
export async function doubleStart(
  url: string,
  name: string,
  rows: number,
): Promise<Record<string, Told>> {
  const names = [`${name} left`, `${name} right`];
  const both = names.map((name) => startWriter(url, name, rows, EXPIRY_MS));
  // The winner keeps its lease until both have had their chance.
  await Promise.all(both.map(({ done }) => done));
  const told = await Promise.all(both.map((one) => one.end()));
  const winners = names.map((name, i) => [name, told[i]])
    .filter(([, told]) => told !== undefined);
  return Object.fromEntries(winners);
}

async function follow(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  each: (soFar: string) => void,
): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    each(text);
  }
  return text;
}
