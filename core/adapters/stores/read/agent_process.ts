/** Which process works for an agent, as its lease tells. @module */
import { z } from "zod";
import { Instant } from "../../../time.ts";

export const AgentProcess = z.object({
  alive: z.boolean().describe(
    "Whether its lease runs, by the clock of the database",
  ),
  holder: z.string().describe("The process: its machine and start"),
  build: z.string().describe("The build that process runs"),
  takenAt: Instant.describe("When it took the lease, in database time"),
  renewedAt: Instant.describe("When it last renewed it, in database time"),
}).meta({
  title: "AgentProcess",
  description: "The process that works for an agent, or last did",
});
export type AgentProcess = z.output<typeof AgentProcess>;

/** The lease of the agent `$1` as JSON; null before the first. */
export const PROCESS = `(select to_jsonb(l) from (
  select expires_at > clock_timestamp() as alive, holder, build,
    taken_at::text as "takenAt", renewed_at::text as "renewedAt"
  from ops.leases where agent = $1) l)`;
