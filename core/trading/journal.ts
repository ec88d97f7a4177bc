/** One line of the journal: what changed, written with the change itself. @module */
import type { Instant } from "../time.ts";

export interface JournalRow {
  /** Order of writing, from 1. */
  seq: number;
  kind:
    | "session"
    | "state"
    | "cycle"
    | "decision"
    | "order"
    | "fill"
    | "position"
    | "command";
  /** Id of what changed; an order's for a fill. */
  id: string;
  at: Instant;
  /** It as it is now. */
  body: object;
}
