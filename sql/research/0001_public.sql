-- What the agents share: the seed's eight tables, with its names. All times are database time, for
-- minds run on machine time; amounts are US dollars, exact to a millionth; confidence is 0 to 1.
--
-- Everybody reads everything; each agent writes under its own name only (policies at the end).

create table ops.parties (
  party varchar(50) primary key
);
comment on table ops.parties is 'Who may send and receive: the agents and the operator. Whoever is retired has no row, and nothing reaches it.';
insert into ops.parties values ('dev_claude'), ('intl_claude'), ('big_bro'), ('operator');

create table claude_state (
  agent_id            varchar(50)    primary key references ops.parties check (agent_id <> 'operator'),
  current_mode        varchar(50)    not null default 'sleeping'
    check (current_mode in ('sleeping', 'awake', 'thinking', 'trading', 'researching', 'error')),
  last_wake_at        timestamptz(3),
  last_think_at       timestamptz(3),
  last_action_at      timestamptz(3),
  last_poll_at        timestamptz(3),
  api_spend_today     numeric(18, 6) not null default 0 check (api_spend_today >= 0 and api_spend_today < 9007199254),
  api_spend_month     numeric(18, 6) not null default 0 check (api_spend_month >= 0 and api_spend_month < 9007199254),
  daily_budget        numeric(18, 6) not null default 5 check (daily_budget >= 0 and daily_budget < 9007199254),
  current_schedule    varchar(100),
  next_scheduled_wake timestamptz(3),
  status_message      text,
  error_count_today   integer        not null default 0 check (error_count_today >= 0),
  last_error          text,
  last_error_at       timestamptz(3),
  created_at          timestamptz(3) not null default clock_timestamp(),
  updated_at          timestamptz(3) not null default clock_timestamp(),

  constraint claude_state_error_has_time check ((last_error is null) = (last_error_at is null))
);
comment on table claude_state is 'One row per agent: what it is doing, and what it has spent.';
comment on column claude_state.api_spend_today is 'US dollars spent on Claude in the agent''s budget day, for display: what may still be spent is told by ops.ai_calls';
comment on column claude_state.api_spend_month is 'US dollars spent on Claude in the month of the budget day';
comment on column claude_state.daily_budget is 'US dollars per budget day: the market''s date, UTC for big_bro';
comment on column claude_state.last_poll_at is 'When it last looked for messages';
comment on column claude_state.current_schedule is 'Its schedule in words';
insert into claude_state (agent_id, daily_budget) values ('dev_claude', 5), ('intl_claude', 5), ('big_bro', 10);

create table claude_messages (
  id                integer        generated always as identity primary key,
  message_uuid      uuid           not null unique default gen_random_uuid(),
  from_agent        varchar(50)    not null references ops.parties,
  to_agent          varchar(50)    not null references ops.parties,
  msg_type          varchar(50)    not null
    check (msg_type in ('message', 'signal', 'question', 'task', 'response', 'alert', 'escalation')),
  priority          varchar(20)    not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  subject           varchar(500)   not null,
  body              text,
  data              jsonb          not null default '{}' check (jsonb_typeof(data) = 'object'),
  reply_to_id       integer        references claude_messages,
  thread_id         uuid           references claude_messages (message_uuid),
  status            varchar(20)    not null default 'pending'
    check (status in ('pending', 'read', 'processed', 'archived')),
  created_at        timestamptz(3) not null default clock_timestamp(),
  read_at           timestamptz(3),
  processed_at      timestamptz(3),
  expires_at        timestamptz(3),
  requires_response boolean        not null default false,
  response_deadline timestamptz(3),

  constraint claude_messages_go_elsewhere check (from_agent <> to_agent),
  constraint claude_messages_status_has_time check (
    case status when 'pending' then read_at is null and processed_at is null
      when 'read' then read_at is not null and processed_at is null
      when 'processed' then read_at is not null and processed_at is not null
      else true end
  ),
  constraint claude_messages_deadline_asks check (response_deadline is null or requires_response)
);
create index claude_messages_waiting on claude_messages (to_agent, created_at) where status in ('pending', 'read');
comment on table claude_messages is 'Messages between agents and the operator. Read is not done: until processed, a message is delivered again.';
comment on column claude_messages.priority is 'urgent, high, normal, low; the older first within each';
comment on column claude_messages.thread_id is 'message_uuid of the message that began the thread; null on that one';
comment on column claude_messages.status is 'Never an approval: those are rows of their own, bound to what they permit';
comment on column claude_messages.expires_at is 'Not delivered from then on; null never';

