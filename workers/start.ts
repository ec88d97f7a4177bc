/**
 * The launcher: starts the database server and the programs that need it, each
 * with exactly the permissions and credentials it needs. It is the only program
 * that may start others.
 *
 * @module
 */
import { fail } from "./arguments.ts";
import { Children, Ended } from "./launcher/children.ts";

type Command = (args: string[], children: Children) => Promise<number>;

/** Loaded one at a time: a replay in memory waits for no database driver. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  carry: async () => (await import("./launcher/carry.ts")).carry,
  migrate: async () => (await import("./launcher/migrate.ts")).migrateAll,
  replay: async () => (await import("./launcher/replay.ts")).replay,
  verify: async () => (await import("./launcher/verify.ts")).verify,
};

/** What the person can mend: the message of these is one line that says how. */
const MENDABLE = new Set(["LocalPostgresError", "MigrationError"]);

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    fail(`Cannot start "${name}": use ${Object.keys(COMMANDS).join(", ")}`);
  }
  Deno.exit(await run(await command(), args));
}

async function run(command: Command, args: string[]): Promise<number> {
  try {
    return await command(args, new Children());
  } catch (error) {
    if (error instanceof Ended) return error.code;
    if (!(error instanceof Error) || !MENDABLE.has(error.name)) throw error;
    console.error(error.message);
    return 1;
  }
}
