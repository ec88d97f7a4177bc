/** Rows of catalyst_research that the acts of the matrix act on. @module */

export const AGENTS = ["dev_claude", "intl_claude", "big_bro"] as const;
export const TRADERS = ["dev_claude", "intl_claude"] as const;
export type Agent = typeof AGENTS[number];
export type Carrier = typeof TRADERS[number];

const SOURCES = { dev_claude: "catalyst_dev", intl_claude: "catalyst_intl" };

/** Rows to act on, of every agent; run by the owner. */
export const RESEARCH_ROWS = [
  `insert into claude_messages (from_agent, to_agent, msg_type, subject) values
    ('big_bro', 'dev_claude', 'task', 'x'), ('dev_claude', 'intl_claude', 'signal', 'x'),
    ('intl_claude', 'big_bro', 'question', 'x'), ('dev_claude', 'operator', 'alert', 'x')`,
  ...AGENTS.flatMap((agent) => [
    observation(agent),
    learning(agent),
    question(`'${agent}'`),
    thinking(agent),
    reserve(agent, `${agent}-1`),
    alert(agent),
  ]),
  `select ops.take_lease('big_bro', 'test', 'test', 3600000)`,
  ...TRADERS.flatMap((agent) => [trade(agent, "t-1"), log(agent, "t-1")]),
].join(";\n");

export function observation(agent: Agent): string {
  return `insert into claude_observations (agent_id, observation_type, content)
    values ('${agent}', 'market', 'x')`;
}

export function learning(agent: Agent): string {
  return `insert into claude_learnings (agent_id, category, learning)
    values ('${agent}', 'pattern', 'x')`;
}

export function question(agent: string): string {
  return `insert into claude_questions (agent_id, question, horizon, think_frequency)
    values (${agent}, 'x', 'h1', 'daily')`;
}

export function thinking(agent: Agent): string {
  return `insert into claude_thinking (agent_id, thinking_type, topic)
    values ('${agent}', 'daily_review', 'x')`;
}

export function reserve(agent: Agent, call: string): string {
  return `insert into ops.ai_calls (call_id, agent, budget_day, model, reserved_usd)
    values ('${call}', '${agent}', '2026-06-15', 'x', 0.1)`;
}

export function alert(agent: Agent): string {
  return `insert into ops.alerts (agent, severity, kind, message) values ('${agent}', 'info', 'x', 'x')`;
}

export function message(from: string, to: string): string {
  return `insert into claude_messages (from_agent, to_agent, msg_type, subject)
    values ('${from}', '${to}', 'message', 'x')`;
}

export function trade(agent: Agent, key: string): string {
  return `insert into ops.trades (agent, trade_key, status, market, currency, symbol, side, setup, quantity,
      entry_value, exit_quantity, exit_value, realized_pnl, fees, opened_at, closed_at, session_date,
      entry_reason, exit_trigger, exit_reason, parameter_version, high_watermark, tightened_ppm, reviews, orders, fills)
    values ('${agent}', '${key}', 'closed', 'US', 'USD', 'CPB', 'long', 'breakout', 1,
      10, 1, 11, 1, 0, now(), now(), '2026-06-15', 'x', 'x', 'x', 'p-1', 11, 0, 0, '[]', '[]')`;
}

export function tradeDecision(agent: Agent): string {
  return `insert into ops.trade_decisions (agent, trade_key, decision_key, cycle_id, session_date, symbol, action,
      reasons, refusals, parameter_version, at)
    values ('${agent}', 't-1', 'd-1', 'c-1', '2026-06-15', 'CPB', 'entry', '{x}', '[]', 'p-1', now())`;
}

export function log(agent: Carrier, key: string): string {
  return `insert into sync_log (source_db, source_table, source_id, target_table, target_id, synced_by)
    values ('${
    SOURCES[agent]
  }', 'positions', '${key}', 'ops.trades', '${key}', '${agent}')`;
}
