/** `deno task agent:dev`, `agent:intl`, `agent:big-bro`: one agent alone. @module */
import type { Agent } from "../../core/agents/agent.ts";
import type { Login } from "../../sql/logins.ts";
import { flagsOf } from "../arguments.ts";
import type { Children } from "./children.ts";
import { DATA_FOLDER } from "./data_flag.ts";
import { agentProgram } from "./ecosystem.ts";
import { runApart } from "./run_apart.ts";

const USAGE = `deno task agent:dev|agent:intl|agent:big-bro
    [--mode scan|trade|close|heartbeat] [--data ${DATA_FOLDER}]

Runs one agent by its schedule, or one mode of it and ends. Its books are where
its DATABASE_URL says, else in --data. It trades where ALPACA_API_KEY and
ALPACA_SECRET_KEY, or MOOMOO_HOST and MOOMOO_PORT, say: a paper account always;
else with the practice venue that deno task start runs on --data.`;

export function agentCommand(agent: Agent) {
  return (args: string[], children: Children): Promise<number> => {
    const flags = flagsOf(args, ["mode", "data"], USAGE);
    const mode = flags.mode === undefined ? [] : [`--mode=${flags.mode}`];
    return runApart({
      agent,
      verb: "run",
      login: agent.id as Login,
      data: flags.data ?? DATA_FOLDER,
      programOf: (urls, venue) =>
        agentProgram(agent, urls, venue, [...mode, "--child"]),
    }, children);
  };
}
