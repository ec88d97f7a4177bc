/**
 * The sentinel of one trader: a process of its own, with a login of its own. It
 * looks whether somebody has the trader's lease; when nobody does, and positions
 * are held that no stop at the venue protects, it takes their exits over.
 *
 * @module
 */
import type { Trader } from "../core/agents/agent.ts";
import { TRADERS } from "../core/agents/mod.ts";
import { databaseUrl, practiceUrl } from "./agent_environment.ts";
import { fail, flagsOf, required } from "./arguments.ts";
import { Ended, mustEnd, sayReady, untilEnded } from "./child.ts";
import { endpointOf } from "./endpoint.ts";
import { identityFault } from "./identity.ts";
import { sayAlert } from "./say_alert.ts";
import { openMarketTime } from "./wiring/market_time.ts";
import { isOutside } from "./wiring/outside.ts";
import { openSentinel } from "./wiring/sentinel.ts";

const IDS = TRADERS.map(({ id }) => id).join("|");
const USAGE = `deno run workers/sentinel.ts --agent ${IDS}

  --child        end when stdin does`;

if (import.meta.main) await main();

async function main(): Promise<void> {
  const flags = flagsOf<"agent" | "child">(Deno.args, ["agent"], USAGE, [
    "child",
  ]);
  const id = required("agent", flags.agent, TRADERS[0]!.id);
  const agent = TRADERS.find((agent) => agent.id === id);
  if (!agent) {
    fail(`Cannot find --agent "${id}": use ${IDS.replaceAll("|", " or ")}`);
  }
  const ended = untilEnded();
  try {
    await stand(agent, ended);
  } catch (error) {
    if (isOutside(error)) fail(error.message.split("\n", 1)[0]!);
    if (!(error instanceof Ended)) throw error;
  }
  Deno.exit(0);
}

async function stand(agent: Trader, ended: AbortSignal): Promise<void> {
  const practice = practiceUrl();
  const url = databaseUrl(agent);
  const fault = identityFault(agent, practice !== null);
  if (fault) fail(fault);
  const endpoint = endpointOf(agent, practice !== null);
  const sentinel = await openSentinel({
    agent,
    endpoint,
    url,
    practice: practice !== null,
    time: await openMarketTime(practice),
    stop: ended,
    say: (line) => console.error(line),
    onAlert: sayAlert,
  });
  sayReady(`sentinel of ${agent.id}`);
  try {
    await sentinel.watch();
  } finally {
    mustEnd();
    await sentinel.close();
  }
}
