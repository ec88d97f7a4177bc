/** The ledger in one statement, so that all of it is of one moment. @module */
import { z } from "zod";
import { Money } from "../../../money.ts";
import type { Ledger } from "../../../ports.ts";
import { Instant } from "../../../time.ts";
import { LIVE } from "../../../trading/order.ts";
import { Orphan } from "../../../trading/reconciliation.ts";
import type { Sql } from "../database.ts";
import { haltedBy } from "../pending_halt.ts";
import { Remembered } from "./remembered.ts";
import { monitors, orders, positions, sessions, states } from "./tables.ts";
import type { Writer } from "./writer.ts";

const Orphans = z.array(Orphan);
/** Written out, or the planner would not know the index of live orders for one. */
const LIVE_LIST = LIVE.map((status) => `'${status}'`).join(", ");

/** The ledger's row: lists as lines of JSON whose amounts are text. */
interface LedgerRow {
  session: string | null;
  latest: string | null;
  state: string;
  halt: { reason: string; requestedBy: string } | null;
  lastRunAt: string | null;
  cash: string;
  positions: string | null;
  orders: string | null;
  orphans: object[] | null;
  monitors: string | null;
}

/** Reads the ledger of one account, again and again. */
export class LedgerReader {
  #sessions = new Remembered(sessions);
  #latest = new Remembered(sessions);
  #states = new Remembered(states);
  #positions = new Remembered(positions);
  #orders = new Remembered(orders);
  #monitors = new Remembered(monitors);

  constructor(private readonly writer: Writer) {}

  /** @param date Exchange-local date of the session. */
  async read(date: string): Promise<Ledger> {
    const { database, account } = this.writer;
    const [row] = await database.read((sql) => ledgerQuery(sql, account, date));
    const { halt, lastRunAt, cash, orphans, ...lines } = row as LedgerRow;
    const [session = null] = this.#sessions.read(lines.session);
    const [latest] = this.#latest.read(lines.latest);
    const [state] = this.#states.read(lines.state);
    const seen = this.#monitors.read(lines.monitors);
    return {
      session,
      unclosed: latest?.status === "open" ? latest : null,
      state: halt ? haltedBy(halt, state!) : state!,
      lastRunAt: lastRunAt === null ? null : z.parse(Instant, lastRunAt),
      cash: z.parse(Money, cash),
      positions: this.#positions.read(lines.positions),
      orders: this.#orders.read(lines.orders),
      orphans: z.parse(Orphans, orphans ?? []),
      monitors: new Map(seen.map((monitor) => [monitor.positionId, monitor])),
    };
  }
}

/** One row: a {@link LedgerRow}. However many days there were, only an index is followed. */
export function ledgerQuery(sql: Sql, account: string, date: string) {
  const of = (table: { select: string }) => sql.unsafe(table.select);
  const lines = sql`string_agg(to_json(row)::text, E'\n')`;
  return sql`
    select
      (select ${lines} from (select ${of(sessions)} from trading_sessions
        where account = ${account} and session_date = ${date}) row) as session,
      (select ${lines} from (select ${of(sessions)} from trading_sessions
        where account = ${account} order by session_date desc limit 1) row) as latest,
      (select ${lines} from (select ${of(states)} from ops.trading_states
        order by state_id desc limit 1) row) as state,
      (select to_json(c) from (select reason, requested_by as "requestedBy"
        from ops.commands where kind = 'halt' and obeyed_at is null
        order by command_id limit 1) c) as halt,
      (select started_at::text from trading_cycles run where mode <> 'watch'
        order by run.started_at desc limit 1) as "lastRunAt",
      (select cash::text from ops.accounts where account = ${account}) as cash,
      (select ${lines} from (select ${of(positions)} from positions
        where status = 'open' order by position_id) row) as positions,
      (select ${lines} from (select ${of(orders)} from orders
        where session_date = ${date} or status in (${sql.unsafe(LIVE_LIST)})
        order by order_id) row) as orders,
      (select orphans from ops.reconciliations
        where account = ${account}) as orphans,
      (select ${lines} from (
        select ${of(monitors)} from position_monitor_status m
        where checks_completed > 0 and exists (select from positions p
          where p.position_id = m.position_id and p.status = 'open')) row) as monitors`;
}
