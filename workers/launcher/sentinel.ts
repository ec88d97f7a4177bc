/** `deno task sentinel`: watches one trader, for where its agent runs by itself. @module */
import { TRADERS } from "../../core/agents/mod.ts";
import { fail, flagsOf } from "../arguments.ts";
import { watchAncestors } from "./ancestors.ts";
import { accessFor, checkIdentity } from "./broker_access.ts";
import type { Children } from "./children.ts";
import { DATA_FOLDER } from "./data_flag.ts";
import { AGENT_DATABASES, sentinelProgram } from "./ecosystem.ts";
import { withReadyDatabases } from "./open_databases.ts";
import { StartError } from "./start_error.ts";

const IDS = TRADERS.map(({ id }) => id);
const USAGE = `deno task sentinel --agent ${
  IDS.join("|")
} [--data ${DATA_FOLDER}]

Watches whether that trader works, and takes over the exits of positions that no
stop at the venue protects while it does not. It needs the trader's environment;
deno task start runs one by itself.`;

export async function sentinel(
  args: string[],
  children: Children,
): Promise<number> {
  const flags = flagsOf(args, ["agent", "data"], USAGE);
  const agent = TRADERS.find(({ id }) => id === flags.agent);
  if (!agent) {
    fail(
      `Cannot watch --agent "${flags.agent ?? ""}": use ${IDS.join(" or ")}`,
    );
  }
  checkIdentity(agent);
  const data = flags.data ?? DATA_FOLDER;
  const unwatch = await watchAncestors((line) => {
    console.error(line);
    children.end();
  });
  try {
    return await withReadyDatabases(
      data,
      children,
      async ({ embedded, urlsFor }) => {
        const venue = await accessFor(agent, data, embedded);
        const database = AGENT_DATABASES.get(agent)!;
        const urls = await urlsFor("sentinel", [database]);
        if (Object.keys(urls).length === 0) {
          throw new StartError(
            `Cannot watch ${agent.id} without ${agent.databaseEnv}: set it, or none of the others to practise`,
          );
        }
        const own = sentinelProgram(agent, urls, venue, ["--child"]);
        return await children.run(own, true);
      },
    );
  } finally {
    unwatch();
  }
}
