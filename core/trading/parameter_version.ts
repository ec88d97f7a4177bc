/** The thresholds an agent trades by, under a name that decisions carry. @module */
import type { Trader } from "../agents/agent.ts";
import { type SetupThresholds, setupThresholdsOf } from "../setups/mod.ts";
import { type Thresholds, thresholdsOf } from "../signals/parameters.ts";

export interface ParameterVersion {
  /** Agent and counter, e.g. "dev_claude-p1". */
  id: string;
  rules: Thresholds;
  setups: SetupThresholds;
}

/**
 * An agent's first version: the defaults of rules and setups, then its own
 * overrides. Deployed learnings will fold on top of it, each a version more.
 *
 * @throws {Error} If an override is no declared threshold or out of its bounds.
 */
export function firstVersion(agent: Trader): ParameterVersion {
  return {
    id: `${agent.id}-p1`,
    rules: thresholdsOf(agent.rules),
    setups: setupThresholdsOf(agent.setups),
  };
}
