/** The ledger in one statement, so that all of it is of one moment. @module */
import { z } from "zod";
import { Money } from "../../../money.ts";
import type { Ledger } from "../../../ports.ts";
import { Instant } from "../../../time.ts";
import { LIVE } from "../../../trading/order.ts";
import { Orphan } from "../../../trading/reconciliation.ts";
import type { Sql } from "../database.ts";
import { haltedBy } from "../pending_halt.ts";
import { monitors, orders, positions, sessions, states } from "./tables.ts";
import type { Writer } from "./writer.ts";

const Orphans = z.array(Orphan);

/** The ledger's row: lists as JSON whose amounts are text. */
interface LedgerRow {
  session: object | null;
  latest: { status: string } | null;
  state: object;
  halt: { reason: string; requestedBy: string } | null;
  lastRunAt: string | null;
  cash: string;
  positions: object[];
  orders: object[];
  orphans: object[] | null;
  monitors: object[];
}

export async function readLedger(
  { database, account }: Writer,
  date: string,
): Promise<Ledger> {
  const [row] = await database.read((sql) => ledgerQuery(sql, account, date));
  const { session, latest, halt, lastRunAt, cash, ...lists } = row as LedgerRow;
  const [state] = states.read([lists.state]);
  const seen = monitors.read(lists.monitors);
  return {
    session: session ? sessions.read([session])[0]! : null,
    unclosed: latest?.status === "open" ? sessions.read([latest])[0]! : null,
    state: halt ? haltedBy(halt, state!) : state!,
    lastRunAt: lastRunAt === null ? null : z.parse(Instant, lastRunAt),
    cash: z.parse(Money, cash),
    positions: positions.read(lists.positions),
    orders: orders.read(lists.orders),
    orphans: z.parse(Orphans, lists.orphans ?? []),
    monitors: new Map(seen.map((monitor) => [monitor.positionId, monitor])),
  };
}

function ledgerQuery(sql: Sql, account: string, date: string) {
  const of = (table: { select: string }) => sql.unsafe(table.select);
  return sql`
    select
      (select to_jsonb(s) from (select ${of(sessions)} from trading_sessions
        where account = ${account} and session_date = ${date}) s) as session,
      (select to_jsonb(s) from (select ${of(sessions)} from trading_sessions
        where account = ${account} order by session_date desc limit 1) s) as latest,
      (select to_jsonb(s) from (select ${of(states)} from ops.trading_states
        order by state_id desc limit 1) s) as state,
      (select to_jsonb(c) from (select reason, requested_by as "requestedBy"
        from ops.commands where kind = 'halt' and obeyed_at is null
        order by command_id limit 1) c) as halt,
      (select started_at::text from trading_cycles where mode <> 'watch'
        order by started_at desc limit 1) as "lastRunAt",
      (select cash::text from ops.accounts where account = ${account}) as cash,
      (select coalesce(jsonb_agg(to_jsonb(p) - 'n' order by n), '[]') from (
        select position_id as n, ${of(positions)} from positions
        where status = 'open') p) as positions,
      (select coalesce(jsonb_agg(to_jsonb(o) - 'n' order by n), '[]') from (
        select order_id as n, ${of(orders)} from orders
        where session_date = ${date} or status in ${
    sql([...LIVE])
  }) o) as orders,
      (select orphans from ops.reconciliations
        where account = ${account}) as orphans,
      (select coalesce(jsonb_agg(to_jsonb(m)), '[]') from (
        select ${of(monitors)} from position_monitor_status m
        where checks_completed > 0 and exists (select from positions p
          where p.position_id = m.position_id and p.status = 'open')) m) as monitors`;
}
