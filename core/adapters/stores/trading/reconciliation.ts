/** The last comparison with the venue: one row for the account, a journal row where it found something else. @module */
import { iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { StateChange } from "../../../trading/cycle.ts";
import type { Reconciliation } from "../../../trading/reconciliation.ts";
import { writeWithAlerts } from "./alerts.ts";
import { stateEntry } from "./sessions.ts";
import { reconciliations, states } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

/** What makes it another finding than the one before. */
const FOUND = ["outcome", "differences", "orphans"];
const CHANGES = reconciliations.columns
  .map((column) => `${column} = excluded.${column}`).join(", ");
const TYPES: Record<string, string> = {
  at: "timestamptz",
  matched: "integer",
  differences: "jsonb",
  orphans: "jsonb",
};
const COLUMNS = ["account", ...reconciliations.columns];
const TYPED = COLUMNS.map((column) => `${column} ${TYPES[column] ?? "text"}`);

/** In one statement, under the fence, with the state it asks for. */
export async function recordReconciliation(
  writer: Writer,
  reconciliation: Reconciliation,
  { state, alerts = [] }: {
    state?: StateChange;
    alerts?: readonly Alert[];
  } = {},
): Promise<void> {
  const { agent, account, fence } = writer;
  const row = JSON.stringify({
    ...reconciliations.row(reconciliation),
    account,
  });
  const entries = [entryOf(reconciliation)];
  if (state) entries.push(stateEntry(state));
  await writeWithAlerts(writer, alerts, (sql) => {
    const set = state
      ? sql`, state as (insert into ops.trading_states ${
        sql(states.row(state))
      })`
      : sql``;
    const found = (from: string) =>
      sql.unsafe(FOUND.map((column) => `${from}.${column}`).join(", "));
    return sql`
      with fence as (select ops.require_fence(${agent}, ${fence}::bigint)),
      before as (
        select * from ops.reconciliations where account = ${account}
      ), kept as (
        insert into ops.reconciliations (${sql.unsafe(COLUMNS.join(", "))})
        select r.* from jsonb_to_record(${row}::text::jsonb)
          as r (${sql.unsafe(TYPED.join(", "))}), fence
        on conflict (account) do update set ${sql.unsafe(CHANGES)}
        returning *
      ) ${set}
      insert into ops.journal ${journalled(sql, writer, entries)}
      where kind = 'state' or exists (
        select from kept left join before using (account)
        where (${found("kept")}) is distinct from (${found("before")}))`;
  });
}

function entryOf(reconciliation: Reconciliation): Entry {
  const { outcome: subject, at } = reconciliation;
  const body = reconciliations.text(reconciliation);
  return { kind: "reconciliation", subject, at: iso(at), body };
}
