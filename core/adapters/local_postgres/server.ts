/** Starts and stops the server. It is no child of ours: it outlives us until its last user stops it. @module */
import { join } from "node:path";
import { adopt, isOurs } from "./adopt.ts";
import { askPort } from "./answer.ts";
import { firstLine, ifThere, LocalPostgresError, orCannot } from "./error.ts";
import type { Passwords } from "./passwords.ts";
import { readPidFile } from "./pid_file.ts";
import type { Place } from "./place.ts";
import { choosePort } from "./port.ts";
import { runProgram } from "./program.ts";
import { prepareLog, readFrom } from "./server_log.ts";
import { writeSettings } from "./settings.ts";

export interface Server {
  place: Place;
  /** With bin/, lib/ and share/. */
  home: string;
  passwords: Passwords;
}

/** How long what is left of a killed server may take to vanish. */
const VANISH_MS = 5_000;
const RETRY_MS = 100;
const START_S = 60;
const STOP_S = 20;

/**
 * Starts it on the saved port, or on another if that is taken, and answers it
 * when the server takes our password.
 *
 * @throws {LocalPostgresError} If it does not start.
 */
export async function startServer(
  server: Server,
  settings: Record<string, string>,
  onProgress: (line: string) => void,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const port = await orCannot(
      `prepare PostgreSQL in "${server.place.root}"`,
      async () => {
        const chosen = await choosePort(server.place);
        await writeSettings(server.place, chosen, settings);
        return chosen;
      },
    );
    const failure = await tryStart(server);
    if (failure === undefined) {
      await checkPassword(server, port);
      return port;
    }
    if (!PASSES.test(failure) || performance.now() - began > VANISH_MS) {
      throw new LocalPostgresError(await whyNot(server, failure));
    }
    await new Promise((done) => setTimeout(done, RETRY_MS));
    const running = await adopt(server.place, server.passwords, onProgress);
    if (running !== undefined) return running;
  }
}

/** A killed server's processes or its entry in the process table are still there, or somebody was faster to take the port. */
const PASSES =
  /postmaster\.pid" already exists|pre-existing shared memory block|could not create any TCP\/IP sockets/;

/** Undefined when it is up, else what it said. */
async function tryStart(server: Server): Promise<string | undefined> {
  const { place, home } = server;
  const logged = await orCannot(
    `write "${place.log}"`,
    () => prepareLog(place),
  );
  const { success, output } = await runProgram(join(home, "bin", "pg_ctl"), [
    "start",
    `--pgdata=${place.cluster}`,
    `--log=${place.log}`,
    `--options=-c config_file="${place.settings}"`,
    "--wait",
    `--timeout=${START_S}`,
    "--silent",
  ], place.account);
  if (success) return undefined;
  return `${await readFrom(place, logged)}\n${output}`;
}

/** The server is ours alone here: nobody else got past the lock. */
async function checkPassword(server: Server, port: number): Promise<void> {
  const { place, passwords } = server;
  const answer = await askPort(port, passwords);
  if (answer.who === "server") return;
  await stop(server);
  throw new LocalPostgresError(
    answer.who === "closed server"
      ? `Cannot open PostgreSQL: "${place.passwords}" does not match the ` +
        `cluster "${place.cluster}"; restore it`
      : `Cannot open PostgreSQL: it started and does not answer (${answer.who}); see "${place.log}"`,
  );
}

async function whyNot(server: Server, failure: string): Promise<string> {
  const { place } = server;
  const task = `Cannot start PostgreSQL in "${place.root}"`;
  if (PASSES.test(failure)) {
    return `${task}: a killed server is still at work; try again shortly`;
  }
  // On a full disk the log stays empty too.
  if (/no space left/i.test(failure) || await isFull(place)) {
    return `${task}: no space left on the disk`;
  }
  if (/did not start in time/.test(failure)) {
    return `${task}: it has been recovering for ${START_S} s; try again shortly`;
  }
  const said = /(?:FATAL|PANIC): .*/.exec(failure)?.[0] ?? firstLine(failure);
  return `${task}: ${said.replaceAll(/\s+/g, " ")}; see "${place.log}"`;
}

/** A start needs about this much. */
const PROBE_BYTES = 1_000_000;

async function isFull(place: Place): Promise<boolean> {
  const probe = `${place.settings}.new-probe`;
  try {
    await Deno.writeFile(probe, new Uint8Array(PROBE_BYTES));
    return false;
  } catch (error) {
    return (error as { code?: string }).code === "ENOSPC";
  } finally {
    await ifThere(Deno.remove(probe));
  }
}

/**
 * Stops the server of this cluster if it runs. Transactions under way are rolled back.
 *
 * @throws {LocalPostgresError} If it does not stop.
 */
export async function stopServer(server: Server): Promise<void> {
  const { place, passwords } = server;
  const file = await readPidFile(place);
  if (!file || file.port === 0) return;
  // A process id alone proves nothing: it may have been given to another since.
  const answer = await askPort(file.port, passwords);
  if (answer.who === "silent") {
    throw new LocalPostgresError(
      `Cannot stop PostgreSQL: process ${file.pid} does not answer on port ${file.port}; it is left as it is`,
    );
  }
  if (answer.who !== "server") return;
  if (await isOurs(place, answer.dataDirectory)) await stop(server);
}

async function stop({ place, home }: Server): Promise<void> {
  const pgCtl = join(home, "bin", "pg_ctl");
  let said = "";
  for (const mode of ["fast", "immediate"]) {
    const { success, output } = await runProgram(pgCtl, [
      "stop",
      `--pgdata=${place.cluster}`,
      `--mode=${mode}`,
      "--wait",
      `--timeout=${STOP_S}`,
      "--silent",
    ], place.account);
    if (success) return;
    said = output;
  }
  throw new LocalPostgresError(
    `Cannot stop PostgreSQL in "${place.root}": ${
      firstLine(said)
    }; see "${place.log}"`,
  );
}
