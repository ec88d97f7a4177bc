-- What an agent that runs needs of its books: a state for books that do not equal the venue's,
-- commands that are asked for once, alerts that are told once, numbers drawn in blocks.

alter table ops.trading_states
  drop constraint trading_states_cause_check,
  add constraint trading_states_cause_check
    check (cause in ('start', 'day_limit', 'operator', 'reconciliation'));
comment on column ops.trading_states.cause is 'Who or what set it; reconciliation: the books did not equal the venue''s, and lifted once they do';

alter table ops.commands add column key varchar(100) unique;
comment on column ops.commands.key is 'The asker''s own key: asked again under the same one, it is the same command; null: no key';
create index commands_pending on ops.commands (command_id) where obeyed_at is null;

create unique index alerts_told_once on ops.alerts (agent, kind, md5(message))
  where acknowledged_by is null;

comment on table ops.counters is 'The last number drawn for a session, for keys: none is given twice.';
comment on column ops.counters.last_number is 'Drawn in blocks: what a process did not use of its last block is never given';
