/** What the operator wants of an agent: a row the worker obeys, once. @module */
import { z } from "zod";

export const CommandKind = z.enum([
  "halt",
  "resume",
  "reduce",
  "flatten",
  "close",
  "cancel",
  "adopt",
]).meta({ title: "CommandKind" });
export type CommandKind = z.output<typeof CommandKind>;

export const Command = z.object({
  id: z.int().positive(),
  kind: CommandKind,
  subject: z.string().nullable()
    .describe(
      "Position or order it is about, or the symbol to adopt; null for all",
    ),
  reason: z.string().describe("Why, in the words of who asked"),
  requestedBy: z.string(),
}).meta({ title: "Command", description: "What the operator wants" });
export type Command = z.output<typeof Command>;
