/**
 * One agent at work, in its own process with its own database and broker; the
 * environment tells it where they are. Starting is recovering, so whatever goes
 * wrong outside ends the process, for whoever started it to start it again.
 *
 * @module
 */
import type { Agent } from "../core/agents/agent.ts";
import { AGENTS } from "../core/agents/mod.ts";
import { databaseUrl, practiceUrl } from "./agent_environment.ts";
import { fail, flagsOf, required } from "./arguments.ts";
import { Ended, mustEnd, untilEnded } from "./child.ts";
import { endpointOf } from "./endpoint.ts";
import { identityFault } from "./identity.ts";
import { sayAlert } from "./say_alert.ts";
import { type Life, MODES, oversees, trades } from "./live_agent.ts";
import { openMarketTime } from "./wiring/market_time.ts";
import { isOutside } from "./wiring/outside.ts";

const IDS = AGENTS.map(({ id }) => id).join("|");
const USAGE = `deno run workers/agent.ts --agent ${IDS}

  --mode ${MODES.join("|")}  one run, then the end
  --holder NAME  whose lease to take over at once: a process that is gone
  --child        end when stdin does`;

if (import.meta.main) await main();

async function main() {
  const flags = flagsOf<"agent" | "mode" | "holder" | "child">(
    Deno.args,
    ["agent", "mode", "holder"],
    USAGE,
    ["child"],
  );
  const agent = agentOf(required("agent", flags.agent, AGENTS[0]!.id));
  const mode = modeOf(agent, flags.mode);
  const holder = flags.holder ?? `${Deno.pid}-${crypto.randomUUID()}`;
  const ended = untilEnded();
  const stop = new AbortController();
  ended.addEventListener("abort", () => stop.abort(ended.reason));
  try {
    await live(agent, {
      holder,
      mode,
      stop: stop.signal,
      onWait: (line) => console.log(line),
      say: (line) => console.error(line),
      onAlert: sayAlert,
      onFault(why) {
        if (!stop.signal.aborted) console.error(firstLine(why));
        mustEnd();
        stop.abort(why);
      },
    });
  } catch (error) {
    heed(error, stop.signal);
  }
  Deno.exit(0);
}

/** The environment is read first: what is missing there needs no waiting for a venue. */
async function live(
  agent: Agent,
  life: Omit<Life, "url" | "time">,
): Promise<void> {
  const practice = practiceUrl();
  const url = databaseUrl(agent);
  const fault = identityFault(agent, practice !== null);
  if (fault) fail(fault);
  if (agent.role === "overseer") {
    const time = await openMarketTime(practice);
    return await oversees(agent, { ...life, url, time });
  }
  const endpoint = endpointOf(agent, practice !== null);
  const time = await openMarketTime(practice);
  await trades(agent, { ...life, url, time }, endpoint, practice !== null);
}

/** Says what went wrong, in one line if a person can mend it. Being told to end is nothing wrong. */
function heed(error: unknown, { aborted, reason }: AbortSignal): void {
  if (error instanceof Ended) return;
  // A fault was told when it happened; what fails after it is its consequence.
  if (aborted && !(reason instanceof Ended)) Deno.exit(1);
  if (isOutside(error)) fail(firstLine(error));
  throw error;
}

function firstLine(error: Error): string {
  return error.message.split("\n", 1)[0]!;
}

function agentOf(id: string): Agent {
  const agent = AGENTS.find((agent) => agent.id === id);
  if (agent) return agent;
  fail(`Cannot find --agent "${id}": use ${IDS.replaceAll("|", " or ")}`);
}

function modeOf({ id, role }: Agent, text: string | undefined): Life["mode"] {
  if (text === undefined) return;
  const modes = role === "overseer" ? ["heartbeat" as const] : MODES;
  const mode = modes.find((mode) => mode === text);
  if (mode) return mode;
  fail(`Cannot run --mode "${text}" of ${id}: use ${modes.join(" or ")}`);
}
