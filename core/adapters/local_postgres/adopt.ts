/** Finds the server that still runs for a cluster, whoever started it. @module */
import type { Passwords } from "./passwords.ts";
import { type Answer, askPort } from "./answer.ts";
import { LocalPostgresError } from "./error.ts";
import {
  isAlive,
  type PidFile,
  readPidFile,
  removePidFile,
} from "./pid_file.ts";
import type { Place } from "./place.ts";

/** A server that starts listens much sooner, and a killed one is gone. */
const YOUNG_MS = 5_000;
/** Recovery after a crash has to read at most `max_wal_size`. */
const BUSY_MS = 60_000;
const RETRY_MS = 50;

/**
 * The port of the running server of this cluster, or undefined if none runs;
 * then no postmaster.pid stands in the way of a start either.
 *
 * @throws {LocalPostgresError} If a server is there and cannot be used.
 */
export async function adopt(
  place: Place,
  passwords: Passwords,
  onProgress: (line: string) => void,
): Promise<number | undefined> {
  const began = performance.now();
  for (let tries = 0;; tries++) {
    const file = await readPidFile(place);
    if (!file) return undefined;
    const answer: Answer = file.port === 0
      ? { who: "nobody" }
      : await askPort(file.port, passwords);
    const verdict = await judge(place, file, answer);
    if (verdict === "ours") return file.port;
    if (verdict === "none") {
      await removePidFile(place);
      return undefined;
    }
    if (performance.now() - began > BUSY_MS) {
      throw new LocalPostgresError(
        `Cannot open PostgreSQL: process ${file.pid} has been starting or ` +
          `stopping for ${BUSY_MS / 1_000} s; see "${place.log}" and try again`,
      );
    }
    if (tries === 0) onProgress("Waiting for PostgreSQL to start or stop");
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}

/** Whether the process in the file is our server; `later` if that is not to be seen yet. */
async function judge(
  place: Place,
  { pid, port, ageMs }: PidFile,
  answer: Answer,
): Promise<"ours" | "none" | "later"> {
  if (answer.who === "server") {
    return await isOurs(place, answer.dataDirectory) ? "ours" : "none";
  }
  if (!isAlive(pid)) return "none";
  switch (answer.who) {
    case "busy server":
      return "later";
    case "nobody":
      return ageMs < YOUNG_MS ? "later" : "none";
    case "foreign":
      return "none";
    case "closed server":
      throw new LocalPostgresError(
        `Cannot open PostgreSQL: "${place.passwords}" does not match the server ` +
          `that runs as process ${pid}; restore it`,
      );
    case "silent":
      throw new LocalPostgresError(
        `Cannot open PostgreSQL: process ${pid} holds port ${port} and does not ` +
          "answer; let it go on (kill -CONT) or kill it",
      );
  }
}

/** Clusters may be named by different paths. */
export async function isOurs(
  place: Place,
  dataDirectory: string,
): Promise<boolean> {
  if (dataDirectory === place.cluster) return true;
  try {
    return await Deno.realPath(dataDirectory) === place.cluster;
  } catch (error) {
    // Somebody else's: we may not look there, or it has moved.
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}
