-- Stops and market orders, orders that outlive their session, and orders that were dropped on purpose.

alter table orders
  add column type       varchar(10) not null default 'limit' check (type in ('limit', 'stop', 'market')),
  add column stop_price numeric(18, 6) check (stop_price > 0 and stop_price < 9007199254),
  add column good_till  varchar(10) not null default 'day' check (good_till in ('day', 'cancelled')),
  add column dropped_at timestamptz(3),
  alter column limit_price drop not null,
  alter column expires_at  drop not null;

-- The defaults were for what stood there already: from now on each order says it.
alter table orders
  alter column type      drop default,
  alter column good_till drop default,
  add constraint orders_limit   check ((type = 'limit') = (limit_price is not null)),
  add constraint orders_stop    check ((type = 'stop') = (stop_price is not null)),
  add constraint orders_expiry  check ((good_till = 'day') = (expires_at is not null)),
  add constraint orders_dropped check (dropped_at is null or status = 'accepted' and filled_quantity = 0);

comment on column orders.stop_price is 'Where a stop triggers.';
comment on column orders.expires_at is 'The end of its session; null when it is good till cancelled.';
comment on column orders.dropped_at is 'When the venue forgot it, as it was told to: its id stays used, nobody is shown it.';