create table claude_observations (
  id               integer        generated always as identity primary key,
  agent_id         varchar(50)    not null references claude_state,
  source_id        varchar(100),
  source_db        varchar(50),
  observation_type varchar(50)    not null
    check (observation_type in ('market', 'pattern', 'anomaly', 'insight', 'error', 'system', 'thinking', 'concern', 'milestone')),
  subject          varchar(200),
  content          text           not null,
  confidence       numeric(3, 2)  check (confidence between 0 and 1),
  horizon          varchar(10)    check (horizon in ('h1', 'h2', 'h3')),
  market           varchar(10)    check (market in ('US', 'HKEX', 'global')),
  tags             jsonb          not null default '[]' check (jsonb_typeof(tags) = 'array'),
  created_at       timestamptz(3) not null default clock_timestamp(),
  expires_at       timestamptz(3),
  acted_upon       boolean        not null default false,
  action_taken     text,
  action_at        timestamptz(3),

  constraint claude_observations_source_is_whole check ((source_id is null) = (source_db is null)),
  constraint claude_observations_action_is_whole check (
    acted_upon = (action_at is not null) and (acted_upon or action_taken is null)
  )
);
create index claude_observations_recent on claude_observations (agent_id, created_at desc);
comment on table claude_observations is 'What an agent has noticed. It claims nothing yet: a claim is a learning.';
comment on column claude_observations.source_id is 'Key of what was noticed, in source_db; null if it is not one row';
comment on column claude_observations.confidence is '0 to 1, as the agent puts it; null if it does not';
comment on column claude_observations.horizon is 'Matters for: h1 days to weeks, h2 months, h3 years';

create table claude_learnings (
  id                 integer        generated always as identity primary key,
  agent_id           varchar(50)    not null references claude_state,
  source_id          varchar(100),
  source_db          varchar(50),
  category           varchar(50)    not null
    check (category in ('trading', 'broker', 'pattern', 'market', 'system', 'mistake')),
  learning           text           not null,
  source             varchar(200),
  context            text,
  confidence         numeric(3, 2)  not null default 0.5 check (confidence between 0 and 1),
  times_validated    integer        not null default 0 check (times_validated >= 0),
  times_contradicted integer        not null default 0 check (times_contradicted >= 0),
  applies_to_markets jsonb          not null default '["global"]'
    check (jsonb_typeof(applies_to_markets) = 'array' and applies_to_markets <@ '["US", "HKEX", "global"]'),
  last_validated_at  timestamptz(3),
  created_at         timestamptz(3) not null default clock_timestamp(),
  updated_at         timestamptz(3) not null default clock_timestamp(),

  constraint claude_learnings_source_is_whole check ((source_id is null) = (source_db is null)),
  constraint claude_learnings_validated_has_time check ((times_validated > 0) = (last_validated_at is not null))
);
create index claude_learnings_of_agent on claude_learnings (agent_id, category);
comment on table claude_learnings is 'What an agent claims to have learned. Its words change no parameter: statistics and the operator do.';
comment on column claude_learnings.source is 'What it was learned from, in words; source_id and source_db name a row';
comment on column claude_learnings.confidence is '0 to 1; a validation adds 0.05, a contradiction takes 0.10';
comment on column claude_learnings.times_validated is 'By statistics, never by the agent that claims it; times_contradicted likewise';
comment on column claude_learnings.applies_to_markets is 'List of US, HKEX or global';

create table claude_questions (
  id                 integer        generated always as identity primary key,
  agent_id           varchar(50)    references claude_state,
  question           text           not null,
  context            text,
  horizon            varchar(10)    not null check (horizon in ('h1', 'h2', 'h3', 'perpetual')),
  priority           integer        not null default 5 check (priority between 1 and 10),
  category           varchar(50),
  status             varchar(20)    not null default 'open'
    check (status in ('open', 'investigating', 'answered', 'parked')),
  current_hypothesis text,
  evidence_for       text,
  evidence_against   text,
  answer             text,
  think_frequency    varchar(20)    not null check (think_frequency in ('daily', 'weekly', 'monthly')),
  last_thought_at    timestamptz(3),
  next_think_at      timestamptz(3),
  created_at         timestamptz(3) not null default clock_timestamp(),
  answered_at        timestamptz(3),

  constraint claude_questions_answered_is_whole check (
    (status = 'answered') = (answered_at is not null and answer is not null)
  )
);
create index claude_questions_due on claude_questions (next_think_at) where status in ('open', 'investigating');
comment on table claude_questions is 'What the agents keep thinking about.';
comment on column claude_questions.agent_id is 'Whose it is; null is everybody''s, kept by big_bro and the operator';
comment on column claude_questions.horizon is 'h1 days to weeks, h2 months, h3 years; perpetual is never done';
comment on column claude_questions.priority is '10 is thought about first, 1 last';
comment on column claude_questions.next_think_at is 'Due from then on; null is due at once';

insert into claude_questions (priority, horizon, think_frequency, category, question) values
  (10, 'perpetual', 'weekly', 'method',
    'How do we know that an edge is real: not luck, not a look into the future, not fees left out?'),
  (9, 'h1', 'daily', 'pattern',
    'Which entry patterns and exits earn money after fees in US and in Hong Kong stocks, and under which conditions do they stop?'),
  (8, 'h1', 'daily', 'mistake',
    'What do our losing trades and our mistakes have in common, and which rule would have prevented each?'),
  (8, 'h2', 'weekly', 'market',
    'How do the two markets differ, and does what happens in one tell anything about the other?'),
  (7, 'h2', 'weekly', 'news',
    'When is news a catalyst, and when is it already in the price?'),
  (6, 'perpetual', 'monthly', 'mission',
    'How can this serve people who could never pay for it: at less cost, with less risk, in words they can check?');

