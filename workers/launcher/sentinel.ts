/** `deno task sentinel`: watches one trader, for where its agent runs by itself. @module */
import { TRADERS } from "../../core/agents/mod.ts";
import { fail, flagsOf } from "../arguments.ts";
import type { Children } from "./children.ts";
import { DATA_FOLDER } from "./data_flag.ts";
import { sentinelProgram } from "./ecosystem.ts";
import { runApart } from "./run_apart.ts";

const IDS = TRADERS.map(({ id }) => id);
const USAGE = `deno task sentinel --agent ${
  IDS.join("|")
} [--data ${DATA_FOLDER}]

Watches whether that trader works, and takes over the exits of positions that no
stop at the venue protects while it does not. It needs the trader's environment;
deno task start runs one by itself.`;

export function sentinel(
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
  return runApart({
    agent,
    verb: "watch",
    login: "sentinel",
    data: flags.data ?? DATA_FOLDER,
    programOf: (urls, venue) =>
      sentinelProgram(agent, urls, venue, ["--child"]),
  }, children);
}
