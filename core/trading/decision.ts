/** Why an agent did something, or did not: on record before it is done. @module */
import { z } from "zod";
import { Refusal } from "../outcome.ts";
import { Instant } from "../time.ts";

export const Decision = z.object({
  id: z.string().describe("Same decision, same id: it is also its order's"),
  cycleId: z.string().describe("The cycle it was made in"),
  session: z.string().describe("Exchange-local date it belongs to"),
  symbol: z.string(),
  action: z.enum(["entry", "skip", "hold", "tighten", "exit", "cancel"])
    .meta({ title: "DecisionAction" }),
  reasons: z.array(z.string()).describe("What decided, most telling first"),
  refusals: z.array(Refusal).describe("What the gate or the sizing said no to"),
  parameterVersion: z.string().describe("Thresholds it was made with"),
  at: Instant,
}).meta({ title: "Decision", description: "What an agent chose, and why" });
export type Decision = z.output<typeof Decision>;
