/** What the asker is told of an error: his own mistakes and what is down, never what went wrong inside. @module */
import { GraphQLError } from "graphql";
import { StoreRefused } from "../core/adapters/stores/refused.ts";
import { StoreUnavailable } from "../core/ports.ts";
import { Dropped } from "./feed.ts";
import { CannotFollow } from "./live.ts";

/** Errors of ours whose words are meant for the asker, and their codes. */
const TOLD: [of: new (message: string) => Error, code: string][] = [
  [StoreUnavailable, "DATABASE_UNAVAILABLE"],
  [StoreRefused, "DATABASE_UNAVAILABLE"],
  [CannotFollow, "BAD_USER_INPUT"],
  [Dropped, "TOO_FAR_BEHIND"],
];

/**
 * The error as the asker may see it. What nobody expected is told to `report`,
 * and to the asker only that it happened.
 */
export function maskedBy(report: (error: unknown) => void) {
  return (error: unknown): GraphQLError => {
    const at = error instanceof GraphQLError ? error : undefined;
    const cause = at?.originalError ?? error;
    if (cause instanceof GraphQLError) return at ?? cause;
    if (at && at.originalError === undefined) return at;
    const told = TOLD.find(([of]) => cause instanceof of);
    if (!told) report(cause);
    const message = told ? (cause as Error).message : "Unexpected error";
    return new GraphQLError(message, {
      nodes: at?.nodes ?? null,
      source: at?.source ?? null,
      positions: at?.positions ?? null,
      path: at?.path ?? null,
      extensions: { code: told?.[1] ?? "INTERNAL_SERVER_ERROR" },
    });
  };
}
