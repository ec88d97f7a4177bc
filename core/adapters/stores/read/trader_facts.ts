/** Everything the books know of one trader now, in one statement. @module */
import { z } from "zod";
import { Money } from "../../../money.ts";
import { Cycle, StateChange, TradingSession } from "../../../trading/cycle.ts";
import { Reconciliation } from "../../../trading/reconciliation.ts";
import type { Database } from "../database.ts";
import {
  cycles,
  reconciliations,
  sessions,
  states,
} from "../trading/tables.ts";
import { AgentProcess, PROCESS } from "./agent_process.ts";
import { CommandRecord, commands } from "./commands.ts";

export const Account = z.object({
  account: z.string().describe("The venue's own name of the paper account"),
  currency: z.enum(["USD", "HKD"]).meta({ title: "Currency" }),
  openingCash: Money.describe("What the account began with"),
  cash: Money.describe("Opening cash and every fill since, less every fee"),
  equity: Money.describe(
    "Cash and holdings, each at the price its monitor last saw, at cost before that",
  ),
  unpriced: z.int().describe("Open positions that count at cost: no price yet"),
}).meta({ title: "Account", description: "The paper account of an agent" });
export type Account = z.output<typeof Account>;

const TraderFacts = z.object({
  state: StateChange,
  process: AgentProcess.nullable(),
  /** Null until the agent has opened its books. */
  account: Account.nullable(),
  session: TradingSession.nullable(),
  lastCycle: Cycle.nullable(),
  /** Null before the first. */
  reconciliation: Reconciliation.nullable(),
  pending: z.array(CommandRecord),
});
export type TraderFacts = z.output<typeof TraderFacts>;

const PENDING_MAX = 50;

/** `date` is the exchange-local one whose session is asked for. */
export async function readTraderFacts(
  database: Database,
  agent: string,
  date: string,
): Promise<TraderFacts> {
  const [row] = await database.read((sql) =>
    sql.unsafe(QUERY, [agent, date], { prepare: true })
  );
  return z.parse(TraderFacts, row);
}

/** Shorts are owed: their value comes off. */
const HOLDINGS = `select
    coalesce(sum(case side when 'long' then 1 else -1 end
      * coalesce(p.quantity * m.last_price, p.cost)), 0) as value,
    count(*) filter (where m.last_price is null) as unpriced
  from positions p left join position_monitor_status m using (position_id)
  where p.status = 'open'`;

const QUERY = `select
  (select to_jsonb(s) from (select ${states.select} from ops.trading_states
    order by state_id desc limit 1) s) as state,
  ${PROCESS} as process,
  (select to_jsonb(a) from (select account, currency,
      opening_cash::text as "openingCash", cash::text,
      (cash + value)::numeric(18, 6)::text as equity, unpriced::int
    from ops.accounts, (${HOLDINGS}) held where agent = $1) a) as account,
  (select to_jsonb(s) from (select ${sessions.select} from trading_sessions
    where session_date = $2::text::date
    order by session_id desc limit 1) s) as session,
  (select to_jsonb(c) from (select ${cycles.select} from trading_cycles
    order by started_at desc, cycle_id desc limit 1) c) as "lastCycle",
  (select to_jsonb(r) from (select ${reconciliations.select}
    from ops.reconciliations order by updated_at desc limit 1) r) as reconciliation,
  (select coalesce(jsonb_agg(to_jsonb(c) order by n), '[]') from (
    select command_id as n, ${commands.select} from ops.commands
    where obeyed_at is null order by command_id limit ${PENDING_MAX}) c) as pending`;
