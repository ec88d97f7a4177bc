/**
 * The launcher: starts the database server and the programs that need it, each
 * with exactly the permissions and credentials it needs. It is the only program
 * that may start others.
 *
 * @module
 */
import { bigBro } from "../core/agents/big_bro.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import type { Agent } from "../core/agents/agent.ts";
import { fail } from "./arguments.ts";
import { Children, Ended } from "./launcher/children.ts";

type Command = (args: string[], children: Children) => Promise<number>;

/** Loaded one at a time: a replay in memory waits for no database driver. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import("./launcher/start.ts")).start,
  status: async () => (await import("./launcher/status.ts")).status,
  "agent:dev": () => agent(devClaude),
  "agent:intl": () => agent(intlClaude),
  "agent:big-bro": () => agent(bigBro),
  carry: async () => (await import("./launcher/carry.ts")).carry,
  kill: async () => (await import("./launcher/kill.ts")).kill,
  migrate: async () => (await import("./launcher/migrate.ts")).migrateAll,
  replay: async () => (await import("./launcher/replay.ts")).replay,
  sentinel: async () => (await import("./launcher/sentinel.ts")).sentinel,
  verify: async () => (await import("./launcher/verify.ts")).verify,
};

/** What the person can mend: the message of these is one line that says how. */
const MENDABLE = new Set([
  "ChildFailed",
  "LocalPostgresError",
  "MigrationError",
  "StartError",
]);

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    fail(`Cannot start "${name}": use ${Object.keys(COMMANDS).join(", ")}`);
  }
  Deno.exit(await run(await command(), args));
}

async function agent(one: Agent): Promise<Command> {
  return (await import("./launcher/agent.ts")).agentCommand(one);
}

async function run(command: Command, args: string[]): Promise<number> {
  try {
    return await command(args, new Children());
  } catch (error) {
    return codeOf(error);
  }
}

/** The exit code, after what there is to say. */
function codeOf(error: unknown): number {
  if (error instanceof SuppressedError) {
    // What failed while all was ended, after why it was.
    const code = codeOf(error.suppressed);
    return codeOf(error.error) && code;
  }
  if (error instanceof Ended) return error.code;
  if (!(error instanceof Error) || !MENDABLE.has(error.name)) throw error;
  // A child may have said it all.
  if (error.message !== "") console.error(error.message);
  return 1;
}
