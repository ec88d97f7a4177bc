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
    | "adjustment"
    | "reconciliation"
    | "command";
  /** Id of what changed; an order's for a fill. */
  id: string;
  at: Instant;
  /** It as it is now. */
  body: object;
}

/** Fields that rows of earlier versions lack, and what stood for them then. */
const ADDED: Readonly<Record<string, object>> = {
  order: { type: "limit", stopPrice: null, cancelAsks: 0 },
  position: { protection: "none" },
};

/** What a row says, whichever version wrote it. */
export function saidIn(kind: string, body: string): Record<string, unknown> {
  return { ...ADDED[kind], ...JSON.parse(body) };
}
