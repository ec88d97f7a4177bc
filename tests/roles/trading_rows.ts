/** Rows of a trading database that the acts of the matrix act on. @module */
import type { Login } from "../../sql/logins.ts";

/** Rows to act on; run by the owner. One lease is held under fence 1. */
export const tradingRows = (trader: Login) => `
  insert into ops.accounts values ('test', '${trader}', 'USD', 1000, 1000);
  insert into ops.parameter_versions values ('p-1', '${trader}', '{}');
  insert into ops.approvals values ('ap-1', 'p-2', '${
  "0".repeat(64)
}', 'operator', now() + interval '1 day');
  insert into ops.counters values ('2026-06-15', 1);
  insert into ops.alerts (agent, severity, kind, message) values ('${trader}', 'info', 'test', 'A test');
  insert into ops.commands (kind, reason, requested_by) values ('halt', 'a test', 'operator');
  insert into ops.commands (kind, reason, requested_by, obeyed_at, outcome)
    values ('resume', 'a test', 'operator', now(), 'resumed');
  insert into securities (symbol) values ('CPB');
  insert into trading_sessions (account, session_date, status, started_at, starting_capital)
    values ('test', '2026-06-15', 'open', now(), 1000);
  insert into trading_cycles (cycle_id, account, date, mode, started_at)
    values ('c-1', 'test', '2026-06-15', 'trade', now());
  insert into scan_results (account, cycle_id, security_id, symbol, rank, setup, score_ppm, selection_reason, scanned_at)
    values ('test', 'c-1', 1, 'CPB', 1, 'breakout', 5, 'A test', now());
  ${["a-1", "a-2", "a-4", "a-5"].map((key) => decision(key)).join(";")};
  ${order("a-1")};
  ${order("a-4")};
  ${fill(50)};
  ${position("a-1", "CPB")};
  insert into position_monitor_status (position_id, position_key, symbol) values (1, 'a-1', 'CPB');
  ${adjustment("d-1")};
  ${reconciliation("test")};
  select ops.take_lease('${trader}', 'test', 'test', 3600000);`;

export function decision(key: string): string {
  return `insert into decisions (decision_key, account, cycle_id, session_date, symbol, action,
      reasons, reasoning, refusals, parameter_version, at)
    values ('${key}', 'test', 'c-1', '2026-06-15', 'CPB', 'entry', '{x}', 'x', '[]', 'p-1', now())`;
}

export function order(key: string): string {
  return `insert into orders (client_order_id, account, position_key, cycle_id, security_id, session_date,
      symbol, side, position_side, order_purpose, trigger, quantity, limit_price, status, at)
    values ('${key}', 'test', '${key}', 'c-1', 1, '2026-06-15',
      'CPB', 'buy', 'long', 'entry', 'breakout', 100, 10, 'intent', now())`;
}

export function fill(cumulative: number): string {
  return `insert into ops.fills (client_order_id, cumulative_quantity, quantity, value, fee, at)
    values ('a-1', ${cumulative}, 50, 500, 1, now())`;
}

export function position(key: string, symbol: string): string {
  return `insert into positions (position_key, account, security_id, symbol, side, quantity, cost,
      entry_quantity, entry_value, entry_reason, fees, high_watermark, status, broker_code, currency, opened_at)
    values ('${key}', 'test', 1, '${symbol}', 'long', 50, 500, 50, 500, 'breakout', 1, 10, 'open', 'PRACTICE', 'USD', now())`;
}

export function adjustment(id: string): string {
  return `insert into ops.adjustments (adjustment_id, account, kind, session_date, symbol, position_key,
      quantity, cost, cash, reason, at)
    values ('${id}', 'test', 'position', '2026-06-15', 'CPB', 'a-1', -10, -100, 0, 'A test', now())`;
}

export function reconciliation(account: string): string {
  return `insert into ops.reconciliations (account, at, outcome, note, matched, differences, orphans)
    values ('${account}', now(), 'equal', 'A test', 2, '[]', '[]')`;
}

/** Without a fence the column is not named either: not everybody may write it. */
export function journal(agent: string, kind: string, fence?: number): string {
  const values = `'${agent}', '${kind}', 'a-1', now(), '{}'`;
  return fence === undefined
    ? `insert into ops.journal (agent, kind, subject, at, body) values (${values})`
    : `insert into ops.journal (agent, kind, subject, at, body, fence) values (${values}, ${fence})`;
}
