/**
 * `deno task carry`: takes an agent's closed trades, with the decisions that
 * led to them, to `catalyst_research`, once each.
 *
 * @module
 */
import type { Trader } from "../core/agents/agent.ts";
import { TRADERS } from "../core/agents/mod.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { fail, flagsOf, required } from "./arguments.ts";
import { openCarrier, StoreRefused } from "./wiring/carrier.ts";

const AGENTS = TRADERS.map(({ id }) => id);
const RESEARCH_ENV = "RESEARCH_DATABASE_URL";
const USAGE = `deno task carry --agent ${AGENTS.join("|")}

Carries closed trades and their decisions from the agent's books to
catalyst_research. May be interrupted and repeated: each arrives once.`;

if (import.meta.main) await main();

async function main() {
  const flags = flagsOf(Deno.args, ["agent"], USAGE);
  const agent = agentOf(required("agent", flags.agent, AGENTS[0]!));
  const books = urlOf(agent.databaseEnv);
  const research = urlOf(RESEARCH_ENV);
  try {
    console.log(await carried(agent, { books, research }));
  } catch (error) {
    const outside = error instanceof StoreUnavailable ||
      error instanceof StoreRefused;
    if (outside) fail(error.message);
    throw error;
  }
}

async function carried(
  agent: Trader,
  urls: { books: string; research: string },
): Promise<string> {
  const carrier = await openCarrier(agent, urls);
  try {
    const { trades, decisions, seq } = await carrier.carry();
    const what = `${counted(trades, "trade")} and ${
      counted(decisions, "decision")
    }`;
    return `Carried ${what} of ${agent.id} to catalyst_research; journal read up to ${
      grouped(seq)
    }`;
  } finally {
    await carrier.close();
  }
}

function urlOf(name: string): string {
  const url = Deno.env.get(name);
  if (url) return url;
  fail(`Cannot carry without ${name}: set it to the URL of that database`);
}

function agentOf(id: string): Trader {
  const agent = TRADERS.find((agent) => agent.id === id);
  if (agent) return agent;
  fail(`Cannot find --agent "${id}": use ${AGENTS.join(" or ")}`);
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}
