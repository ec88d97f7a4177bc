/**
 * The embedded PostgreSQL: a real server under a data folder, that several
 * launchers share and the last one stops.
 *
 * Two locks say who may do what. `start.lock` is held while a server is
 * looked for, started or stopped. `users.lock` is shared by all who use it:
 * who can have it alone is the last. Both are freed when a process dies; the
 * server of a killed launcher goes on and is adopted by the next.
 *
 * @module
 */
import { adopt } from "./adopt.ts";
import { hasCluster, makeCluster } from "./cluster.ts";
import { LocalPostgresError } from "./error.ts";
import { type FileLock, lockFile } from "./file_lock.ts";
import { removeLeftovers } from "./leftovers.ts";
import { type Passwords, readPasswords } from "./passwords.ts";
import { openPlace, type Place } from "./place.ts";
import { type Server, startServer, stopServer } from "./server.ts";
import { installServer } from "./server_files.ts";
import { shortenLog } from "./server_log.ts";

export { LocalPostgresError };

export interface LocalPostgres {
  port: number;
  /** With a new cluster, with one from before, or found running. */
  start: "first" | "warm" | "adopted";
  /** Holds the login's password: for that login's process alone. */
  urlOf(login: string, database: string): string;
  passwordOf(login: string): string;
  /** Stops the server if nobody else uses it. */
  close(): Promise<void>;
}

export interface LocalPostgresOptions {
  /** Made if it is not there. */
  folder: string;
  /** Passwords are made for these besides "owner", the superuser. */
  logins: readonly string[];
  /** Go before our own; a server that already runs keeps those it started with. */
  settings?: Record<string, string>;
  onProgress?: (line: string) => void;
}

const WAIT_MS = 30_000;
const SHORTEN_EVERY_MS = 60_000;

/**
 * Finds or starts the server of a data folder, made on first use.
 *
 * @throws {LocalPostgresError} If it cannot be had.
 */
export async function openLocalPostgres(
  { folder, logins, settings = {}, onProgress = () => undefined }:
    LocalPostgresOptions,
): Promise<LocalPostgres> {
  const place = await openPlace(folder);
  const starting = await lockStart(place, onProgress);
  let using: FileLock | undefined;
  try {
    using = await lockFile(place.usersLock, "shared");
    // Nobody holds it alone without start.lock, which is ours.
    if (!using) throw new Error(`"${place.usersLock}" is locked by a stranger`);
    const isFirst = !await hasCluster(place);
    const passwords = await readPasswords(place, logins, !isFirst);
    const home = await installServer(place, onProgress);
    const server = { place, home, passwords };
    let port = isFirst ? undefined : await adopt(place, passwords, onProgress);
    const isAdopted = port !== undefined;
    if (port === undefined) {
      await removeLeftovers(place, home);
      if (isFirst) await makeFirst(server, onProgress);
      port = await startServer(server, settings, onProgress);
    }
    const start = isAdopted ? "adopted" : isFirst ? "first" : "warm";
    return opened(server, port, start, using, onProgress);
  } catch (error) {
    using?.release();
    throw error;
  } finally {
    starting.release();
  }
}

async function lockStart(
  place: Place,
  onProgress: (line: string) => void,
): Promise<FileLock> {
  const lock = await lockFile(
    place.startLock,
    "alone",
    WAIT_MS,
    () => onProgress("Waiting for another launcher to start PostgreSQL"),
  );
  if (lock) return lock;
  throw new LocalPostgresError(
    `Cannot open PostgreSQL in "${place.root}": another launcher has been ` +
      `starting or stopping it for ${
        WAIT_MS / 1_000
      } s; end that one or try again`,
  );
}

async function makeFirst(
  { place, home, passwords }: Server,
  onProgress: (line: string) => void,
): Promise<void> {
  onProgress(`Making a PostgreSQL cluster in ${place.cluster}`);
  await makeCluster(place, home, passwords);
}

function opened(
  server: Server,
  port: number,
  start: LocalPostgres["start"],
  using: FileLock,
  onProgress: (line: string) => void,
): LocalPostgres {
  const shorten = () =>
    shortenLog(server.place).catch((error) =>
      onProgress(`Cannot shorten "${server.place.log}": ${error.message}`)
    );
  const timer = setInterval(shorten, SHORTEN_EVERY_MS);
  Deno.unrefTimer(timer);
  const passwordOf = (login: string) => passwordIn(server.passwords, login);
  let closing: Promise<void> | undefined;
  return {
    port,
    start,
    passwordOf,
    urlOf: (login, database) =>
      `postgres://${login}:${passwordOf(login)}@127.0.0.1:${port}/${database}`,
    close() {
      clearInterval(timer);
      return closing ??= leave(server, using);
    },
  };
}

function passwordIn(passwords: Passwords, login: string): string {
  const password = passwords[login];
  if (password !== undefined) return password;
  throw new Error(`Cannot give a password: none was made for "${login}"`);
}

async function leave(server: Server, using: FileLock): Promise<void> {
  const { startLock, usersLock } = server.place;
  let starting: FileLock | undefined;
  let last: FileLock | undefined;
  try {
    starting = await lockFile(startLock, "alone", WAIT_MS);
    using.release();
    // Who has held it for so long uses the server, or stops it for us.
    if (!starting) return;
    last = await lockFile(usersLock, "alone");
    if (last) await stopServer(server);
  } finally {
    using.release();
    last?.release();
    starting?.release();
  }
}
