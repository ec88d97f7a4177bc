/**
 * What runs on a data folder. `running.lock` is held by the one launcher that
 * does, and says who it is; the system frees it however the launcher ends.
 * `running.json` says where everything is, once it is ready.
 *
 * @module
 */
import { z } from "zod";
import {
  type FileLock,
  lockFile,
} from "../../core/adapters/local_postgres/file_lock.ts";
import { openPlace } from "../../core/adapters/local_postgres/place.ts";
import { StartError } from "./start_error.ts";

export const Running = z.object({
  pid: z.int(),
  /** Of GraphQL. */
  api: z.string(),
  /** Of the practice venue: its clock, and Alpaca's face. */
  practice: z.string(),
  opend: z.object({ host: z.string(), port: z.int() }),
  alpaca: z.object({ key: z.string(), secret: z.string() }),
});
export type Running = z.output<typeof Running>;

/** The right to run on a data folder. */
export interface Claim {
  /** The last launcher here was killed: what it started may still be leaving. */
  afterKill: boolean;
  publish(running: Running): Promise<void>;
  /** Takes the note away and gives the right back. */
  release(): Promise<void>;
}

/**
 * Takes the right to run on a data folder, which is made if it is not there.
 *
 * @throws {StartError} If another launcher has it.
 */
export async function claimFolder(data: string, url: string): Promise<Claim> {
  const { folder } = await openPlace(data);
  const path = `${folder}/running.lock`;
  const note = noteOf(folder);
  const lock = await lockFile(path, "alone");
  const holder = (await textOf(path) ?? "").trim();
  if (!lock) {
    throw new StartError(
      `Cannot start: ${holder || "another launcher"} runs on "${folder}"; ` +
        "use that, or give another folder with --data",
    );
  }
  await Deno.writeTextFile(path, `process ${Deno.pid} (${url})\n`);
  return {
    afterKill: holder !== "",
    publish: (running) => write(note, running),
    release: () => release(lock, path, note),
  };
}

/** Of the launcher that runs on a data folder; undefined if none has said so. */
export async function runningOn(data: string): Promise<Running | undefined> {
  const text = await textOf(noteOf(data));
  if (text === undefined) return undefined;
  try {
    return Running.parse(JSON.parse(text));
  } catch (error) {
    const spoilt = error instanceof SyntaxError || error instanceof z.ZodError;
    if (!spoilt) throw error;
    // Another version's, or cut off: nothing to be used either way.
    return undefined;
  }
}

async function release(
  lock: FileLock,
  path: string,
  note: string,
): Promise<void> {
  try {
    await Deno.remove(note).catch(ifMissing);
    await Deno.truncate(path);
  } finally {
    lock.release();
  }
}

/** Written aside and renamed: it is all there, or not. Keys of the venue are in it. */
async function write(note: string, running: Running): Promise<void> {
  const aside = `${note}.new`;
  await Deno.remove(aside).catch(ifMissing);
  await Deno.writeTextFile(aside, `${JSON.stringify(running, null, 2)}\n`, {
    mode: 0o600,
  });
  await Deno.rename(aside, note);
}

function noteOf(folder: string): string {
  return `${folder}/running.json`;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    return ifMissing(error);
  }
}

function ifMissing(error: unknown): undefined {
  const { NotFound, NotADirectory } = Deno.errors;
  if (error instanceof NotFound || error instanceof NotADirectory) return;
  throw error;
}
