-- A trading database: its agent writes what its books need and reads the rest. The other trader and
-- the mind do not even connect; big_bro reads only what dev_claude does here, and of intl_claude what
-- is carried to catalyst_research.
--
-- TRADER is the agent whose books these are, WRITERS are it and the sentinel that stands in for it
-- (each under the lease), READERS all who connect.

do $do$
declare
  trader  constant text := current_setting('catalyst.agent');
  writers constant text := concat_ws(', ', trader, 'sentinel');
  readers constant text := concat_ws(', ', writers, 'api', case trader when 'dev_claude' then 'big_bro' end);
begin
  execute format('grant connect on database %I to %s', current_database(), readers);
  execute replace(replace(replace($grants$

grant usage on schema public, ops to READERS;
grant select on all tables in schema public, ops to READERS;
grant execute on function ops.seal to WRITERS, api;

-- The lease, and what is written under it.
grant execute on function ops.take_lease, ops.renew_lease, ops.release_lease, ops.require_fence
  to WRITERS;
grant insert (agent, fence, kind, subject, at, body) on ops.journal to WRITERS;
grant insert (session_date, last_number), update (last_number) on ops.counters to WRITERS;
grant insert (state, cause, reason, at) on ops.trading_states to WRITERS;
grant insert (agent, severity, kind, message) on ops.alerts to WRITERS;

grant insert (symbol, exchange, lot_size) on securities to WRITERS;

grant
  insert (cycle_id, account, date, mode, started_at, ended_at, daily_pnl, notes),
  update (positions_opened, positions_closed)
  on trading_cycles to WRITERS;

grant
  insert (decision_key, account, cycle_id, session_date, position_id, symbol, action, reasons,
    reasoning, refusals, parameter_version, at)
  on decisions to WRITERS;

-- What was ordered stays; only what became of it moves. So it is with positions.
grant
  insert (client_order_id, account, position_id, position_key, cycle_id, security_id, session_date,
    symbol, side, position_side, order_purpose, trigger, quantity, order_type, limit_price,
    stop_price, status, reason, broker_order_id, filled_quantity, filled_value, fees,
    entry_volume_ppm, cancel_asked_at, cancel_asks, at),
  update (position_id, status, reason, broker_order_id, filled_quantity, filled_value, fees,
    cancel_asked_at, cancel_asks, submitted_at, filled_at, cancelled_at)
  on orders to WRITERS;

grant
  insert (client_order_id, cumulative_quantity, quantity, value, fee, execution_id, at)
  on ops.fills to WRITERS;

grant
  insert (position_key, account, cycle_id, security_id, symbol, side, quantity, cost,
    entry_quantity, entry_value, entry_reason, entry_volume_ppm, realized_pnl, fees, high_watermark,
    tightened_ppm, reviews, reviewed_bars, overnight, protection, status, broker_code, currency,
    opened_at, closed_at),
  update (quantity, cost, entry_quantity, entry_value, exit_quantity, exit_value, exit_reason,
    adjusted_quantity, realized_pnl, fees, unrealized_pnl, unrealized_pnl_pct, high_watermark,
    tightened_ppm, reviews, reviewed_bars, overnight, protection, status, closed_at)
  on positions to WRITERS;

-- Whoever stands in compares with the venue as well.
grant
  insert (adjustment_id, account, kind, session_date, symbol, position_key, quantity, cost, cash,
    reason, at)
  on ops.adjustments to WRITERS;
grant
  insert (account, at, outcome, note, matched, differences, orphans),
  update (at, outcome, note, matched, differences, orphans)
  on ops.reconciliations to WRITERS;

grant
  insert (position_id, position_key, symbol, status, started_at),
  update (status, advice, signal_strength, hold_signals, exit_signals, recommendation_reason,
    last_price, high_watermark, current_pnl_pct, last_rsi, last_macd_signal, last_vwap_position,
    last_ema20_position, checks_completed, last_check_at, next_check_at)
  on position_monitor_status to WRITERS;

-- An account is opened with its cash once; afterwards only fills and adjustments move it.
grant update (cash) on ops.accounts to WRITERS;
grant insert (account, agent, currency, opening_cash, cash) on ops.accounts to TRADER;

-- What no exit needs is the agent's alone.
grant
  insert (account, session_date, status, started_at, ended_at, starting_capital, ending_capital),
  update (status, ended_at, ending_capital, realized_pnl, total_trades, winning_trades, losing_trades)
  on trading_sessions to TRADER;

grant
  insert (account, cycle_id, security_id, symbol, rank, setup, score_ppm, selection_reason, scanned_at)
  on scan_results to TRADER;

-- Without its approval: what the operator permitted, the operator's own tools write down.
grant insert (parameter_version, agent, thresholds) on ops.parameter_versions to TRADER;

-- The API asks and the agent obeys, once.
grant insert (kind, subject, reason, requested_by, key) on ops.commands to api;
grant update (obeyed_at, outcome) on ops.commands to TRADER;
grant insert (agent, kind, subject, at, body) on ops.journal to api;
grant update (acknowledged_by) on ops.alerts to api;

drop policy if exists standing_in on ops.journal;
create policy standing_in on ops.journal for insert
  with check (current_user = 'sentinel' and agent = 'TRADER');

drop policy if exists asking on ops.journal;
create policy asking on ops.journal for insert
  with check (current_user = 'api' and agent = 'operator' and kind = 'command');

alter table ops.commands enable row level security;
drop policy if exists reading on ops.commands;
create policy reading on ops.commands for select using (true);
drop policy if exists asking on ops.commands;
create policy asking on ops.commands for insert with check (true);
drop policy if exists obeying on ops.commands;
create policy obeying on ops.commands for update
  using (obeyed_at is null) with check (obeyed_at is not null);

alter table ops.alerts enable row level security;
drop policy if exists reading on ops.alerts;
create policy reading on ops.alerts for select using (true);
drop policy if exists telling on ops.alerts;
create policy telling on ops.alerts for insert with check (acknowledged_by is null);
drop policy if exists acknowledging on ops.alerts;
create policy acknowledging on ops.alerts for update
  using (acknowledged_by is null) with check (acknowledged_by is not null);

$grants$, 'TRADER', trader), 'WRITERS', writers), 'READERS', readers);
end $do$;
