/**
 * `deno task test`: starts a server for the tests of databases, runs `deno test`
 * with the arguments it is given, and stops the server. CATALYST_TEST_POSTGRES,
 * the URL of a superuser, makes it use another one.
 */
import {
  type LocalPostgres,
  LocalPostgresError,
  openLocalPostgres,
} from "../core/adapters/local_postgres/open.ts";

const VARIABLE = "CATALYST_TEST_POSTGRES";
/** Nothing is kept, so nothing has to survive a crash; many files run at once. */
const SETTINGS = {
  fsync: "off",
  full_page_writes: "off",
  max_connections: "200",
};

if (import.meta.main) {
  const given = Deno.env.get(VARIABLE);
  Deno.exit(await (given ? test(given) : withServer(test)));
}

async function withServer(
  work: (url: string) => Promise<number>,
): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "catalyst-test-" });
  // The account that the server runs as must get in.
  await Deno.chmod(folder, 0o755);
  let server: LocalPostgres | undefined;
  try {
    server = await openLocalPostgres({
      folder: `${folder}/data`,
      logins: [],
      settings: SETTINGS,
    });
    return await work(server.urlOf("owner", "postgres"));
  } catch (error) {
    if (!(error instanceof LocalPostgresError)) throw error;
    console.error(
      `${error.message}; or set ${VARIABLE} to another server's URL`,
    );
    return 1;
  } finally {
    await server?.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs the tests to their end, also when somebody asks us to stop: they are told. */
async function test(url: string): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...Deno.args],
    env: { [VARIABLE]: url },
  }).spawn();
  let done = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      if (!done) child.kill(signal);
    });
  }
  const { code } = await child.status;
  done = true;
  return code;
}