create table claude_conversations (
  id                  integer        generated always as identity primary key,
  agent_id            varchar(50)    not null references claude_state,
  with_whom           varchar(50)    not null references ops.parties,
  summary             text           not null,
  key_decisions       jsonb          not null default '[]' check (jsonb_typeof(key_decisions) = 'array'),
  action_items        jsonb          not null default '[]' check (jsonb_typeof(action_items) = 'array'),
  learnings_extracted jsonb          not null default '[]' check (jsonb_typeof(learnings_extracted) = 'array'),
  conversation_at     timestamptz(3) not null default clock_timestamp(),
  importance          varchar(20)    not null default 'normal' check (importance in ('low', 'normal', 'high', 'critical')),
  created_at          timestamptz(3) not null default clock_timestamp(),

  constraint claude_conversations_have_two check (agent_id <> with_whom)
);
create index claude_conversations_recent on claude_conversations (agent_id, conversation_at desc);
comment on table claude_conversations is 'What was talked about and agreed, as the agent that writes it remembers.';
comment on column claude_conversations.key_decisions is 'List of sentences, as are action_items and learnings_extracted';

create table claude_thinking (
  id               integer        generated always as identity primary key,
  agent_id         varchar(50)    not null references claude_state,
  thinking_type    varchar(50)    not null
    check (thinking_type in ('daily_review', 'weekly_strategy', 'deep_research', 'problem_solving')),
  topic            text           not null,
  thinking_process text,
  conclusions      text,
  action_items     jsonb          not null default '[]' check (jsonb_typeof(action_items) = 'array'),
  duration_seconds integer        generated always as (round(extract(epoch from completed_at - started_at))::integer) stored,
  tokens_used      integer        check (tokens_used >= 0),
  api_cost         numeric(18, 6) not null default 0 check (api_cost >= 0 and api_cost < 9007199254),
  started_at       timestamptz(3) not null default clock_timestamp(),
  completed_at     timestamptz(3),
  model_used       varchar(50),

  constraint claude_thinking_ends_after_start check (completed_at >= started_at),
  constraint claude_thinking_concluded_is_complete check (conclusions is null or completed_at is not null)
);
create index claude_thinking_recent on claude_thinking (agent_id, started_at desc);
comment on table claude_thinking is 'One session of thinking each, from its start; without an end it was cut off.';
comment on column claude_thinking.api_cost is 'US dollars';
comment on column claude_thinking.tokens_used is 'In and out together; null while nobody was asked, as is model_used';
comment on column claude_thinking.action_items is 'List of sentences';

create table sync_log (
  id           integer        generated always as identity primary key,
  source_db    varchar(50)    not null,
  source_table varchar(50)    not null,
  source_id    varchar(100)   not null,
  target_table varchar(50)    not null,
  target_id    varchar(100)   not null,
  synced_at    timestamptz(3) not null default clock_timestamp(),
  synced_by    varchar(50)    not null references claude_state,

  unique (source_db, source_table, source_id)
);
comment on table sync_log is 'What was carried here from a trading database, once each.';
comment on column sync_log.source_id is 'Key of the row there; target_id is its key here';

create trigger touch before update on claude_state for each row execute function ops.touch();
create trigger touch before update on claude_learnings for each row execute function ops.touch();

-- Policies. Which tables and columns a login may touch at all is up to its grants; this says which
-- rows. Everything is read by all. What may be written is under the writer's own name, except what
-- has no policy here: no login deletes, and none but the owner writes for another.
--
-- `mine` is the condition under which a row is the current user's to insert, `changed` to update.
-- The operator speaks through the login api.
create function ops.guard(relation regclass, mine text, changed text default null)
  returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', relation);
  execute format('create policy reading on %s for select using (true)', relation);
  execute format('create policy inserting on %s for insert with check (%s)', relation, mine);
  execute format('create policy updating on %s for update using (%s) with check (%2$s)',
    relation, coalesce(changed, mine));
end $$;
comment on function ops.guard is 'Row level security of a table: all read, each writes its own, the owner all.';
revoke execute on function ops.guard from public;

select ops.guard('claude_state', 'agent_id = current_user');
select ops.guard('claude_messages',
  $$from_agent = case current_user when 'api' then 'operator' else current_user end$$,
  $$to_agent = case current_user when 'api' then 'operator' else current_user end$$);
select ops.guard('claude_observations', 'agent_id = current_user');
select ops.guard('claude_learnings', 'agent_id = current_user');
select ops.guard('claude_questions',
  $$agent_id = current_user or agent_id is null and current_user in ('big_bro', 'api')$$);
select ops.guard('claude_conversations', 'agent_id = current_user');
select ops.guard('claude_thinking', 'agent_id = current_user');
select ops.guard('sync_log', 'synced_by = current_user');
