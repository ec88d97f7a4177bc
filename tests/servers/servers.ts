/** Servers of a test's own, for what concerns a whole server and not one database. */
import { join } from "node:path";
import { openLocalPostgres } from "../../core/adapters/local_postgres/open.ts";

export interface Server {
  /** Of the superuser, for the database "postgres". */
  url: string;
  close(): Promise<void>;
}

const NOBODY = { uid: 65_534, gid: 65_534 };

/** The one that comes with Catalyst. */
export async function embeddedServer(): Promise<Server> {
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o755);
  const local = await openLocalPostgres({
    folder: join(folder, "data"),
    logins: [],
    settings: { fsync: "off" },
  });
  return {
    url: local.urlOf("owner", "postgres"),
    async close() {
      await local.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Where Debian keeps the programs of PostgreSQL 15, the oldest that must work. */
const OLDEST = "/usr/lib/postgresql/15/bin";

export async function hasOldest(): Promise<boolean> {
  return await Deno.stat(OLDEST).then(
    ({ isDirectory }) => isDirectory,
    () => false,
  );
}

export async function oldestServer(): Promise<Server> {
  const folder = await Deno.makeTempDir();
  const account = Deno.uid() === 0 ? NOBODY : {};
  if (Deno.uid() === 0) await Deno.chown(folder, NOBODY.uid, NOBODY.gid);
  const data = join(folder, "data");
  const password = join(folder, "password");
  await Deno.writeTextFile(password, "postgres\n");
  await run("initdb", account, [
    `--pgdata=${data}`,
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
    `--pwfile=${password}`,
  ]);
  const port = freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c fsync=off` +
    " -c unix_socket_directories=''";
  const control = [
    `--pgdata=${data}`,
    `--log=${join(folder, "log")}`,
    "--wait",
  ];
  await run("pg_ctl", account, [...control, `--options=${settings}`, "start"]);
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async close() {
      await run("pg_ctl", account, [...control, "--mode=immediate", "stop"]);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function run(
  program: string,
  account: { uid?: number; gid?: number },
  args: string[],
): Promise<void> {
  const { success } = await new Deno.Command(join(OLDEST, program), {
    args,
    ...account,
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error(`${program} failed`);
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return (listener.addr as Deno.NetAddr).port;
}
