/** A later process has taken the practice venue over. @module */
import { StoreUnavailable } from "../../../ports.ts";

/** Somebody else is the venue now, so this process must end. */
export function overtaken(what: string): StoreUnavailable {
  return new StoreUnavailable(
    `Cannot save ${what}: another process is the practice venue now`,
  );
}
