/** The cluster: PostgreSQL's own folder of data. Made aside and renamed, so that there is a whole one or none. @module */
import { join } from "node:path";
import { giveTo } from "./account.ts";
import { firstLine, ifThere, LocalPostgresError, orCannot } from "./error.ts";
import { OWNER, type Passwords } from "./passwords.ts";
import { type Place, UNFINISHED } from "./place.ts";
import { runProgram } from "./program.ts";

/** Of the server in the npm packages; a cluster of another one cannot be opened by it. */
const MAJOR_VERSION = "18";

/**
 * False if there is none yet.
 *
 * @throws {LocalPostgresError} If what is there is no cluster of ours.
 */
export async function hasCluster(place: Place): Promise<boolean> {
  const { cluster, account } = place;
  return await orCannot(`open the cluster "${cluster}"`, async () => {
    const info = await ifThere(Deno.stat(cluster));
    if (info === undefined) return false;
    const us = account?.uid ?? Deno.uid();
    if (info.uid !== us) {
      throw new LocalPostgresError(
        `Cannot open the cluster "${cluster}": it belongs to user ${info.uid} ` +
          `and PostgreSQL would run as user ${us}; start as the user who made it`,
      );
    }
    const version = await ifThere(
      Deno.readTextFile(join(cluster, "PG_VERSION")),
    );
    checkVersion(cluster, version?.trim());
    return true;
  });
}

function checkVersion(cluster: string, version: string | undefined): void {
  if (version === MAJOR_VERSION) return;
  const found = version === undefined
    ? "PG_VERSION is missing; restore it from a backup"
    : /^\d{1,2}(\.\d)?$/.test(version)
    ? `it is of PostgreSQL ${version}, the server of ${MAJOR_VERSION}; dump it with the old one`
    : "PG_VERSION is damaged; restore it from a backup";
  throw new LocalPostgresError(
    `Cannot open the cluster "${cluster}": ${found}, or move it away to begin anew`,
  );
}

/**
 * Makes the cluster. A power cut in its first half-minute may take it: until
 * then the system need not have written all of it to disk. Commits are synced.
 *
 * @throws {LocalPostgresError} If initdb fails; nothing is left of it then.
 */
export async function makeCluster(
  place: Place,
  home: string,
  passwords: Passwords,
): Promise<void> {
  const { account, cluster, root } = place;
  await orCannot(`make the cluster "${cluster}"`, async () => {
    const mark = `${UNFINISHED}${crypto.randomUUID()}`;
    const unfinished = cluster + mark;
    const passwordFile = join(root, `password${mark}`);
    try {
      await Deno.mkdir(unfinished, { mode: 0o700 });
      await giveTo(account, unfinished, 0o700);
      await Deno.writeTextFile(passwordFile, `${passwords[OWNER]}\n`, {
        mode: 0o600,
      });
      await giveTo(account, passwordFile, 0o600);
      const initdb = join(home, "bin", "initdb");
      const args = initdbArguments(unfinished, passwordFile);
      const { success, output } = await runProgram(initdb, args, account);
      if (!success) throw new LocalPostgresError(whyNot(cluster, output));
      await Deno.rename(unfinished, cluster);
    } finally {
      await ifThere(Deno.remove(passwordFile));
      await ifThere(Deno.remove(unfinished, { recursive: true }));
    }
  });
}

function initdbArguments(cluster: string, passwordFile: string): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The same order of text on every system.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
  ];
}

function whyNot(cluster: string, output: string): string {
  const reason = /no space left on device/i.test(output)
    ? "no space left on the disk"
    : firstLine(/(?:FATAL|PANIC|error|initdb):.*/.exec(output)?.[0] ?? output);
  return `Cannot make the cluster "${cluster}": ${reason}`;
}
