/** Whether the environment is the one of this agent, and of paper trading: else nothing starts. @module */
import type { Agent } from "../core/agents/agent.ts";
import { devClaude } from "../core/agents/dev_claude.ts";

/** What says whose environment it is: passed on to the agent's process as it stands. */
export const IDENTITY = ["AGENT_ID", "PAPER_TRADING", "TRADING_MODE"] as const;

/**
 * One line that names what is set and what must be; undefined if all is well.
 *
 * @param practice Whether the venue is a practice one, which cannot be
 * anything but paper: then what is not set is not asked for.
 */
export function identityFault(
  agent: Agent,
  practice: boolean,
): string | undefined {
  const { id, role } = agent;
  // The overseer trades nothing, and may share the environment of the sandbox.
  const trades = role !== "overseer";
  const ids = trades ? [id] : [id, devClaude.id];
  const optional = practice || !trades;
  return fault(id, "AGENT_ID", ids, true) ??
    fault(id, "PAPER_TRADING", ["true"], optional) ??
    (trades ? fault(id, "TRADING_MODE", [role], optional) : undefined);
}

function fault(
  id: string,
  name: typeof IDENTITY[number],
  allowed: readonly string[],
  optional: boolean,
): string | undefined {
  const given = Deno.env.get(name);
  if (given ? allowed.includes(given) : optional) return;
  const is = given ? `is "${given}"` : "is not set";
  return `Cannot run ${id}: ${name} ${is}, it must be "${allowed[0]}"`;
}
