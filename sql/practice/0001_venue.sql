-- What the practice venue must not forget. Its one process writes here, and nobody reads here but it:
-- agents see of the venue what its faces tell them.

create table venue (
  one         boolean        primary key default true check (one),
  tape        text           not null,
  fence       bigint         not null check (fence > 0),
  recorded_at timestamptz(3) not null default clock_timestamp()
);
comment on table  venue       is 'The one practice venue of this database.';
comment on column venue.tape  is 'What it plays: a seed, or a folder of bars. Another would not fit to what was traded.';
comment on column venue.fence is 'Grows with every start: what an earlier process has still under way is refused.';

create table clock (
  one   boolean        primary key default true check (one),
  until timestamptz(3) not null
);
comment on table clock is 'Market time up to which the venue may have let anybody see it: there it goes on.';

create table accounts (
  market       varchar(10)    primary key,
  currency     char(3)        not null check (currency in ('USD', 'HKD')),
  opening_cash numeric(18, 6) not null check (abs(opening_cash) < 9007199254),
  cash         numeric(18, 6) not null check (abs(cash) < 9007199254),
  played_to    timestamptz(3) not null
);
comment on table  accounts           is 'One paper account in each market.';
comment on column accounts.played_to is 'Bars known by then were matched, once. A bar after it has changed nothing yet.';

create table orders (
  market          varchar(10)    not null references accounts,
  number          integer        not null check (number > 0),
  id              varchar(128)   not null,
  symbol          varchar(20)    not null,
  side            varchar(10)    not null check (side in ('buy', 'sell')),
  quantity        integer        not null check (quantity > 0),
  limit_price     numeric(18, 6) not null check (limit_price > 0 and limit_price < 9007199254),
  status          varchar(20)    not null check (status in ('accepted', 'partial', 'filled', 'cancelled', 'expired')),
  filled_quantity integer        not null check (filled_quantity between 0 and quantity),
  filled_value    numeric(18, 6) not null check (abs(filled_value) < 9007199254),
  fees            numeric(18, 6) not null check (abs(fees) < 9007199254),
  reason          text,
  submitted_at    timestamptz(3) not null,
  updated_at      timestamptz(3) not null,
  arrives_at      timestamptz(3) not null,
  expires_at      timestamptz(3) not null,
  cancels_at      timestamptz(3),
  primary key (market, number),
  unique (market, id)
);
comment on column orders.number     is 'The venue''s own, from 1 in each market.';
comment on column orders.id         is 'The client''s; a used one is refused.';
comment on column orders.arrives_at is 'A bar that began before this cannot fill it.';
comment on column orders.cancels_at is 'When a cancel that was asked for arrives.';

create table fills (
  market              varchar(10)    not null,
  sequence            integer        not null check (sequence > 0),
  number              integer        not null,
  cumulative_quantity integer        not null check (cumulative_quantity > 0),
  quantity            integer        not null check (quantity > 0 and quantity <= cumulative_quantity),
  value               numeric(18, 6) not null check (abs(value) < 9007199254),
  fee                 numeric(18, 6) not null check (abs(fee) < 9007199254),
  at                  timestamptz(3) not null,
  primary key (market, sequence),
  unique (market, number, cumulative_quantity),
  foreign key (market, number) references orders
);

comment on column fills.sequence is 'Counts the fills of a market from 1, in the order in which they happened.';

create table holdings (
  market   varchar(10)    not null references accounts,
  symbol   varchar(20)    not null,
  quantity integer        not null,
  cost     numeric(18, 6) not null check (abs(cost) < 9007199254),
  primary key (market, symbol)
);
comment on table holdings is 'Shares held, and what was paid for them without fees; zero once all are sold.';
