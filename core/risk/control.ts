/** What a pre-trade control is: one limit, and what it says when it is broken. @module */
import type { Refusal, RefusalCode } from "../outcome.ts";
import type { Exposure } from "./exposure.ts";
import type { Ticket } from "./gate.ts";
import type { Limits } from "./limits.ts";

export type Control = (
  ticket: Ticket,
  exposure: Exposure,
  limits: Limits,
) => Refusal | undefined;

export function no(code: RefusalCode, message: string): Refusal {
  return { code, message };
}
