-- What the seed did not have: all of it lives in schema ops.

create table ops.accounts (
  account      varchar(50)    primary key,
  agent        varchar(50)    not null unique,
  currency     char(3)        not null check (currency in ('USD', 'HKD')),
  opening_cash numeric(18, 6) not null check (abs(opening_cash) < 9007199254),
  cash         numeric(18, 6) not null check (abs(cash) < 9007199254),
  recorded_at  timestamptz(3) not null default clock_timestamp()
);
comment on table ops.accounts is 'The paper account of these books: opening cash plus every fill less every fee is its cash.';

create table ops.counters (
  session_date date    primary key,
  last_number  integer not null check (last_number > 0)
);
comment on table ops.counters is 'The last number given in a session, for keys: never given twice.';

create table ops.approvals (
  approval_id  varchar(50)    primary key,
  subject      varchar(50)    not null,
  content_hash char(64)       not null,
  approved_by  varchar(50)    not null check (approved_by not in ('dev_claude', 'intl_claude', 'big_bro', 'mind', 'sentinel')),
  expires_at   timestamptz(3) not null,
  recorded_at  timestamptz(3) not null default clock_timestamp()
);
comment on table ops.approvals is 'What the operator permitted: bound to the hash of exactly that. No agent can write one.';

create table ops.parameter_versions (
  parameter_version varchar(50)    primary key,
  agent             varchar(50)    not null,
  thresholds        jsonb          not null,
  approval_id       varchar(50)    references ops.approvals,
  recorded_at       timestamptz(3) not null default clock_timestamp()
);
comment on table ops.parameter_versions is 'Thresholds an agent has traded by; never changed once written.';
comment on column ops.parameter_versions.approval_id is 'Null only for defaults and overrides that came with the program';

-- A foreign key would have every decision lock the one row of its version, 16 writers at a time.
-- Versions are never deleted or renamed, so it is enough that the row is there when it is used.
create function ops.require_version() returns trigger language plpgsql as $$
begin
  perform from ops.parameter_versions where parameter_version = new.parameter_version;
  if not found then
    raise exception 'Cannot record decision %: parameter version % is not on record',
      new.decision_key, new.parameter_version using errcode = '23503';
  end if;
  return new;
end $$;
create trigger version_is_known before insert on decisions
  for each row execute function ops.require_version();

create table ops.fills (
  client_order_id     varchar(50)    not null references orders (client_order_id),
  cumulative_quantity integer        not null check (cumulative_quantity > 0),
  quantity            integer        not null check (quantity > 0 and quantity <= cumulative_quantity),
  value               numeric(18, 6) not null check (abs(value) < 9007199254),
  fee                 numeric(18, 6) not null check (abs(fee) < 9007199254),
  execution_id        varchar(100)   unique,
  at                  timestamptz(3) not null,
  recorded_at         timestamptz(3) not null default clock_timestamp(),

  primary key (client_order_id, cumulative_quantity)
);
comment on table ops.fills is 'Shares traded under one order; keyed by the total filled after each.';
comment on column ops.fills.value is 'Paid or received, fees excluded';
comment on column ops.fills.fee is 'What this fill adds to the fees of its order';

create table ops.trading_states (
  state_id    integer        generated always as identity primary key,
  state       varchar(20)    not null check (state in ('active', 'reducing', 'halted', 'flattening', 'locked')),
  cause       varchar(20)    not null check (cause in ('start', 'day_limit', 'operator')),
  reason      text           not null,
  at          timestamptz(3) not null,
  recorded_at timestamptz(3) not null default clock_timestamp()
);
comment on table ops.trading_states is 'Every change of the trading state; the last one holds.';
insert into ops.trading_states (state, cause, reason, at) values ('active', 'start', 'New books', 'epoch');

create table ops.commands (
  command_id   bigint         generated always as identity primary key,
  kind         varchar(20)    not null check (kind in ('halt', 'resume', 'reduce', 'flatten', 'close', 'cancel')),
  subject      varchar(50),
  reason       text           not null,
  requested_by varchar(50)    not null,
  obeyed_at    timestamptz(3),
  outcome      text,
  recorded_at  timestamptz(3) not null default clock_timestamp(),

  constraint commands_obeyed_has_outcome check ((obeyed_at is null) = (outcome is null))
);
comment on table ops.commands is 'What the operator wants; the worker obeys. The API writes nothing else here.';
comment on column ops.commands.subject is 'Position or order it is about; null for all';
comment on column ops.commands.obeyed_at is 'Database time';

create table ops.alerts (
  alert_id        bigint         generated always as identity primary key,
  agent           varchar(50)    not null,
  severity        varchar(10)    not null check (severity in ('info', 'warning', 'critical')),
  kind            varchar(50)    not null,
  message         text           not null,
  acknowledged_by varchar(50),
  recorded_at     timestamptz(3) not null default clock_timestamp()
);
comment on table ops.alerts is 'What a person should know.';

create trigger touch before update on positions for each row execute function ops.touch();
create trigger touch before update on orders for each row execute function ops.touch();
create trigger touch before update on securities for each row execute function ops.touch();
create trigger touch before update on position_monitor_status for each row execute function ops.touch();
