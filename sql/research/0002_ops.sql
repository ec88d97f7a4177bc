-- What the seed did not have: closed trades carried here, the ledger of AI spend, alerts.

create table ops.carriers (
  source_db  varchar(50)    primary key,
  agent      varchar(50)    not null unique references claude_state,
  seq        bigint         not null default 0 check (seq >= 0),
  carried_at timestamptz(3),

  unique (source_db, agent)
);
comment on table ops.carriers is 'Where each carrier stands: it goes on after this place, whoever runs it.';
comment on column ops.carriers.seq is 'Last place of the sealed journal of source_db that was carried';
comment on column ops.carriers.carried_at is 'Database time of the last move';
insert into ops.carriers (source_db, agent) values ('catalyst_dev', 'dev_claude'), ('catalyst_intl', 'intl_claude');

-- An agent carries from its own books only.
alter table sync_log add constraint sync_log_carrier
  foreign key (source_db, synced_by) references ops.carriers (source_db, agent);

create table ops.trades (
  agent             varchar(50)    not null references claude_state,
  trade_key         varchar(50)    not null,
  status            varchar(20)    not null check (status in ('closed', 'reopened')),
  market            varchar(10)    not null check (market in ('US', 'HKEX')),
  currency          char(3)        not null check (currency in ('USD', 'HKD')),
  symbol            varchar(20)    not null,
  side              varchar(10)    not null check (side in ('long', 'short')),
  setup             varchar(50)    not null,
  quantity          integer        not null check (quantity > 0),
  entry_value       numeric(18, 6) not null check (entry_value > 0 and entry_value < 9007199254),
  entry_price       numeric(18, 6) not null generated always as (round(entry_value / quantity, 6)) stored,
  exit_quantity     integer        not null check (exit_quantity > 0 and exit_quantity <= quantity),
  exit_value        numeric(18, 6) not null check (exit_value >= 0 and exit_value < 9007199254),
  exit_price        numeric(18, 6) not null generated always as (round(exit_value / exit_quantity, 6)) stored,
  realized_pnl      numeric(18, 6) not null check (abs(realized_pnl) < 9007199254),
  fees              numeric(18, 6) not null check (fees >= 0 and fees < 9007199254),
  net_pnl           numeric(18, 6) not null generated always as (realized_pnl - fees) stored,
  net_pnl_pct       numeric(10, 4) generated always as (
    case status when 'closed' then round((realized_pnl - fees) * 100 / entry_value, 4) end) stored,
  opened_at         timestamptz(3) not null,
  closed_at         timestamptz(3),
  session_date      date           not null,
  entry_reason      text           not null,
  exit_trigger      varchar(100)   not null,
  exit_reason       text           not null,
  parameter_version varchar(50)    not null,
  entry_volume_ppm  integer,
  high_watermark    numeric(18, 6) not null check (high_watermark > 0 and high_watermark < 9007199254),
  tightened_ppm     integer        not null check (tightened_ppm >= 0),
  reviews           integer        not null check (reviews >= 0),
  overnight         date,
  orders            jsonb          not null check (jsonb_typeof(orders) = 'array'),
  fills             jsonb          not null check (jsonb_typeof(fills) = 'array'),
  carried_at        timestamptz(3) not null default clock_timestamp(),
  revised_at        timestamptz(3),
  revisions         integer        not null default 0 check (revisions >= 0),

  primary key (agent, trade_key),
  constraint trades_closed_is_whole check (
    (status = 'closed') = (closed_at is not null) and (status = 'reopened' or exit_quantity = quantity)
  ),
  constraint trades_revised_has_time check ((revisions > 0) = (revised_at is not null))
);
create index trades_closed_at on ops.trades (closed_at);
create index trades_setup on ops.trades (market, setup);
comment on table ops.trades is 'Positions that were closed, as the books of the agent have them: what is judged without reaching into a trading database. Amounts are in currency, times market time.';
comment on column ops.trades.trade_key is 'position_key in the agent''s books';
comment on column ops.trades.status is 'reopened: a late fill came after it was closed; it counts again once it is closed again';
comment on column ops.trades.setup is 'Entry pattern that opened it';
comment on column ops.trades.quantity is 'Shares entered in all';
comment on column ops.trades.entry_price is 'Average, rounded for display; exit_price likewise';
comment on column ops.trades.realized_pnl is 'Fees excluded; net_pnl has them taken off';
comment on column ops.trades.net_pnl_pct is 'Percent of the entry value; null while reopened';
comment on column ops.trades.session_date is 'Exchange-local date of the entry';
comment on column ops.trades.entry_reason is 'Reasons of the entry decision, most telling first; exit_reason those of the last exit';
comment on column ops.trades.exit_trigger is 'Signal or rule of the last exit that filled';
comment on column ops.trades.parameter_version is 'Thresholds it was entered by';
comment on column ops.trades.entry_volume_ppm is 'Relative volume at entry, in millionths; null unknown';
comment on column ops.trades.high_watermark is 'Best price seen: the lowest of a short';
comment on column ops.trades.tightened_ppm is 'By how much of cost a review had tightened the stop, in millionths';
comment on column ops.trades.reviews is 'REVIEWs in a row without advice, at the end';
comment on column ops.trades.overnight is 'Session whose close review last let it stay';
comment on column ops.trades.orders is 'Its orders, oldest first, as the books have them: amounts as decimal text';
comment on column ops.trades.fills is 'Its fills, oldest first; amounts as decimal text';
comment on column ops.trades.carried_at is 'Database time, as is revised_at';
comment on column ops.trades.revisions is 'How often a later fill changed it after it was carried';

