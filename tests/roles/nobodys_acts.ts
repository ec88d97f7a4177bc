/** What no login may do in any database. @module */
import { LOGINS } from "../../sql/logins.ts";
import type { Act } from "./matrix.ts";

const nobody = (what: string, sql: string): Act => ({ what, sql, may: [] });

const SHARED = [
  "ops.journal",
  "ops.seals",
  "ops.seal_head",
  "ops.leases",
  "ops.migrations",
  "ops.alerts",
];
const TABLES = {
  trading: [
    "exchanges",
    "securities",
    "trading_sessions",
    "trading_cycles",
    "positions",
    "decisions",
    "orders",
    "scan_results",
    "position_monitor_status",
    "ops.accounts",
    "ops.counters",
    "ops.approvals",
    "ops.parameter_versions",
    "ops.fills",
    "ops.adjustments",
    "ops.reconciliations",
    "ops.trading_states",
    "ops.commands",
    ...SHARED,
  ],
  research: [
    "claude_state",
    "claude_messages",
    "claude_observations",
    "claude_learnings",
    "claude_questions",
    "claude_conversations",
    "claude_thinking",
    "sync_log",
    "ops.parties",
    "ops.carriers",
    "ops.trades",
    "ops.trade_decisions",
    "ops.ai_calls",
    ...SHARED,
  ],
};

/** Deleting from each table, and emptying it. */
export function removals(kind: keyof typeof TABLES): Act[] {
  return TABLES[kind].flatMap((table) => {
    const stays = /journal|seal/.test(table) && { ownerToo: true as const };
    const from = nobody(`delete from ${table}`, `delete from ${table}`);
    const all = nobody(`truncate ${table}`, `truncate ${table} cascade`);
    // No row is asked for: what refers to it is not what refuses.
    return [{ ...from, sql: `${from.sql} where false`, ...stays }, {
      ...all,
      ...stays,
    }];
  });
}

/** The journal and its seals are written by no hand, and the schema is the migrator's. */
export const NOBODYS_ACTS: readonly Act[] = [
  {
    ...nobody("rewrite the journal", "update ops.journal set body = '{}'"),
    ownerToo: true,
  },
  {
    ...nobody("rewrite a seal", "update ops.seals set hash = ''"),
    ownerToo: true,
  },
  nobody("move the head of the seals", "update ops.seal_head set seq = 7"),
  nobody(
    "seal by hand",
    "insert into ops.seals values (999, '999', 999, '', now())",
  ),
  nobody(
    "choose its place in the journal",
    `insert into ops.journal (xid, agent, kind, subject, at, body)
      values ('5', 'dev_claude', 'note', 'n', now(), '{}')`,
  ),
  nobody(
    "choose the time of a journal row",
    `insert into ops.journal (agent, kind, subject, at, recorded_at, body)
      values ('dev_claude', 'note', 'n', now(), 'epoch', '{}')`,
  ),
  nobody(
    "write an approval into the journal as the operator",
    `insert into ops.journal (agent, kind, subject, at, body)
      values ('operator', 'approval', 'p-2', now(), '{}')`,
  ),
  ...["dev_claude", "intl_claude", "big_bro"].map((agent) =>
    nobody(
      `write an approval into the journal as ${agent}`,
      `insert into ops.journal (agent, kind, subject, at, body)
        values ('${agent}', 'approval', 'p-2', now(), '{}')`,
    )
  ),
  nobody(
    "write itself a lease",
    `insert into ops.leases values
      ('other', 9, 'me', 'b', now(), now(), now() + interval '1 day')`,
  ),
  nobody("extend a lease by hand", "update ops.leases set expires_at = now()"),
  nobody(
    "say that a migration was applied",
    "insert into ops.migrations values ('ops/9999_x.sql', '', now())",
  ),
  nobody("create a table", "create table public.mine ()"),
  nobody("create a table in ops", "create table ops.mine ()"),
  nobody("create a temporary table", "create temp table mine ()"),
  nobody("create a schema", "create schema mine"),
  nobody(
    "create a function",
    "create function public.mine() returns int language sql as 'select 1'",
  ),
  nobody("change a table", "alter table ops.journal add column mine int"),
  nobody("drop a table", "drop table ops.journal cascade"),
  nobody(
    "switch a trigger off",
    "alter table ops.journal disable trigger user",
  ),
  nobody(
    "switch row security off",
    "alter table ops.journal disable row level security",
  ),
  nobody(
    "loosen a policy",
    "alter policy signing on ops.journal with check (true)",
  ),
  nobody("drop a policy", "drop policy signing on ops.journal"),
  nobody(
    "index a table",
    "create index on ops.journal (agent)",
  ),
  nobody(
    "replace a function",
    "create or replace function ops.refuse_change() returns trigger language plpgsql as 'begin return new; end'",
  ),
  {
    ...nobody(
      "skip all triggers",
      "set local session_replication_role = replica",
    ),
    superuser: true,
  },
  nobody(
    "lock the journal for all others",
    "lock table ops.journal in share mode",
  ),
  ...LOGINS.map((login): Act => ({
    what: `act as ${login} without its password`,
    sql: `set local role ${login}`,
    may: [login],
  })),
];
