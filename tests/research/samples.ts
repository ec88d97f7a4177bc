/** One good row for each table of catalyst_research, and the words its columns know. @module */

type Sample = Record<string, string | number | null>;

/** Complete but for what the database fills in itself. */
export const SAMPLES: Record<string, Sample> = {
  claude_messages: {
    from_agent: "dev_claude",
    to_agent: "big_bro",
    msg_type: "message",
    subject: "A sample",
  },
  claude_observations: {
    agent_id: "dev_claude",
    observation_type: "market",
    content: "A sample",
  },
  claude_learnings: {
    agent_id: "dev_claude",
    category: "trading",
    learning: "A sample",
  },
  claude_questions: {
    agent_id: "dev_claude",
    question: "A sample?",
    horizon: "h1",
    think_frequency: "daily",
  },
  claude_conversations: {
    agent_id: "dev_claude",
    with_whom: "operator",
    summary: "A sample",
  },
  claude_thinking: {
    agent_id: "dev_claude",
    thinking_type: "daily_review",
    topic: "A sample",
  },
  sync_log: {
    source_db: "catalyst_dev",
    source_table: "positions",
    source_id: "t0",
    target_table: "ops.trades",
    target_id: "t0",
    synced_by: "dev_claude",
  },
  "ops.trades": {
    agent: "dev_claude",
    trade_key: "t0",
    status: "closed",
    market: "US",
    currency: "USD",
    symbol: "CPB",
    side: "long",
    setup: "breakout",
    quantity: 100,
    entry_value: "8600",
    exit_quantity: 100,
    exit_value: "9000",
    realized_pnl: "400",
    fees: "2",
    opened_at: "2026-06-15T14:00:00Z",
    closed_at: "2026-06-15T15:00:00Z",
    session_date: "2026-06-15",
    entry_reason: "A sample",
    exit_trigger: "stop_loss_hit",
    exit_reason: "A sample",
    parameter_version: "dev_claude-p1",
    high_watermark: "91",
    tightened_ppm: 0,
    reviews: 0,
    orders: "[]",
    fills: "[]",
  },
  "ops.ai_calls": {
    call_id: "c-1",
    agent: "dev_claude",
    budget_day: "2026-06-15",
    model: "a model",
    reserved_usd: "0.002",
  },
  "ops.alerts": {
    agent: "dev_claude",
    severity: "info",
    kind: "sample",
    message: "A sample",
  },
};

/** Every state word there is; the database takes these and no others. */
export const WORDS: Record<string, string> = {
  "claude_messages.msg_type":
    "message signal question task response alert escalation",
  "claude_messages.priority": "low normal high urgent",
  "claude_messages.status": "pending read processed archived",
  "claude_observations.observation_type":
    "market pattern anomaly insight error system thinking concern milestone",
  "claude_observations.horizon": "h1 h2 h3",
  "claude_observations.market": "US HKEX global",
  "claude_learnings.category": "trading broker pattern market system mistake",
  "claude_questions.horizon": "h1 h2 h3 perpetual",
  "claude_questions.status": "open investigating answered parked",
  "claude_questions.think_frequency": "daily weekly monthly",
  "claude_conversations.importance": "low normal high critical",
  "claude_thinking.thinking_type":
    "daily_review weekly_strategy deep_research problem_solving",
  "ops.trades.status": "closed reopened",
  "ops.trades.market": "US HKEX",
  "ops.trades.currency": "USD HKD",
  "ops.trades.side": "long short",
  "ops.ai_calls.status": "reserved settled forfeited",
  "ops.alerts.severity": "info warning critical",
};

const NOW = "2026-06-15T15:00:00Z";

/** What some words bring with them, so that the row stays whole. */
export const WITH: Record<string, Sample> = {
  read: { read_at: NOW },
  processed: { read_at: NOW, processed_at: NOW },
  answered: { answered_at: NOW, answer: "A sample" },
  reopened: { closed_at: null },
  settled: { settled_usd: "0.001", settled_at: NOW },
  forfeited: { settled_at: NOW },
};
