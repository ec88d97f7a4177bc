/** `deno task agent:dev`, `agent:intl`, `agent:big-bro`: one agent alone. @module */
import type { Agent } from "../../core/agents/agent.ts";
import type { Login } from "../../sql/logins.ts";
import { flagsOf } from "../arguments.ts";
import { watchAncestors } from "./ancestors.ts";
import { accessFor, checkIdentity } from "./broker_access.ts";
import type { Children } from "./children.ts";
import { DATA_FOLDER } from "./data_flag.ts";
import { DATABASES } from "./databases.ts";
import { AGENT_DATABASES, agentProgram } from "./ecosystem.ts";
import { withReadyDatabases } from "./open_databases.ts";
import { StartError } from "./start_error.ts";

const USAGE = `deno task agent:dev|agent:intl|agent:big-bro
    [--mode scan|trade|close|heartbeat] [--data ${DATA_FOLDER}]

Runs one agent by its schedule, or one mode of it and ends. Its books are where
its DATABASE_URL says, else in --data. It trades where ALPACA_API_KEY and
ALPACA_SECRET_KEY, or MOOMOO_HOST and MOOMOO_PORT, say: a paper account always;
else with the practice venue that deno task start runs on --data.`;

export function agentCommand(agent: Agent) {
  return async (args: string[], children: Children): Promise<number> => {
    const flags = flagsOf(args, ["mode", "data"], USAGE);
    checkIdentity(agent);
    const data = flags.data ?? DATA_FOLDER;
    const mode = flags.mode === undefined ? [] : [`--mode=${flags.mode}`];
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
          const urls = await urlsFor(agent.id as Login, [databaseOf(agent)]);
          if (Object.keys(urls).length === 0) throw missing(agent);
          const own = agentProgram(agent, urls, venue, [...mode, "--child"]);
          return await children.run(own, true);
        },
      );
    } finally {
      unwatch();
    }
  };
}

function databaseOf(agent: Agent) {
  return AGENT_DATABASES.get(agent)!;
}

function missing(agent: Agent): StartError {
  const name = databaseOf(agent);
  const { env } = DATABASES.find(({ target }) => target.name === name)!;
  return new StartError(
    `Cannot run ${agent.id} without ${env}: set it, or none of the others to practise`,
  );
}
