/** Sessions and the trading state. @module */
import { iso } from "../../../time.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { StateChange, TradingSession } from "../../../trading/cycle.ts";
import { writeWithAlerts } from "./alerts.ts";
import { sessions, states } from "./tables.ts";
import { type Entry, journalled, type Writer } from "./writer.ts";

/** Opens a session once; again changes nothing. */
export async function openSession(
  writer: Writer,
  session: TradingSession,
): Promise<void> {
  const { account, database } = writer;
  const row = { ...sessions.row(session), account };
  const entry = sessionEntry(session, iso(session.openedAt));
  await database.write((sql) =>
    sql`with opened as (
          insert into trading_sessions ${sql(row)}
          on conflict (account, session_date) do nothing returning session_id
        )
        insert into ops.journal ${journalled(sql, writer, [entry])}
        where exists (select from opened)`
  );
}

/** What the end of a session adds to its row. */
const CLOSING = ["status", "ended_at", "ending_capital"];

/** Closes a session with capital, and the P&L and counts of what closed in it. */
export async function closeSession(
  writer: Writer,
  session: TradingSession,
): Promise<void> {
  const { account, database } = writer;
  const from = iso(session.openedAt);
  const to = iso(session.closedAt!);
  const entry = sessionEntry(session, to);
  const { count } = await database.write((sql) =>
    sql`with closed as (
          update trading_sessions set ${sql(sessions.row(session), ...CLOSING)},
            realized_pnl = t.pnl, total_trades = t.trades,
            winning_trades = t.won, losing_trades = t.lost
          from (
            select coalesce(sum(realized_pnl - fees), 0) as pnl, count(*) as trades,
              count(*) filter (where realized_pnl > fees) as won,
              count(*) filter (where realized_pnl < fees) as lost
            from positions where status = 'closed' and account = ${account}
              and closed_at > ${from} and closed_at <= ${to}
          ) t
          where trading_sessions.account = ${account}
            and session_date = ${session.date}
          returning session_id
        )
        insert into ops.journal ${journalled(sql, writer, [entry])}
        where exists (select from closed)`
  );
  if (count === 1) return;
  throw new Error(
    `Cannot close session ${session.date}: it was never opened`,
  );
}

export async function setState(
  writer: Writer,
  change: StateChange,
  alerts: readonly Alert[] = [],
): Promise<void> {
  const entry = stateEntry(change);
  await writeWithAlerts(
    writer,
    alerts,
    (sql) =>
      sql`with state as (insert into ops.trading_states ${
        sql(states.row(change))
      })
        insert into ops.journal ${journalled(sql, writer, [entry])}`,
  );
}

function sessionEntry(session: TradingSession, at: string): Entry {
  const body = sessions.text(session);
  return { kind: "session", subject: session.date, at, body };
}

export function stateEntry(change: StateChange): Entry {
  const { state, at } = change;
  const body = states.text(change);
  return { kind: "state", subject: state, at: iso(at), body };
}
