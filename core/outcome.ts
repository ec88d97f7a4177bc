/** How the business says no: a refusal is a value, never an exception. @module */
import { z } from "zod";

/** Every reason this system can refuse. `<SUBJECT>_<CONDITION>`, closed list. */
export const RefusalCode = z.enum([
  "TRADING_HALTED",
  "TRADING_REDUCING",
  "CALENDAR_NOT_COVERED",
  "SESSION_CLOSED",
  "SESSION_ENDING",
  "SYMBOL_NOT_IN_UNIVERSE",
  "SYMBOL_HELD",
  "SYMBOL_ORPHANED",
  "ENTRY_NOT_REACHED",
  "QUOTE_STALE",
  "QUOTE_UNEXPLAINED",
  "VENUE_DOWN",
  "FEED_FROZEN",
  "LOT_SIZE_VIOLATED",
  "TICK_SIZE_VIOLATED",
  "PRICE_OUTSIDE_COLLAR",
  "POSITION_COUNT_EXCEEDED",
  "POSITION_VALUE_EXCEEDED",
  "GROSS_VALUE_EXCEEDED",
  "VOLUME_SHARE_EXCEEDED",
  "CASH_EXCEEDED",
  "OPEN_RISK_EXCEEDED",
  "HOLDING_UNPRICED",
  "DAY_LOSS_EXCEEDED",
  "SHORT_NOT_ALLOWED",
  "POSITION_OVERSOLD",
  "OPEN_ORDERS_EXCEEDED",
  "ORDER_WORKING",
  "ORDER_OPPOSITE",
  "ORDER_RATE_EXCEEDED",
  "ORDER_DUPLICATE",
  "ORDER_UNKNOWN",
  "ORDER_CLAIMED",
  "ORDER_NOT_FOUND",
  "MISHAPS_EXCEEDED",
  "DECISION_UNTRACED",
  "SIZE_ZERO",
]).meta({ title: "RefusalCode" });
export type RefusalCode = z.output<typeof RefusalCode>;

export const Refusal = z.object({
  code: RefusalCode,
  message: z.string().describe(
    "What was refused, and the numbers that decided",
  ),
}).meta({ title: "Refusal", description: "A rule of the business said no" });
export type Refusal = z.output<typeof Refusal>;

export type Outcome<T> =
  | { kind: "done"; value: T }
  | { kind: "refused"; refusals: Refusal[] };

export function done<T>(value: T): Outcome<T> {
  return { kind: "done", value };
}

export function refused(...refusals: Refusal[]): Outcome<never> {
  return { kind: "refused", refusals };
}
