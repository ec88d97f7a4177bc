/** What of the books is journalled: each kind, the table that keeps it, its keys. @module */
import type { z } from "zod";
import { type JournalRow, saidIn } from "../../../trading/journal.ts";
import type { Table } from "../table.ts";
import {
  adjustments,
  cycles,
  decisions,
  fills,
  orders,
  positions,
  sessions,
  states,
} from "./tables.ts";

export interface Kept {
  kind: JournalRow["kind"];
  /** The table, and its rows in its `select`. */
  name: string;
  select: string;
  /** Columns in the order of a unique index. */
  keys: readonly string[];
  /** A row as the journal would have it. */
  body(row: unknown): string;
  /** A body of the journal as this version would have written it. */
  whole(body: string): string;
  /** Fields that tell which one it is; the first is its subject in the journal. */
  id: readonly string[];
  /** Fields that routine checks move on without a journal row. */
  routine: readonly string[];
}

export const KEPT: readonly Kept[] = [
  kept("session", sessions, ["session_date"], ["date"]),
  // States have no id: a change is what it says.
  kept("state", states, ["state_id"], ["state", "cause", "reason", "at"]),
  kept("cycle", cycles, ["cycle_id"], ["id"]),
  kept("decision", decisions, ["decision_key"], ["id"]),
  kept("order", orders, ["client_order_id"], ["id"]),
  kept("fill", fills, ["client_order_id", "cumulative_quantity"], [
    "orderId",
    "cumulativeQuantity",
  ]),
  kept("position", positions, ["position_key"], ["id"], [
    "highWatermark",
    "tightenedPpm",
    "reviews",
    "reviewedBars",
    "overnight",
  ]),
  kept("adjustment", adjustments, ["adjustment_id"], ["id"]),
];

function kept<Model extends z.ZodObject>(
  kind: Kept["kind"],
  { name, model, select, read, text }: Table<Model>,
  keys: readonly string[],
  id: readonly string[],
  routine: readonly string[] = [],
): Kept {
  const body = (row: unknown) => text(read([row])[0]!);
  const fields = Object.keys(model.shape);
  const whole = (body: string) => {
    const said = saidIn(kind, body);
    return JSON.stringify(
      Object.fromEntries(fields.map((field) => [field, said[field]])),
    );
  };
  return { kind, name, select, keys, body, whole, id, routine };
}
