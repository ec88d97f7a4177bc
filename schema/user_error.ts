/** What is wrong with the input of a mutation: told as data, the asker's to mend. @module */
import { z } from "zod";
import type { Agent, Trader } from "../core/agents/agent.ts";
import { TRADERS } from "../core/agents/mod.ts";
import { objectOf } from "./model.ts";

export const REASON_MAX = 1_000;
const KEY = /^[\x21-\x7e]{1,100}$/;

const UserError = z.object({
  code: z.enum([
    "AGENT_UNKNOWN",
    "AGENT_STATELESS",
    "REASON_EMPTY",
    "REASON_TOO_LONG",
    "KEY_INVALID",
    "KEY_TAKEN",
    "SYMBOL_INVALID",
    "ALERT_UNKNOWN",
  ]).meta({ title: "UserErrorCode" }),
  message: z.string().describe("What was wrong, with the value that decided"),
  field: z.string().nullable().describe("The input field it is about"),
}).meta({
  title: "UserError",
  description: "Why a mutation did nothing: the asker's to mend",
});
export type UserError = z.output<typeof UserError>;

export const UserErrorType = objectOf(UserError, {
  code: "Which rule said no.",
  message: true,
  field: true,
});

export function agentErrors(
  id: string,
  agent: Agent | null,
  trader: Trader | undefined,
): UserError[] {
  if (trader) return [];
  const field = "agentId";
  if (agent) {
    const message = `${id} does not trade, so it has no trading state`;
    return [{ code: "AGENT_STATELESS", message, field }];
  }
  const known = TRADERS.map((one) => one.id).join(" and ");
  const message = `There is no agent ${JSON.stringify(id)}; ${known} trade`;
  return [{ code: "AGENT_UNKNOWN", message, field }];
}

export function reasonErrors(reason: string): UserError[] {
  const field = "reason";
  const { length } = reason.trim();
  if (length === 0) {
    const message = "A reason must be given: it goes on record";
    return [{ code: "REASON_EMPTY", message, field }];
  }
  if (length <= REASON_MAX) return [];
  const message =
    `The reason has ${length} characters; ${REASON_MAX} go on record`;
  return [{ code: "REASON_TOO_LONG", message, field }];
}

export function keyErrors(key: string): UserError[] {
  if (KEY.test(key)) return [];
  const message =
    `A key has 1 to 100 characters without spaces; this one has ${key.length}`;
  return [{ code: "KEY_INVALID", message, field: "key" }];
}
