/** What the operator asked for, and what came of it. @module */
import { z } from "zod";
import { Instant } from "../../../time.ts";
import { Command } from "../../../trading/command.ts";
import { table } from "../table.ts";

/** A command as it stands in the agent's database. */
export const CommandRecord = Command.omit({ id: true }).extend({
  id: z.string().describe("Its number in this agent's database"),
  key: z.string().nullable()
    .describe(
      "The key it was asked with; the same key again is the same command",
    ),
  requestedAt: Instant.describe("When it was asked, in database time"),
  obeyedAt: Instant.nullable()
    .describe("When the agent obeyed, in database time; null while it has not"),
  outcome: z.string().nullable().describe("What came of it; null until obeyed"),
}).meta({
  title: "Command",
  description: "What the operator wants of an agent: the agent obeys it, once",
});
export type CommandRecord = z.output<typeof CommandRecord>;

export const commands = table("ops.commands", CommandRecord, {
  id: "command_id",
  requestedAt: "recorded_at",
});
