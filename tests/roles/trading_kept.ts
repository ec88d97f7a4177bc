/** What is on record in a trading database and no login may change, and what only the operator gives. @module */

const HASH = "0".repeat(64);

export const KEPT: [what: string, sql: string][] = [
  [
    "change an order's id",
    "update orders set client_order_id = 'a-5' where client_order_id = 'a-4'",
  ],
  ["change an order's symbol", "update orders set symbol = 'NEW'"],
  ["change an order's side", "update orders set side = 'buy'"],
  ["change an order's quantity", "update orders set quantity = 200"],
  ["change an order's limit", "update orders set limit_price = 11"],
  ["change an order's stop", "update orders set stop_price = null"],
  ["change an order's type", "update orders set order_type = 'limit'"],
  [
    "change an order's purpose",
    "update orders set order_purpose = 'scale_in'",
  ],
  ["backdate an order", "update orders set at = 'epoch'"],
  ["change a decision", "update decisions set reasons = '{y}'"],
  [
    "change what a decision was made with",
    "update decisions set parameter_version = 'p-1'",
  ],
  ["change a fill", "update ops.fills set value = 400"],
  ["change an adjustment", "update ops.adjustments set quantity = -20"],
  [
    "give a comparison to another account",
    "update ops.reconciliations set account = 'more'",
  ],
  ["change a candidate", "update scan_results set rank = 7"],
  [
    "change a trading state",
    "update ops.trading_states set state = 'active'",
  ],
  [
    "change thresholds on record",
    `update ops.parameter_versions set thresholds = '{"a": 1}'`,
  ],
  [
    "approve thresholds on record",
    "update ops.parameter_versions set approval_id = 'ap-1'",
  ],
  [
    "put thresholds on record as approved",
    `insert into ops.parameter_versions (parameter_version, agent, thresholds, approval_id)
      values ('p-3', 'x', '{}', 'ap-1')`,
  ],
  [
    "approve",
    `insert into ops.approvals (approval_id, subject, content_hash, approved_by, expires_at)
      values ('ap-2', 'p-2', '${HASH}', 'operator', now() + interval '1 day')`,
  ],
  ["extend an approval", "update ops.approvals set expires_at = 'infinity'"],
  [
    "change what an account began with",
    "update ops.accounts set opening_cash = 2000",
  ],
  [
    "give an account to another agent",
    "update ops.accounts set agent = 'x'",
  ],
  [
    "move a position to another account",
    "update positions set account = 'more'",
  ],
  [
    "change where a position is held",
    "update positions set broker_code = 'ALPACA'",
  ],
  ["change a position's symbol", "update positions set symbol = 'NEW'"],
  ["change a position's side", "update positions set side = 'long'"],
  [
    "change what a position was opened by",
    "update positions set entry_reason = 'x'",
  ],
  [
    "change what a session began with",
    "update trading_sessions set starting_capital = 7",
  ],
  ["backdate a position's row", "update positions set created_at = 'epoch'"],
  ["change a cycle's mode", "update trading_cycles set mode = 'scan'"],
  [
    "change a session's date",
    "update trading_sessions set session_date = '2026-06-17'",
  ],
  ["change a security's lot", "update securities set lot_size = 7"],
  [
    "add an exchange",
    `insert into exchanges (exchange_code, name, currency, timezone, morning_open, afternoon_close)
      values ('X', 'X', 'USD', 'UTC', '09:00', '10:00')`,
  ],
  [
    "take back that an alert was acknowledged",
    "update ops.alerts set acknowledged_by = null",
  ],
  ["change an alert", "update ops.alerts set message = 'All is well'"],
  [
    "move a sequence",
    "select setval(pg_get_serial_sequence('orders', 'order_id'), 1000)",
  ],
  [
    "forget that a command was obeyed",
    "update ops.commands set obeyed_at = null, outcome = null, kind = 'halt' where command_id = 2",
  ],
  ["change a command", "update ops.commands set kind = 'resume'"],
  [
    "ask for what is obeyed already",
    `insert into ops.commands (kind, reason, requested_by, obeyed_at, outcome)
      values ('halt', 'x', 'operator', now(), 'x')`,
  ],
];
