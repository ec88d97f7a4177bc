/** PgBouncer in front of a server, where it is installed. */
import { connect } from "node:net";
import { freePorts } from "../free_ports.ts";

/** Starts one; undefined where there is no pgbouncer. */
export async function startPgBouncer(to: string, mode: string, extra = "") {
  const { hostname, port, username, password } = new URL(to);
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o755);
  const own = freePorts();
  await Deno.writeTextFile(
    `${folder}/users`,
    `"${username}" "${decodeURIComponent(password)}"\n`,
  );
  await Deno.writeTextFile(
    `${folder}/ini`,
    `[databases]
* = host=${hostname} port=${port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users
pool_mode = ${mode}
${extra}
`,
  );
  const asRoot = Deno.uid() === 0 ? ["-u", "nobody"] : [];
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("pgbouncer", {
      args: ["-q", ...asRoot, `${folder}/ini`],
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    await Deno.remove(folder, { recursive: true });
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  await answers(own);
  const url = new URL(to);
  url.host = `127.0.0.1:${own}`;
  return {
    url: url.href,
    async close() {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, "127.0.0.1");
    const answered = await new Promise((done) => {
      socket.once("connect", () => done(true)).once("error", () => done(false));
    });
    socket.destroy();
    if (answered) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`Cannot start pgbouncer: nothing answers at ${port}`);
}
