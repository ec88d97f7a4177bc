/** Data folders that are gone after the test, and what lies in them. */
import { join } from "node:path";
import postgres from "postgres";
import {
  type LocalPostgres,
  type LocalPostgresOptions,
  openLocalPostgres,
} from "../../core/adapters/local_postgres/open.ts";

export const isRoot = Deno.uid() === 0;

/** Where things lie while the place is inside the data folder. */
export function within(folder: string) {
  const place = join(folder, "postgres");
  const cluster = join(place, "cluster");
  return {
    place,
    cluster,
    passwords: join(folder, "passwords.json"),
    log: join(place, "server.log"),
    port: join(place, "port"),
    pidFile: join(cluster, "postmaster.pid"),
    version: join(cluster, "PG_VERSION"),
  };
}

/** An empty data folder; whatever server still runs on it afterwards is killed. */
export async function withFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "local-postgres-" });
  await Deno.chmod(parent, 0o755);
  const folder = join(parent, "data");
  try {
    await test(folder);
  } finally {
    await killServer(folder);
    await Deno.remove(parent, { recursive: true });
  }
}

let made: string | undefined;

/** A data folder with a cluster that was closed; copied from the first of this run. */
export async function withCluster(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    if (made === undefined) {
      made = await Deno.makeTempDir({ prefix: "local-postgres-made-" });
      await Deno.chmod(made, 0o755);
      globalThis.addEventListener(
        "unload",
        () => Deno.removeSync(made!, { recursive: true }),
      );
      await (await open(join(made, "data"))).close();
      await shareServer(within(join(made, "data")).place, made);
    }
    await command("cp", "-a", join(made, "data"), folder);
    await test(folder);
  });
}

/** Copies of the folder share its server: 60 MB less for each. */
async function shareServer(place: string, outside: string): Promise<void> {
  for (const { name } of [...Deno.readDirSync(place)]) {
    if (!name.startsWith("server-")) continue;
    await command("mv", join(place, name), outside);
    await command("ln", "-s", join(outside, name), place);
  }
}

export function open(
  folder: string,
  options: Partial<LocalPostgresOptions> = {},
): Promise<LocalPostgres> {
  return openLocalPostgres({ folder, logins: [], ...options });
}

/** Does `work` with one connection of the owner. */
export async function asOwner<T>(
  url: string,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, { max: 1, fetch_types: false, prepare: false });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

export async function pidOf(folder: string): Promise<number> {
  const text = await Deno.readTextFile(within(folder).pidFile);
  return Number(text.split("\n")[0]);
}

/** Whether something on the port takes connections. */
export async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}

export async function command(
  program: string,
  ...args: string[]
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${program}: ${text.decode(stderr)}`);
  return text.decode(stdout);
}

async function killServer(folder: string): Promise<void> {
  try {
    Deno.kill(await pidOf(folder), "SIGKILL");
  } catch (error) {
    // Stopped, never started, or no folder at all.
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return;
    throw error;
  }
}
