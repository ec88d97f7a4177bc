/** `deno task kill`: cancels or flattens at one venue, without any database. @module */
import { TRADERS } from "../core/agents/mod.ts";
import { kill, type KillLevel } from "../core/flows/kill.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { practiceUrl } from "./agent_environment.ts";
import { fail, flagsOf, required } from "./arguments.ts";
import { endpointOf } from "./endpoint.ts";
import { openLiquidator } from "./wiring/liquidator.ts";

const IDS = TRADERS.map(({ id }) => id).join("|");
const USAGE = `deno run workers/kill.ts --agent ${IDS} --level 2|3`;

if (import.meta.main) await main();

async function main(): Promise<void> {
  const flags = flagsOf(Deno.args, ["agent", "level"], USAGE);
  const id = required("agent", flags.agent, TRADERS[0]!.id);
  const agent = TRADERS.find((agent) => agent.id === id);
  if (!agent) fail(`Cannot kill "${id}": use ${IDS.replaceAll("|", " or ")}`);
  const level = levelIn(flags.level);
  const endpoint = endpointOf(agent, practiceUrl() !== null);
  const tell = (line: string) => console.log(`${agent.id}: ${line}`);
  try {
    const { liquidator, close } = await openLiquidator(endpoint, agent.market);
    const pause = (ms: number) =>
      new Promise<void>((done) => setTimeout(done, ms));
    const stamp = Date.now().toString(36);
    const done = await kill({ liquidator, stamp, tell, pause }, level);
    await close();
    Deno.exit(done ? 0 : 1);
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    fail(`${agent.id}: ${error.message}`);
  }
}

function levelIn(text: string | undefined): KillLevel {
  if (text === "2") return 2;
  if (text === "3") return 3;
  fail(
    `Cannot use --level "${
      text ?? ""
    }": 2 cancels all orders but protecting stops, 3 flattens as well`,
  );
}
