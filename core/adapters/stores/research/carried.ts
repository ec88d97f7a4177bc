/** Writes what is carried to `catalyst_research`, under a compare-and-set of the carrier's place. @module */
import type { Decision } from "../../../trading/decision.ts";
import type { Trade, TradeDecision } from "../../../trading/trade.ts";
import { iso } from "../../../time.ts";
import type { Database, Transaction } from "../database.ts";
import { StoreRefused } from "../refused.ts";
import { tradeDecisions, trades } from "./tables.ts";

/** From where to where a carrier moves, in sealed places of its source. */
export interface Move {
  source: string;
  from: number;
  to: number;
}

/** Where the carrier of `source` stands. @throws {StoreRefused} If there is none. */
export async function placeOf(
  research: Database,
  source: string,
): Promise<number> {
  const [row] = await research.read((sql) =>
    sql<[{ seq: string }?]>`
      select seq from ops.carriers where source_db = ${source}`
  );
  if (row) return Number(row.seq);
  throw new StoreRefused(
    `Cannot carry from ${source}: catalyst_research has no carrier for it`,
  );
}

/** Moves on past what is nothing to carry. False if another carrier did. */
export async function pass(research: Database, move: Move): Promise<boolean> {
  return await research.transaction((sql) => moved(sql, move));
}

/** Which of these trades were carried before. */
export async function carriedOf(
  research: Database,
  agent: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const rows = await research.read((sql) =>
    sql<{ key: string }[]>`select trade_key as key from ops.trades
      where agent = ${agent} and trade_key = any(${[...keys]}::text[])`
  );
  return new Set(rows.map(({ key }) => key));
}

/** What one trade came to; undefined if another carrier has moved on. */
export type Written = { trades: number; decisions: number } | undefined;

/** Trade, decisions, log, journal row and place: all or nothing, each once. */
export async function carryTrade(
  research: Database,
  move: Move,
  trade: Trade,
  decisions: readonly Decision[],
): Promise<Written> {
  return await research.transaction(async (sql) => {
    if (!await moved(sql, move)) return undefined;
    const { agent, key: tradeKey } = trade;
    const changed = await keepTrade(sql, trade);
    const fresh = await keepDecisions(
      sql,
      decisions.map((decision) => ({ agent, tradeKey, ...decision })),
    );
    const entries = [
      log("positions", tradeKey, trades.name),
      ...fresh.map((key) => log("decisions", key, tradeDecisions.name)),
    ].map((entry) => ({ ...entry, source_db: move.source, synced_by: agent }));
    await sql`insert into sync_log ${sql(entries)}
      on conflict (source_db, source_table, source_id) do nothing`;
    if (changed) await journal(sql, trade);
    return { trades: changed ? 1 : 0, decisions: fresh.length };
  });
}

/** The compare-and-set: its row lock makes a second carrier wait, and then fail. */
async function moved(
  sql: Transaction,
  { source, from, to }: Move,
): Promise<boolean> {
  const { count } = await sql`
    update ops.carriers set seq = ${to}, carried_at = clock_timestamp()
    where source_db = ${source} and seq = ${from}`;
  return count === 1;
}

const CHANGES = trades.columns.map((name) => `${name} = excluded.${name}`);

/** False if it stands there just so already. */
async function keepTrade(sql: Transaction, trade: Trade): Promise<boolean> {
  const { count } = await sql`
    insert into ops.trades ${sql(trades.row(trade))}
    on conflict (agent, trade_key) do update set
      ${sql.unsafe(CHANGES.join(", "))},
      revisions = trades.revisions + 1, revised_at = clock_timestamp()
    where (${sql.unsafe(listOf("trades"))})
      is distinct from (${sql.unsafe(listOf("excluded"))})`;
  return count === 1;
}

function listOf(relation: string): string {
  return trades.columns.map((name) => `${relation}.${name}`).join(", ");
}

/** Ids of those that were not there. A decision never changes. */
async function keepDecisions(
  sql: Transaction,
  decisions: readonly TradeDecision[],
): Promise<string[]> {
  const keys: string[] = [];
  for (const decision of decisions) {
    const { count } = await sql`
      insert into ops.trade_decisions ${sql(tradeDecisions.row(decision))}
      on conflict (agent, decision_key) do nothing`;
    if (count === 1) keys.push(decision.id);
  }
  return keys;
}

function log(source_table: string, key: string, target_table: string) {
  return { source_table, source_id: key, target_table, target_id: key };
}

/** Market time of a reopened trade is that of its latest fill. */
async function journal(sql: Transaction, trade: Trade): Promise<void> {
  const { agent, key: subject, closedAt, openedAt, fills } = trade;
  const at = iso(closedAt ?? fills.at(-1)?.at ?? openedAt);
  const body = trades.text(trade);
  await sql`insert into ops.journal ${
    sql({ agent, kind: "trade", subject, at, body })
  }`;
}
