-- What the agents share: each reads everything and writes under its own name only (the policies of
-- research/*.sql), never what others are to judge or to grant it. The mind and the sentinel do not
-- connect.

do $do$
begin
  execute format('grant connect on database %I to dev_claude, intl_claude, big_bro, api',
    current_database());
end $do$;

grant usage on schema public, ops to dev_claude, intl_claude, big_bro, api;
grant select on all tables in schema public, ops to dev_claude, intl_claude, big_bro, api;
grant execute on function ops.seal to dev_claude, intl_claude, big_bro, api;
grant insert (agent, kind, subject, at, body) on ops.journal to dev_claude, intl_claude, big_bro;
grant insert (agent, severity, kind, message) on ops.alerts to dev_claude, intl_claude, big_bro;

-- big_bro has no books: what makes it the only one of its kind is a lease here.
grant execute on function ops.take_lease, ops.renew_lease, ops.release_lease, ops.require_fence
  to big_bro;

-- All but its budget.
grant
  update (current_mode, last_wake_at, last_think_at, last_action_at, last_poll_at, api_spend_today,
    api_spend_month, current_schedule, next_scheduled_wake, status_message, error_count_today,
    last_error, last_error_at)
  on claude_state to dev_claude, intl_claude, big_bro;

-- The operator writes and reads through the API.
grant
  insert (from_agent, to_agent, msg_type, priority, subject, body, data, reply_to_id, thread_id,
    expires_at, requires_response, response_deadline),
  update (status, read_at, processed_at)
  on claude_messages to dev_claude, intl_claude, big_bro, api;
grant update (acknowledged_by) on ops.alerts to api;

grant
  insert (agent_id, source_id, source_db, observation_type, subject, content, confidence, horizon,
    market, tags, expires_at),
  update (acted_upon, action_taken, action_at)
  on claude_observations to dev_claude, intl_claude, big_bro;

-- A claim begins unjudged: confidence and counts are what validation makes of it.
grant
  insert (agent_id, source_id, source_db, category, learning, source, context, applies_to_markets)
  on claude_learnings to dev_claude, intl_claude, big_bro;
grant
  update (confidence, times_validated, times_contradicted, last_validated_at)
  on claude_learnings to big_bro;

drop policy if exists judging on claude_learnings;
create policy judging on claude_learnings for update
  using (current_user = 'big_bro' and agent_id <> current_user);
drop policy if exists not_its_own on claude_learnings;
create policy not_its_own on claude_learnings as restrictive for update
  using (current_user <> 'big_bro' or agent_id <> current_user);

grant
  insert (agent_id, question, context, horizon, priority, category, current_hypothesis,
    think_frequency, next_think_at),
  update (priority, status, current_hypothesis, evidence_for, evidence_against, answer,
    think_frequency, last_thought_at, next_think_at, answered_at)
  on claude_questions to dev_claude, intl_claude, big_bro;

grant
  insert (agent_id, with_whom, summary, key_decisions, action_items, learnings_extracted,
    conversation_at, importance)
  on claude_conversations to dev_claude, intl_claude, big_bro;

-- Written when it begins, completed when it ends.
grant
  insert (agent_id, thinking_type, topic, thinking_process, conclusions, action_items, tokens_used,
    api_cost, started_at, completed_at, model_used),
  update (thinking_process, conclusions, action_items, tokens_used, api_cost, completed_at,
    model_used)
  on claude_thinking to dev_claude, intl_claude, big_bro;

-- The ledger of AI spend.
grant
  insert (call_id, agent, budget_day, model, reserved_usd),
  update (status, settled_usd, settled_at)
  on ops.ai_calls to dev_claude, intl_claude, big_bro;

-- What traders carry from their books; big_bro has none.
grant update (seq, carried_at) on ops.carriers to dev_claude, intl_claude;

grant
  insert (source_db, source_table, source_id, target_table, target_id, synced_by)
  on sync_log to dev_claude, intl_claude;

grant
  insert (agent, trade_key, status, market, currency, symbol, side, setup, quantity, entry_value,
    exit_quantity, exit_value, realized_pnl, fees, opened_at, closed_at, session_date, entry_reason,
    exit_trigger, exit_reason, parameter_version, entry_volume_ppm, high_watermark, tightened_ppm,
    reviews, overnight, orders, fills),
  update (agent, trade_key, status, market, currency, symbol, side, setup, quantity, entry_value,
    exit_quantity, exit_value, realized_pnl, fees, opened_at, closed_at, session_date, entry_reason,
    exit_trigger, exit_reason, parameter_version, entry_volume_ppm, high_watermark, tightened_ppm,
    reviews, overnight, orders, fills, revised_at, revisions)
  on ops.trades to dev_claude, intl_claude;

grant
  insert (agent, trade_key, decision_key, cycle_id, session_date, symbol, action, reasons, refusals,
    parameter_version, at)
  on ops.trade_decisions to dev_claude, intl_claude;
