/** A user who is not root, with a Deno, a copy of what he runs and a folder of his own. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { command } from "./folders.ts";
import type { LaunchOptions } from "./launch.ts";

const NOBODY = 65_534;
const NEEDED = [
  "core/adapters/local_postgres",
  "tests/local_postgres",
  "deno.json",
  "deno.lock",
  "node_modules",
];

/** Only root can become him. Ours may all be closed to him: he gets copies. */
export async function asOrdinaryUser(
  test: (
    user: LaunchOptions & { uid: number },
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "local-postgres-user-" });
  try {
    const from = fileURLToPath(new URL("../../", import.meta.url));
    const project = join(home, "project/");
    const deno = join(home, "deno");
    await Deno.mkdir(project);
    for (const name of NEEDED) {
      await command("mkdir", "-p", join(project, dirname(name)));
      await command("cp", "-a", join(from, name), join(project, name));
    }
    await Deno.copyFile(Deno.execPath(), deno);
    await command("chown", "-R", String(NOBODY), home);
    const user = { uid: NOBODY, deno, project, denoDir: join(home, "cache") };
    await test(user, join(home, "data"));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
