/** What an agent says of itself in `catalyst_research`. @module */
import { z } from "zod";
import { Money } from "../../../money.ts";
import { Instant } from "../../../time.ts";
import type { Database } from "../database.ts";
import { table } from "../table.ts";
import { AgentProcess, PROCESS } from "./agent_process.ts";

export const Activity = z.object({
  agentId: z.string(),
  mode: z.enum([
    "sleeping",
    "awake",
    "thinking",
    "trading",
    "researching",
    "error",
  ]).meta({ title: "ActivityMode" }),
  statusMessage: z.string().nullable().describe("What it does, in its words"),
  lastWakeAt: Instant.nullable().describe("When it last woke up"),
  lastActionAt: Instant.nullable().describe("When it last did something"),
  nextWakeAt: Instant.nullable().describe("When it means to wake up next"),
  spentTodayUsd: Money.describe(
    "Spent on Claude in its budget day, in US dollars",
  ),
  spentMonthUsd: Money.describe("Spent on Claude in the month, in US dollars"),
  lastError: z.string().nullable().describe("What last went wrong"),
  lastErrorAt: Instant.nullable().describe("When that was"),
}).meta({
  title: "Activity",
  description: "What an agent says of itself, in machine time",
});
export type Activity = z.output<typeof Activity>;

const activities = table("claude_state", Activity, {
  mode: "current_mode",
  nextWakeAt: "next_scheduled_wake",
  spentTodayUsd: "api_spend_today",
  spentMonthUsd: "api_spend_month",
});

const OverseerFacts = z.object({
  process: AgentProcess.nullable(),
  activities: z.array(Activity),
});
export type OverseerFacts = z.output<typeof OverseerFacts>;

/** The overseer's process and what every agent says of itself, in one statement. */
export async function readOverseerFacts(
  research: Database,
  overseer: string,
): Promise<OverseerFacts> {
  const [row] = await research.read((sql) =>
    sql.unsafe(QUERY, [overseer], { prepare: true })
  );
  return z.parse(OverseerFacts, row);
}

const QUERY = `select ${PROCESS} as process,
  (select jsonb_agg(to_jsonb(s)) from (
    select ${activities.select} from claude_state) s) as activities`;
