-- The trading books of one agent: the seed's nine tables, with its names.
-- Shapes are owned by core/trading/*.ts, rules live here. Amounts are in the
-- currency of the market, exact to a millionth. `at` and every column not said
-- to be database time is market time. Keys such as client_order_id are agent,
-- session, counter: the same run writes the same ones, which a uuid would not.

create table exchanges (
  exchange_id     integer      generated always as identity primary key,
  exchange_code   varchar(10)  not null unique,
  name            varchar(100) not null,
  currency        char(3)      not null check (currency in ('USD', 'HKD')),
  timezone        varchar(50)  not null,
  morning_open    time         not null,
  morning_close   time,
  afternoon_open  time,
  afternoon_close time         not null,
  lot_size        integer      check (lot_size > 0),
  is_active       boolean      not null default true,
  created_at      timestamptz(3) not null default clock_timestamp(),

  constraint exchanges_lunch_is_whole check ((morning_close is null) = (afternoon_open is null))
);
comment on table exchanges is 'Where securities are listed. Usual hours only: holidays and half-days are in the calendars of the program.';
comment on column exchanges.morning_open is 'Local time in timezone, as are the other three; no lunch break where the middle two are null';
comment on column exchanges.lot_size is 'Shares per board lot; null where every security has its own';
comment on column exchanges.created_at is 'Database time';

insert into exchanges (exchange_code, name, currency, timezone, morning_open, morning_close, afternoon_open, afternoon_close, lot_size)
select code, name, currency, timezone, opens, lunch, back, closes, lot
from (values
  ('US', 'NYSE', 'New York Stock Exchange', 'USD', 'America/New_York', time '09:30', null::time, null::time, time '16:00', 1),
  ('US', 'NASDAQ', 'Nasdaq Stock Market', 'USD', 'America/New_York', time '09:30', null, null, time '16:00', 1),
  ('HKEX', 'HKEX', 'Hong Kong Exchanges and Clearing', 'HKD', 'Asia/Hong_Kong', time '09:30', time '12:00', time '13:00', time '16:00', null)
) as seed (market, code, name, currency, timezone, opens, lunch, back, closes, lot)
where market = current_setting('catalyst.market');

create table securities (
  security_id integer      generated always as identity primary key,
  symbol      varchar(20)  not null,
  name        varchar(255),
  exchange    varchar(10)  references exchanges (exchange_code),
  lot_size    integer      check (lot_size > 0),
  tick_size   numeric(18, 6) check (tick_size > 0),
  sector      varchar(100),
  industry    varchar(100),
  is_active   boolean      not null default true,
  created_at  timestamptz(3) not null default clock_timestamp(),
  updated_at  timestamptz(3) not null default clock_timestamp(),

  unique nulls not distinct (symbol, exchange)
);
comment on table securities is 'Everything this agent has ever looked at to trade.';
comment on column securities.symbol is 'Ticker as the exchange writes it, e.g. 0700';
comment on column securities.exchange is 'Null while the listing is not known: never guessed';
comment on column securities.lot_size is 'Shares per board lot; null while not known, and then nothing is entered';
comment on column securities.tick_size is 'Null: ticks go by price and date, in the program';
comment on column securities.created_at is 'Database time, as is updated_at';

create table trading_sessions (
  session_id       integer        generated always as identity primary key,
  account          varchar(50)    not null,
  session_date     date           not null,
  mode             varchar(20)    not null default 'autonomous' check (mode = 'autonomous'),
  status           varchar(20)    not null check (status in ('open', 'closed')),
  started_at       timestamptz(3) not null,
  ended_at         timestamptz(3),
  starting_capital numeric(18, 6) not null check (abs(starting_capital) < 9007199254),
  ending_capital   numeric(18, 6) check (abs(ending_capital) < 9007199254),
  realized_pnl     numeric(18, 6) not null default 0 check (abs(realized_pnl) < 9007199254),
  total_trades     integer        not null default 0,
  winning_trades   integer        not null default 0,
  losing_trades    integer        not null default 0,
  notes            text,
  created_at       timestamptz(3) not null default clock_timestamp(),

  unique (account, session_date),
  constraint trading_sessions_closed_is_complete check (
    (status = 'closed') = (ended_at is not null and ending_capital is not null)
  ),
  constraint trading_sessions_counts check (
    winning_trades >= 0 and losing_trades >= 0 and winning_trades + losing_trades <= total_trades
  )
);
comment on table trading_sessions is 'One row per session of the market; closed with capital, P&L and trade counts.';
comment on column trading_sessions.session_date is 'Exchange-local date';
comment on column trading_sessions.starting_capital is 'Cash and holdings at the opening; ending_capital at the close';
comment on column trading_sessions.realized_pnl is 'Of the positions closed in this session, fees taken off';
comment on column trading_sessions.total_trades is 'Positions closed in this session; neither won nor lost is one that came out even';
comment on column trading_sessions.created_at is 'Database time';

create table trading_cycles (
  cycle_id         varchar(50)    primary key,
  account          varchar(50)    not null,
  date             date           not null,
  status           varchar(20)    not null default 'completed'
    check (status in ('active', 'completed', 'cancelled', 'error')),
  mode             varchar(20)    not null check (mode in ('scan', 'trade', 'watch', 'close', 'heartbeat')),
  started_at       timestamptz(3) not null,
  ended_at         timestamptz(3),
  positions_opened integer        not null default 0 check (positions_opened >= 0),
  positions_closed integer        not null default 0 check (positions_closed >= 0),
  daily_pnl        numeric(18, 6) not null default 0 check (abs(daily_pnl) < 9007199254),
  api_calls        integer        not null default 0 check (api_calls >= 0),
  api_cost         numeric(18, 6) not null default 0 check (api_cost >= 0 and api_cost < 9007199254),
  notes            text,
  configuration    jsonb          not null default '{}',
  created_at       timestamptz(3) not null default clock_timestamp()
);
create index trading_cycles_date on trading_cycles (date desc);
create index trading_cycles_last_run on trading_cycles (started_at desc) where mode <> 'watch';
comment on table trading_cycles is 'One run of a flow. A routine check that decides nothing leaves none.';
comment on column trading_cycles.date is 'Exchange-local date of the session it belongs to';
comment on column trading_cycles.positions_opened is 'By the orders decided in this cycle, whenever they filled; positions_closed likewise';
comment on column trading_cycles.daily_pnl is 'Of the positions closed on that date before this cycle, fees taken off';
comment on column trading_cycles.api_cost is 'Spent on Claude, in US dollars';
comment on column trading_cycles.created_at is 'Database time';

create table positions (
  position_id       integer        generated always as identity primary key,
  position_key      varchar(50)    not null unique,
  account           varchar(50)    not null,
  cycle_id          varchar(50)    references trading_cycles,
  security_id       integer        not null references securities,
  symbol            varchar(20)    not null,
  side              varchar(10)    not null check (side in ('long', 'short')),
  quantity          integer        not null check (quantity >= 0),
  cost              numeric(18, 6) not null check (abs(cost) < 9007199254),
  entry_quantity    integer        not null check (entry_quantity > 0),
  entry_value       numeric(18, 6) not null check (abs(entry_value) < 9007199254),
  exit_quantity     integer        not null default 0 check (exit_quantity >= 0),
  exit_value        numeric(18, 6) not null default 0 check (abs(exit_value) < 9007199254),
  entry_price       numeric(18, 6) not null generated always as (round(entry_value / entry_quantity, 6)) stored,
  entry_time        timestamptz(3) not null generated always as (opened_at) stored,
  entry_reason      text           not null,
  entry_volume_ppm  integer,
  stop_loss         numeric(18, 6) check (stop_loss > 0),
  take_profit       numeric(18, 6) check (take_profit > 0),
  trailing_stop_pct numeric(5, 2)  check (trailing_stop_pct > 0),
  exit_price        numeric(18, 6) generated always as (
    case when exit_quantity > 0 then round(exit_value / exit_quantity, 6) end) stored,
  exit_time         timestamptz(3) generated always as (closed_at) stored,
  exit_reason       varchar(100),
  realized_pnl      numeric(18, 6) not null default 0 check (abs(realized_pnl) < 9007199254),
  realized_pnl_pct  numeric(10, 4) generated always as (
    case when exit_quantity > 0 and entry_value > 0
      then round(realized_pnl * 100 * entry_quantity / (entry_value * exit_quantity), 4) end) stored,
  fees              numeric(18, 6) not null check (fees >= 0 and fees < 9007199254),
  unrealized_pnl    numeric(18, 6) check (abs(unrealized_pnl) < 9007199254),
  unrealized_pnl_pct numeric(10, 4),
  high_watermark    numeric(18, 6) not null check (high_watermark > 0 and high_watermark < 9007199254),
  max_favorable     numeric(10, 4) generated always as (round(
    case side when 'long' then high_watermark * entry_quantity / entry_value - 1
      else 1 - high_watermark * entry_quantity / entry_value end * 100, 4)) stored,
  max_adverse       numeric(10, 4),
  tightened_ppm     integer        not null default 0 check (tightened_ppm >= 0),
  reviews           integer        not null default 0 check (reviews >= 0),
  reviewed_bars     integer        not null default 0 check (reviewed_bars >= 0),
  overnight         date,
  status            varchar(20)    not null check (status in ('open', 'closed')),
  broker_code       varchar(20)    not null check (broker_code in ('ALPACA', 'MOOMOO', 'PRACTICE')),
  currency          char(3)        not null check (currency in ('USD', 'HKD')),
  notes             text,
  metadata          jsonb          not null default '{}',
  opened_at         timestamptz(3) not null,
  closed_at         timestamptz(3),
  created_at        timestamptz(3) not null default clock_timestamp(),
  updated_at        timestamptz(3) not null default clock_timestamp(),

  constraint positions_quantity_adds_up check (quantity = entry_quantity - exit_quantity),
  constraint positions_closed_is_flat check (
    (status = 'closed') = (quantity = 0 and cost = 0 and closed_at is not null)
  )
);
create unique index positions_one_open on positions (account, symbol) where status = 'open';
create index positions_closed on positions (closed_at) where status = 'closed';
create index positions_entry_time on positions (entry_time desc);
comment on table positions is 'Holdings, from the first fill to the last; a row is written with its first fill, never before.';
comment on column positions.position_key is 'client_order_id of the order that opened it';
comment on column positions.quantity is 'Shares held; 0 once closed. What was bought in all is entry_quantity';
comment on column positions.cost is 'Entry value of the shares still held, fees excluded';
comment on column positions.entry_price is 'Average over all entry fills, rounded for display; exit_price likewise';
comment on column positions.entry_reason is 'Setup that opened it';
comment on column positions.exit_reason is 'Signal or rule of the last exit that filled';
comment on column positions.entry_volume_ppm is 'Relative volume at entry, in millionths; null unknown';
comment on column positions.stop_loss is 'Null: stops are rules under a parameter version, not prices; so are take_profit and trailing_stop_pct';
comment on column positions.realized_pnl is 'Profit already taken, fees excluded';
comment on column positions.realized_pnl_pct is 'Percent of the entry value of the shares sold';
comment on column positions.unrealized_pnl is 'At the last check of the monitor, fees excluded; null before the first and once closed';
comment on column positions.high_watermark is 'Best price seen since entry: the lowest of a short';
comment on column positions.max_favorable is 'Percent of the entry price at the high watermark';
comment on column positions.max_adverse is 'Null: not tracked';
comment on column positions.tightened_ppm is 'By how much of cost a review has tightened the stop, in millionths';
comment on column positions.reviews is 'REVIEWs in a row without advice; reviewed_bars are full bars at the last of them';
comment on column positions.overnight is 'Session whose close review let it stay';
comment on column positions.created_at is 'Database time, as is updated_at';

create table decisions (
  decision_id       integer        generated always as identity primary key,
  decision_key      varchar(50)    not null unique,
  account           varchar(50)    not null,
  cycle_id          varchar(50)    not null references trading_cycles,
  session_date      date           not null,
  position_id       integer        references positions,
  symbol            varchar(20)    not null,
  action            varchar(50)    not null check (action in ('entry', 'skip', 'hold', 'tighten', 'exit', 'cancel')),
  decision_type     varchar(50)    not null generated always as (
    case action when 'tighten' then 'hold' when 'cancel' then 'skip' else action end) stored,
  reasons           text[]         not null,
  reasoning         text           not null,
  refusals          jsonb          not null default '[]',
  parameter_version varchar(50)    not null,
  confidence        numeric(3, 2)  check (confidence between 0 and 1),
  thinking_level    varchar(20)    not null default 'none' check (thinking_level in ('none', 'light', 'medium', 'deep')),
  model_used        varchar(50),
  tokens_used       integer        check (tokens_used >= 0),
  cost_usd          numeric(18, 6) check (cost_usd >= 0 and cost_usd < 9007199254),
  outcome           varchar(50),
  outcome_pnl       numeric(18, 6) check (abs(outcome_pnl) < 9007199254),
  metadata          jsonb          not null default '{}',
  at                timestamptz(3) not null,
  created_at        timestamptz(3) not null default clock_timestamp()
);
create index decisions_position on decisions (position_id) where position_id is not null;
comment on table decisions is 'Why the agent did something, or did not: on record before it is done.';
comment on column decisions.decision_key is 'Also the client_order_id of its order';
comment on column decisions.position_id is 'The holding it is about; null for entries and skips';
comment on column decisions.decision_type is 'The action in the words of the seed';
comment on column decisions.reasons is 'What decided, most telling first; reasoning is the same as one text';
comment on column decisions.refusals is 'What the gate or the sizing said no to: [{code, message}]';
comment on column decisions.cost_usd is 'Spent on Claude for it; null while nobody was asked, as are model_used and tokens_used';
comment on column decisions.created_at is 'Database time';

create table orders (
  order_id         integer        generated always as identity primary key,
  client_order_id  varchar(50)    not null unique references decisions (decision_key),
  account          varchar(50)    not null,
  position_id      integer        references positions,
  position_key     varchar(50)    not null,
  cycle_id         varchar(50)    not null references trading_cycles,
  security_id      integer        not null references securities,
  parent_order_id  integer        references orders,
  order_class      varchar(20)    not null default 'simple' check (order_class in ('simple', 'bracket', 'oco', 'oto')),
  session_date     date           not null,
  symbol           varchar(20)    not null,
  side             varchar(10)    not null check (side in ('buy', 'sell')),
  position_side    varchar(10)    not null check (position_side in ('long', 'short')),
  order_type       varchar(20)    not null default 'limit'
    check (order_type in ('market', 'limit', 'stop', 'stop_limit', 'trailing_stop')),
  order_purpose    varchar(20)    not null
    check (order_purpose in ('entry', 'exit', 'stop_loss', 'take_profit', 'scale_in', 'scale_out')),
  trigger          varchar(100)   not null,
  quantity         integer        not null check (quantity > 0),
  limit_price      numeric(18, 6) not null check (limit_price > 0 and limit_price < 9007199254),
  stop_price       numeric(18, 6) check (stop_price > 0 and stop_price < 9007199254),
  filled_quantity  integer        not null default 0,
  filled_value     numeric(18, 6) not null default 0 check (abs(filled_value) < 9007199254),
  filled_price     numeric(18, 6) generated always as (
    case when filled_quantity > 0 then round(filled_value / filled_quantity, 6) end) stored,
  fees             numeric(18, 6) not null default 0 check (fees >= 0 and fees < 9007199254),
  entry_volume_ppm integer,
  broker_order_id  varchar(100),
  status           varchar(20)    not null check (status in ('intent', 'submitting', 'accepted',
    'rejected', 'unknown', 'partial', 'filled', 'cancelled', 'expired')),
  reason           text,
  reject_reason    text generated always as (case status when 'rejected' then reason end) stored,
  error_message    text generated always as (case status when 'unknown' then reason end) stored,
  at               timestamptz(3) not null,
  cancel_asked_at  timestamptz(3),
  submitted_at     timestamptz(3),
  filled_at        timestamptz(3),
  cancelled_at     timestamptz(3),
  notes            text,
  metadata         jsonb          not null default '{}',
  created_at       timestamptz(3) not null default clock_timestamp(),
  updated_at       timestamptz(3) not null default clock_timestamp(),

  unique (account, broker_order_id),
  constraint orders_filled_within check (filled_quantity between 0 and quantity),
  constraint orders_filled_is_whole check ((status = 'filled') = (filled_quantity = quantity)),
  constraint orders_side_follows check (
    side = case when (position_side = 'long') = (order_purpose in ('entry', 'scale_in')) then 'buy' else 'sell' end
  )
);
create index orders_session on orders (session_date);
create index orders_position on orders (position_id) where position_id is not null;
create index orders_live on orders (symbol)
  where status in ('intent', 'submitting', 'accepted', 'unknown', 'partial');
comment on table orders is 'Instructions to the venue. The row is there before any byte leaves.';
comment on column orders.client_order_id is 'Sent to the venue; also the decision_key of its decision';
comment on column orders.position_id is 'Null until the entry has filled';
comment on column orders.position_key is 'The position it enters or leaves, there yet or not';
comment on column orders.trigger is 'Setup that enters or signal that leaves';
comment on column orders.filled_quantity is 'Greatest total the venue has reported';
comment on column orders.filled_value is 'Value of the shares filled, fees excluded';
comment on column orders.entry_volume_ppm is 'Relative volume when an entry was decided, in millionths; null unknown';
comment on column orders.reason is 'Why it is rejected, unknown or over';
comment on column orders.at is 'Market time of the intent';
comment on column orders.cancel_asked_at is 'When we asked to cancel it';
comment on column orders.submitted_at is 'Database time of the claim that sent it';
comment on column orders.filled_at is 'Market time of the fill that made it whole';
comment on column orders.cancelled_at is 'Database time at which the cancel was booked';
comment on column orders.created_at is 'Database time, as is updated_at';

create table scan_results (
  scan_id              integer        generated always as identity primary key,
  account              varchar(50)    not null,
  cycle_id             varchar(50)    not null references trading_cycles,
  security_id          integer        not null references securities,
  symbol               varchar(20)    not null,
  price                numeric(18, 6) check (price > 0 and price < 9007199254),
  volume               bigint         check (volume >= 0),
  change_pct           numeric(10, 4),
  rank                 integer        not null check (rank > 0),
  setup                varchar(50)    not null,
  score_ppm            integer        not null,
  score                numeric(8, 4)  not null generated always as (round(score_ppm / 1000000.0, 4)) stored,
  composite_score      numeric(8, 4)  not null generated always as (round(score_ppm / 1000000.0, 4)) stored,
  selected_for_trading boolean        not null default false,
  selection_reason     text           not null,
  rsi                  numeric(5, 2)  check (rsi between 0 and 100),
  vwap                 numeric(18, 6) check (vwap > 0),
  atr                  numeric(18, 6) check (atr >= 0),
  relative_volume      numeric(8, 2)  check (relative_volume >= 0),
  scan_data            jsonb          not null default '{}',
  scanned_at           timestamptz(3) not null,
  created_at           timestamptz(3) not null default clock_timestamp(),

  unique (cycle_id, rank)
);
comment on table scan_results is 'Candidates of a scan, best first.';
comment on column scan_results.setup is 'Entry pattern that was found';
comment on column scan_results.score_ppm is 'Score of the candidate in millionths; score and composite_score are the same as a ratio';
comment on column scan_results.price is 'Null: a candidate is kept with its reason, not its chart; so are volume to relative_volume';
comment on column scan_results.selected_for_trading is 'An order was decided for it by the next trade run';
comment on column scan_results.created_at is 'Database time';

create table position_monitor_status (
  monitor_id             integer        generated always as identity primary key,
  position_id            integer        not null unique references positions,
  position_key           varchar(50)    not null unique references positions (position_key),
  symbol                 varchar(20)    not null,
  status                 varchar(20)    not null default 'pending'
    check (status in ('pending', 'starting', 'running', 'sleeping', 'stopped', 'error')),
  pid                    integer,
  started_at             timestamptz(3),
  last_check_at          timestamptz(3),
  next_check_at          timestamptz(3),
  checks_completed       integer        not null default 0 check (checks_completed >= 0),
  last_price             numeric(18, 6) check (last_price > 0 and last_price < 9007199254),
  high_watermark         numeric(18, 6) check (high_watermark > 0 and high_watermark < 9007199254),
  current_pnl_pct        numeric(10, 4),
  last_rsi               numeric(5, 2)  check (last_rsi between 0 and 100),
  last_macd_signal       varchar(10)    not null default 'unknown'
    check (last_macd_signal in ('bullish', 'bearish', 'neutral', 'unknown')),
  last_vwap_position     varchar(10)    not null default 'unknown'
    check (last_vwap_position in ('above', 'below', 'at', 'unknown')),
  last_ema20_position    varchar(10)    not null default 'unknown'
    check (last_ema20_position in ('above', 'below', 'at', 'unknown')),
  hold_signals           text[]         not null default '{}',
  exit_signals           text[]         not null default '{}',
  signal_strength        varchar(20)    check (signal_strength in ('strong_hold', 'hold', 'review', 'exit', 'strong_exit')),
  advice                 varchar(10)    check (advice in ('hold', 'exit', 'review')),
  recommendation         varchar(10)    generated always as (upper(advice)) stored,
  recommendation_reason  text,
  haiku_calls            integer        not null default 0 check (haiku_calls >= 0),
  last_haiku_recommendation text,
  estimated_cost         numeric(18, 6) not null default 0 check (estimated_cost >= 0 and estimated_cost < 9007199254),
  last_error             text,
  error_count            integer        not null default 0 check (error_count >= 0),
  consecutive_errors     integer        not null default 0 check (consecutive_errors >= 0),
  metadata               jsonb          not null default '{}',
  created_at             timestamptz(3) not null default clock_timestamp(),
  updated_at             timestamptz(3) not null default clock_timestamp()
);
comment on table position_monitor_status is 'What the position monitor last saw of each position; one row each.';
comment on column position_monitor_status.current_pnl_pct is 'Gain at last_price as percent of cost';
comment on column position_monitor_status.last_rsi is 'RSI(14) on full 5-minute bars, 0-100; null while trading is too thin';
comment on column position_monitor_status.last_vwap_position is 'Of the price; "at" is within 0.5 percent, as in last_ema20_position';
comment on column position_monitor_status.estimated_cost is 'Spent on Claude for this position, in US dollars';
comment on column position_monitor_status.created_at is 'Database time';
comment on column position_monitor_status.updated_at is 'Database time of the last check or rest: how old is told by it, at any speed of market time';

create view v_monitor_health as
select p.position_id, p.symbol, p.side, p.quantity, p.entry_price, p.entry_time,
  coalesce(m.status, 'NO_MONITOR') as monitor_status,
  m.last_check_at, m.next_check_at, m.checks_completed,
  round(extract(epoch from clock_timestamp() - m.updated_at) / 60, 1) as minutes_since_check,
  round(extract(epoch from coalesce(m.last_check_at, p.opened_at) - p.opened_at) / 3600, 1) as hours_held,
  m.last_price, p.high_watermark, m.current_pnl_pct, m.last_rsi, m.last_macd_signal,
  m.last_vwap_position, m.last_ema20_position, m.hold_signals, m.exit_signals, m.signal_strength,
  m.recommendation, m.recommendation_reason, m.haiku_calls, m.last_haiku_recommendation,
  m.estimated_cost, m.last_error, m.error_count, m.consecutive_errors, h.health, h.priority
from positions p
left join position_monitor_status m using (position_id)
cross join lateral (select * from (values
  (1, m.monitor_id is null,                                        '🔴 NO_MONITOR', 0),
  (2, m.status = 'error',                                          '🔴 ERROR',      1),
  (3, m.status = 'stopped',                                        '🔴 STOPPED',    1),
  (4, m.consecutive_errors >= 3,                                   '🔴 FAILING',    2),
  (5, m.status = 'sleeping' and m.updated_at > clock_timestamp() - interval '7 days',
                                                                   '🔵 SLEEPING',  10),
  (6, m.updated_at < clock_timestamp() - interval '15 minutes',    '🟡 STALE',      3),
  (7, m.status = 'running',                                        '🟢 ACTIVE',    10),
  (8, m.status in ('pending', 'starting'),                         '🟡 STARTING',  10),
  (9, true,                                                        '⚪ UNKNOWN',   10)
) as t (place, holds, health, priority) where holds order by place limit 1) h
where p.status = 'open'
order by h.priority, p.entry_time;
comment on view v_monitor_health is 'Each open position with the health of its monitor, worst first. Age is database time.';
comment on column v_monitor_health.health is 'A sleeping monitor (lunch, night, weekend; never 7 days on end) is well; a stopped one on an open position is an alarm';
comment on column v_monitor_health.priority is '0 is worst';
