/** `deno task kill`: what works is cancelled, or all is flattened, at the venues themselves. @module */
import type { Trader } from "../../core/agents/agent.ts";
import { TRADERS } from "../../core/agents/mod.ts";
import { fail, flagsOf } from "../arguments.ts";
import { checkIdentity, venueAccess } from "./broker_access.ts";
import type { Children } from "./children.ts";
import { askToHalt } from "./ask_to_halt.ts";
import { DATA_FOLDER } from "./data_flag.ts";
import { killProgram } from "./ecosystem.ts";
import { StartError } from "./start_error.ts";

const IDS = TRADERS.map(({ id }) => id);
const USAGE = `deno task kill [--agent ${IDS.join("|")}] --level 2|3
    [--data ${DATA_FOLDER}]

Level 2 cancels every working order but the stops that protect what is held;
level 3 cancels those too, and sells every share at the market. Needs no database:
it goes to the venues that ALPACA_API_KEY and ALPACA_SECRET_KEY, or MOOMOO_HOST and
MOOMOO_PORT name, else to the practice that runs on --data. Without --agent it is
the one of AGENT_ID, else both. Agents that practise are halted first.`;

/** No API writes commands into the books of a broker's account. */
const ALONE =
  "not halted: an agent that still runs there may enter again, so end it";

export async function kill(
  args: string[],
  children: Children,
): Promise<number> {
  const flags = flagsOf(args, ["agent", "level", "data"], USAGE);
  const { agent: id, level } = flags;
  if (level !== "2" && level !== "3") {
    fail(
      `Cannot use --level "${
        level ?? ""
      }": 2 cancels all orders but protecting stops, 3 flattens as well`,
    );
  }
  if (id !== undefined && !IDS.includes(id)) {
    fail(`Cannot kill "${id}": use ${IDS.join(" or ")}`);
  }
  const data = flags.data ?? DATA_FOLDER;
  let code = 0;
  for (const agent of chosen(id)) {
    code = await killOne(agent, level, data, children) || code;
  }
  return code;
}

/** Somebody else's environment leads nowhere. */
function chosen(id: string | undefined): readonly Trader[] {
  const whose = id ?? Deno.env.get("AGENT_ID");
  const named = TRADERS.filter((agent) => agent.id === whose);
  return named.length > 0 ? named : TRADERS;
}

/** What keeps one venue from being reached is told, and keeps nobody from the next. */
async function killOne(
  agent: Trader,
  level: string,
  data: string,
  children: Children,
): Promise<number> {
  try {
    checkIdentity(agent);
    const venue = await venueAccess(agent, data);
    const practises = venue.urls?.PRACTICE_URL !== undefined;
    const halted = practises ? await askToHalt(agent.id, data) : ALONE;
    console.log(`${agent.id}: ${halted}`);
    return await children.run(killProgram(agent, venue, level));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    return 1;
  }
}
