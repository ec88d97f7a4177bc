/** The agent somebody asks about. @module */
import type { Agent, Trader } from "../core/agents/agent.ts";
import { AGENTS, TRADERS } from "../core/agents/mod.ts";
import { badInput, builder } from "./builder.ts";

/** The argument of every field about one agent. */
export function agentIdArg(description: string) {
  return builder.args((t) => ({
    agentId: t.id({ required: true, description }),
  }));
}

export function agentOf(id: string): Agent | undefined {
  return AGENTS.find((agent) => agent.id === id);
}

/** @throws {GraphQLError} If there is no such agent. */
export function requireAgent(id: string): Agent {
  const agent = agentOf(id);
  if (agent) return agent;
  const ids = AGENTS.map((one) => one.id).join(", ");
  throw badInput(`Cannot find agent ${JSON.stringify(id)}: there are ${ids}`);
}

/** @throws {GraphQLError} If there is no such agent, or it has no books. */
export function requireTrader(id: string): Trader {
  const trader = TRADERS.find((one) => one.id === requireAgent(id).id);
  if (trader) return trader;
  const ids = TRADERS.map((one) => one.id).join(" and ");
  throw badInput(
    `Cannot read the books of ${id}: it does not trade; ${ids} do`,
  );
}
