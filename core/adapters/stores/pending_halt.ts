/** A halt that is asked for holds before it is obeyed. @module */
import type { Command } from "../../trading/command.ts";
import type { StateChange } from "../../trading/cycle.ts";

/** `last` unless that already stops everything; at its time, for a command has no market time. */
export function haltedBy(
  { reason, requestedBy }: Pick<Command, "reason" | "requestedBy">,
  last: StateChange,
): StateChange {
  if (last.state === "halted" || last.state === "locked") return last;
  return {
    state: "halted",
    cause: "operator",
    reason: `Asked by ${requestedBy}, not obeyed yet: ${reason}`,
    at: last.at,
  };
}
