/** The agents. Add one here; nothing else needs to know. @module */
import type { Agent, Trader } from "./agent.ts";
import { bigBro } from "./big_bro.ts";
import { devClaude } from "./dev_claude.ts";
import { intlClaude } from "./intl_claude.ts";

export const AGENTS: readonly Agent[] = [devClaude, intlClaude, bigBro];

export const TRADERS: readonly Trader[] = AGENTS.filter((agent) =>
  agent.role !== "overseer"
);
