/**
 * Where everything of the embedded PostgreSQL lies:
 *
 *     ⟨data folder⟩/passwords.json        ours alone
 *     ⟨data folder⟩/postgres/             the place
 *       server-⟨version⟩/  cluster/  postgresql.conf  server.log  port
 *       start.lock  users.lock            see open.ts
 *
 * Root keeps the place in /var/lib/catalyst/⟨hash of the data folder⟩ when
 * `nobody` may not enter the data folder; a file `postgres.location` names it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { type Account, firstClosed, serverAccount } from "./account.ts";
import { ifThere, LocalPostgresError, orCannot } from "./error.ts";

export interface Place {
  /** The caller's data folder, absolute. */
  folder: string;
  /** Whom the server runs as. */
  account: Account;
  passwords: string;
  cluster: string;
  settings: string;
  log: string;
  port: string;
  startLock: string;
  usersLock: string;
  /** Holds all of it but the passwords. */
  root: string;
}

/** Beside the place while it is being made; removed by the next start if that was interrupted. */
export const UNFINISHED = ".new-";

const SHARED_ROOT = "/var/lib/catalyst";
/** PostgreSQL's programs start each other through a shell, inside double quotes. */
const UNQUOTABLE = /["`$\\\n]/;

/**
 * Finds the place of a data folder, or makes it.
 *
 * @throws {LocalPostgresError} If the folder cannot be used.
 */
export async function openPlace(dataFolder: string): Promise<Place> {
  const task = `use the data folder "${resolve(dataFolder)}"`;
  return await orCannot(task, async () => {
    const account = serverAccount();
    const folder = await makeFolder(resolve(dataFolder), account);
    const root = await rootOf(folder, account);
    await Deno.mkdir(root, { recursive: true });
    // `nobody` goes through it but cannot list or change it.
    await close(root, account ? 0o711 : 0o700);
    return {
      folder,
      account,
      root,
      passwords: join(folder, "passwords.json"),
      cluster: join(root, "cluster"),
      settings: join(root, "postgresql.conf"),
      log: join(root, "server.log"),
      port: join(root, "port"),
      startLock: join(root, "start.lock"),
      usersLock: join(root, "users.lock"),
    };
  });
}

/** Existing folders keep their mode: it is not ours to change. */
async function makeFolder(folder: string, account: Account): Promise<string> {
  const unquotable = Deno.build.os === "windows"
    ? undefined
    : UNQUOTABLE.exec(folder)?.[0];
  if (unquotable !== undefined) {
    throw new LocalPostgresError(
      `Cannot use the data folder ${JSON.stringify(folder)}: ` +
        `its path has a ${
          JSON.stringify(unquotable)
        }, which PostgreSQL cannot bear; give another`,
    );
  }
  if (!await ifThere(Deno.stat(folder))) {
    await Deno.mkdir(folder, { recursive: true });
    await close(folder, account ? 0o711 : 0o700);
  }
  return await Deno.realPath(folder);
}

async function rootOf(folder: string, account: Account): Promise<string> {
  const inside = join(folder, "postgres");
  if (!account) return inside;
  const note = join(folder, "postgres.location");
  const named = await ifThere(Deno.readTextFile(note));
  if (named !== undefined) return checkNamed(note, named.trim());
  const closed = await firstClosed(account, folder);
  if (closed === undefined) return inside;
  if (await ifThere(Deno.stat(join(inside, "cluster")))) {
    throw new LocalPostgresError(
      `Cannot use the data folder "${folder}": PostgreSQL runs as "nobody", ` +
        `who may not enter "${closed}" any more; run chmod o+x on it`,
    );
  }
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const outside = join(SHARED_ROOT, hash);
  await Deno.mkdir(SHARED_ROOT, { recursive: true });
  await close(SHARED_ROOT, 0o711);
  await Deno.writeTextFile(note, `${outside}\n`, { mode: 0o600 });
  return outside;
}

function checkNamed(note: string, named: string): string {
  if (dirname(resolve(named)) === SHARED_ROOT) return resolve(named);
  throw new LocalPostgresError(
    `Cannot use "${note}": it must name a folder in ${SHARED_ROOT}; restore it`,
  );
}

async function close(folder: string, mode: number): Promise<void> {
  if (Deno.build.os !== "windows") await Deno.chmod(folder, mode);
}
