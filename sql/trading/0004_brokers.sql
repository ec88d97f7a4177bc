-- What brokers ask of the books: orders that are not limits, who protects a position, books that
-- were made to equal the venue's, and what the last comparison with it found.

alter table orders
  alter column limit_price drop not null,
  add column cancel_asks integer not null default 0 check (cancel_asks >= 0),
  add constraint orders_priced_by_type check (
    (order_type in ('limit', 'stop_limit')) = (limit_price is not null)
    and (order_type in ('stop', 'stop_limit', 'trailing_stop')) = (stop_price is not null)
  );
comment on column orders.limit_price is 'Of a limit order alone';
comment on column orders.stop_price is 'Where a stop triggers; of a stop alone';
comment on column orders.cancel_asked_at is 'When we last asked to cancel it';
comment on column orders.cancel_asks is 'How often we asked to cancel it';

alter table positions
  alter column realized_pnl drop not null,
  add column protection varchar(10) not null default 'none'
    check (protection in ('none', 'venue', 'software')),
  add column adjusted_quantity integer not null default 0,
  drop constraint positions_quantity_adds_up,
  add constraint positions_quantity_adds_up
    check (quantity = entry_quantity - exit_quantity + adjusted_quantity);
comment on column positions.realized_pnl is 'Profit already taken, fees excluded; null once a part left at a price nobody told';
comment on column positions.protection is 'Who sells it when it falls: a stop at the venue, the program where a venue has none, or nobody yet';
comment on column positions.adjusted_quantity is 'Shares by which it was made to equal the venue''s without a fill; those of an adoption are entry_quantity';
comment on column positions.exit_reason is 'Signal or rule of the last exit that filled; "adjustment" if it closed without one';
comment on column trading_sessions.realized_pnl is 'Of the positions closed in this session, fees taken off; without those whose profit nobody can tell';
comment on column trading_sessions.total_trades is 'Positions closed in this session; neither won nor lost is one that came out even, or nobody can tell';

create table ops.adjustments (
  adjustment_id varchar(50)    primary key,
  account       varchar(50)    not null,
  kind          varchar(20)    not null check (kind in ('position', 'cash', 'adoption')),
  session_date  date           not null,
  symbol        varchar(20),
  position_key  varchar(50)    references positions (position_key),
  quantity      integer        not null,
  cost          numeric(18, 6) not null check (abs(cost) < 9007199254),
  cash          numeric(18, 6) not null check (abs(cash) < 9007199254),
  reason        text           not null,
  at            timestamptz(3) not null,
  recorded_at   timestamptz(3) not null default clock_timestamp(),

  constraint adjustments_of_one_thing check (case kind
    when 'cash' then symbol is null and position_key is null and quantity = 0 and cost = 0
    else symbol is not null and position_key is not null and cash = 0 end)
);
create index adjustments_position on ops.adjustments (position_key) where position_key is not null;
comment on table ops.adjustments is 'What made the books equal the venue''s without a fill. Rows are never changed.';
comment on column ops.adjustments.quantity is 'Shares added to the position, negative if fewer';
comment on column ops.adjustments.cost is 'Added to the cost of the position; cash likewise to that of the account';
comment on column ops.adjustments.reason is 'What the venue said, and how often';
comment on column ops.adjustments.recorded_at is 'Database time';
comment on table ops.accounts is 'The paper account of these books: opening cash plus every fill less every fee, and what adjustments added, is its cash.';

create table ops.reconciliations (
  account     varchar(50)    primary key,
  at          timestamptz(3) not null,
  outcome     varchar(20)    not null check (outcome in ('equal', 'adjusted', 'blocked', 'failed')),
  note        text           not null,
  matched     integer        not null check (matched >= 0),
  differences jsonb          not null,
  orphans     jsonb          not null,
  updated_at  timestamptz(3) not null default clock_timestamp()
);
comment on table ops.reconciliations is 'What the last comparison with the venue found; the journal has each that found something else than the one before.';
comment on column ops.reconciliations.matched is 'Orders, positions and amounts of cash that were equal';
comment on column ops.reconciliations.orphans is 'Shares at the venue that no order of ours explains: [{symbol, quantity, value, since}]';
comment on column ops.reconciliations.updated_at is 'Database time';

create trigger touch before update on ops.reconciliations for each row execute function ops.touch();

alter table ops.commands
  drop constraint commands_kind_check,
  add constraint commands_kind_check
    check (kind in ('halt', 'resume', 'reduce', 'flatten', 'close', 'cancel', 'adopt'));
comment on column ops.commands.subject is 'Position or order it is about, or the symbol to adopt; null for all';