create table ops.trade_decisions (
  agent             varchar(50)    not null,
  decision_key      varchar(50)    not null,
  trade_key         varchar(50)    not null,
  cycle_id          varchar(50)    not null,
  session_date      date           not null,
  symbol            varchar(20)    not null,
  action            varchar(50)    not null check (action in ('entry', 'skip', 'hold', 'tighten', 'exit', 'cancel')),
  reasons           text[]         not null,
  refusals          jsonb          not null default '[]' check (jsonb_typeof(refusals) = 'array'),
  parameter_version varchar(50)    not null,
  at                timestamptz(3) not null,
  carried_at        timestamptz(3) not null default clock_timestamp(),

  primary key (agent, decision_key),
  foreign key (agent, trade_key) references ops.trades
);
create index trade_decisions_trade on ops.trade_decisions (agent, trade_key);
comment on table ops.trade_decisions is 'Why each carried trade was entered, held, tightened and left.';
comment on column ops.trade_decisions.session_date is 'Exchange-local date';
comment on column ops.trade_decisions.reasons is 'What decided, most telling first';
comment on column ops.trade_decisions.refusals is 'What the gate or the sizing said no to: [{code, message}]';
comment on column ops.trade_decisions.at is 'Market time';
comment on column ops.trade_decisions.carried_at is 'Database time';

create table ops.ai_calls (
  call_id      varchar(100)   primary key,
  agent        varchar(50)    not null references claude_state,
  budget_day   date           not null,
  model        varchar(50)    not null,
  status       varchar(20)    not null default 'reserved' check (status in ('reserved', 'settled', 'forfeited')),
  reserved_usd numeric(18, 6) not null check (reserved_usd > 0 and reserved_usd < 9007199254),
  settled_usd  numeric(18, 6) check (settled_usd >= 0),
  booked_usd   numeric(18, 6) not null generated always as (coalesce(settled_usd, reserved_usd)) stored,
  reserved_at  timestamptz(3) not null default clock_timestamp(),
  settled_at   timestamptz(3),

  constraint ai_calls_within_reserve check (settled_usd <= reserved_usd),
  constraint ai_calls_settled_has_cost check ((status = 'settled') = (settled_usd is not null)),
  constraint ai_calls_open_until_settled check ((status = 'reserved') = (settled_at is null))
);
create index ai_calls_budget on ops.ai_calls (agent, budget_day) include (booked_usd);
comment on table ops.ai_calls is 'The ledger of AI spend: the worst case is reserved before a call and settled after it.';
comment on column ops.ai_calls.budget_day is 'Machine time''s date in the zone of the agent''s market, UTC for big_bro; the day the reserve was made';
comment on column ops.ai_calls.status is 'forfeited: it may have been billed in full, so the whole reserve stays booked';
comment on column ops.ai_calls.settled_usd is 'What was used, rounded up to a millionth; 0 if it was certainly not billed';
comment on column ops.ai_calls.booked_usd is 'What counts against the budget';
comment on column ops.ai_calls.reserved_at is 'Database time, as is settled_at';

create table ops.alerts (
  alert_id        bigint         generated always as identity primary key,
  agent           varchar(50)    not null references claude_state,
  severity        varchar(10)    not null check (severity in ('info', 'warning', 'critical')),
  kind            varchar(50)    not null,
  message         text           not null,
  acknowledged_by varchar(50)    references ops.parties,
  recorded_at     timestamptz(3) not null default clock_timestamp()
);
comment on table ops.alerts is 'What a person should know.';
comment on column ops.alerts.agent is 'Whom it is about';
comment on column ops.alerts.recorded_at is 'Database time';

select ops.guard('ops.carriers', 'false', 'agent = current_user');
select ops.guard('ops.trades', 'agent = current_user');
select ops.guard('ops.trade_decisions', 'agent = current_user');
select ops.guard('ops.ai_calls', 'agent = current_user');
select ops.guard('ops.alerts', 'agent = current_user', $$current_user = 'api'$$);
