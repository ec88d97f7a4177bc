/** What the operator wants of an agent, on record. @module */
import { CommandRecord } from "../core/adapters/stores/read/commands.ts";
import { objectOf } from "./model.ts";

export const CommandType = objectOf(CommandRecord, {
  id: true,
  kind: "What is wanted.",
  subject: true,
  reason: true,
  requestedBy: "Who asked.",
  requestedAt: true,
  obeyedAt: true,
  outcome: true,
});
