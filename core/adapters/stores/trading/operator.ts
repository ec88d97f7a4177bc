/** What the operator asks of the agent, and what came of it. @module */
import type { Alert } from "../../../trading/alert.ts";
import type { Command } from "../../../trading/command.ts";
import type { StateChange } from "../../../trading/cycle.ts";
import { type Instant, iso } from "../../../time.ts";
import { writeWithAlerts } from "./alerts.ts";
import { stateEntry } from "./sessions.ts";
import { commands } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

/** What was not obeyed yet, oldest first. */
export async function readCommands({ database }: Writer): Promise<Command[]> {
  const rows = await database.read((sql) =>
    sql`select to_jsonb(c) as command from (
          select ${sql.unsafe(commands.select)} from ops.commands
          where obeyed_at is null order by command_id) c`
  );
  return commands.read(rows.map(({ command }) => command));
}

/** What came of a command and the state it asked for, with their journal rows; again it changes nothing. */
export async function obey(
  writer: Writer,
  command: Command,
  outcome: string,
  at: Instant,
  change?: StateChange,
  alerts: readonly Alert[] = [],
): Promise<void> {
  const { agent, fence } = writer;
  const entries = [commandEntry(command, outcome, iso(at))];
  if (change) entries.unshift(stateEntry(change));
  await writeWithAlerts(writer, alerts, (sql) => {
    const set = change
      ? sql`, state as (
          insert into ops.trading_states (state, cause, reason, at)
          select state, cause, reason, at::timestamptz
          from (values ${sql([stateValues(change)])})
            as change (state, cause, reason, at), obeyed)`
      : sql``;
    return sql`
      with fence as (select ops.require_fence(${agent}, ${fence}::bigint)),
      obeyed as (
        update ops.commands set obeyed_at = clock_timestamp(), outcome = ${outcome}
        from fence where command_id = ${command.id} and obeyed_at is null
        returning command_id
      ) ${set}
      insert into ops.journal ${journalled(sql, writer, entries)}
      where exists (select from obeyed)`;
  }, ({ count }) => count > 0);
}

function stateValues(change: StateChange): string[] {
  const { state, cause, reason, at } = change;
  return [state, cause, reason, iso(at)];
}

function commandEntry(command: Command, outcome: string, at: string): Entry {
  const body = JSON.stringify({ ...command, outcome });
  return { kind: "command", subject: String(command.id), at, body };
}
