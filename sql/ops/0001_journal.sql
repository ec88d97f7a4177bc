-- The journal: one row for every change, inserted in the transaction that makes it. ops.seal()
-- later puts what is committed into one order without a gap and chains each row to the one before,
-- so none can be changed, dropped, moved or slipped in unseen: `deno task verify` recomputes it all.

create schema if not exists ops;

create table ops.journal (
  xid         xid8           not null default pg_current_xact_id(),
  id          bigint         generated always as identity,
  agent       text           not null,
  fence       bigint,
  kind        text           not null,
  subject     text           not null,
  at          timestamptz(3) not null,
  recorded_at timestamptz    not null default clock_timestamp(),
  body        text           not null,

  primary key (xid, id)
);

comment on table  ops.journal             is 'What changed, written with the change itself. Rows are never updated or deleted.';
comment on column ops.journal.xid         is 'Transaction that wrote it. Rows are sealed in the order of (xid, id).';
comment on column ops.journal.agent       is 'Who wrote it: an agent, or the operator.';
comment on column ops.journal.fence       is 'Fence of the lease it was written under; null where none is needed.';
comment on column ops.journal.subject     is 'Id of what changed.';
comment on column ops.journal.at          is 'Market time; database time for what has none, such as parameters.';
comment on column ops.journal.recorded_at is 'Database time.';
comment on column ops.journal.body        is 'It as it is now: canonical JSON, hashed as the bytes that stand here.';

create table ops.seals (
  seq       bigint      primary key,
  xid       xid8        not null,
  id        bigint      not null,
  hash      bytea       not null,
  sealed_at timestamptz not null,

  unique (xid, id)
);

comment on table  ops.seals      is 'The order of the journal, from 1 without a gap. Only sealed rows are streamed or exported.';
comment on column ops.seals.hash is 'SHA-256 of the hash before (32 zero bytes at first) and of the row, as ops.seal() writes it out.';

-- The last seal. Whoever locks this one row is the sealer.
create table ops.seal_head (
  one  boolean primary key default true check (one),
  seq  bigint  not null,
  hash bytea   not null,
  xid  xid8    not null,
  id   bigint  not null
);

comment on table ops.seal_head is 'The last seal, known apart from the others: a cut-off end shows.';

insert into ops.seal_head (seq, hash, xid, id)
values (0, decode(repeat('00', 32), 'hex'), '0', 0);

-- What is written stays. The owner is refused as well.
create function ops.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Cannot % %.%: what is written there stays',
    lower(tg_op), tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger journal_stays before update or delete or truncate on ops.journal
  for each statement execute function ops.refuse_change();
create trigger seals_stay before update or delete or truncate on ops.seals
  for each statement execute function ops.refuse_change();
create trigger seal_head_stays before insert or delete or truncate on ops.seal_head
  for each statement execute function ops.refuse_change();

-- The oldest transaction that may still write here: every one below it has ended. Snapshots know
-- the open transactions of the whole server; those of its other databases never write to this one.
create function ops.oldest_open() returns xid8
  language sql volatile
as $$
  select coalesce(min(open), pg_snapshot_xmax(pg_current_snapshot()))
  from pg_snapshot_xip(pg_current_snapshot()) open
  where not exists (
    select from pg_locks l join pg_stat_activity a using (pid)
    where l.transactionid = open::xid and l.mode = 'ExclusiveLock' and l.granted
      and a.datname <> current_database())
$$;

comment on function ops.oldest_open is 'Every transaction of this database below it has ended.';

-- Seals what can be sealed, at most 5,000 rows. Returns how many; null while another process is at
-- it, which is as good. Any process may call it at any time.
--
-- A row is taken once every transaction up to its own has ended: before that, one with a lower
-- number might still commit and would belong before it. So the order never depends on who looks when.
--
-- Commits like any other transaction (synchronously): a seal that somebody has seen survives a crash.
create function ops.seal() returns integer
  language plpgsql security definer
  -- Times are hashed as text, which must not depend on the caller's session.
  set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO'
as $$
declare
  head   ops.seal_head;
  next   xid8;
  bound  xid8 := pg_snapshot_xmin(pg_current_snapshot());
  entry  record;
  now    constant timestamptz := clock_timestamp();
  sealed integer := 0;
begin
  select * into strict head from ops.seal_head;
  if head.xid >= pg_snapshot_xmax(pg_current_snapshot()) then
    -- New rows would sort before the sealed ones. Happens to a dump restored into a younger server.
    raise exception 'Cannot seal: transaction % is sealed, but this server is only at %',
      head.xid, pg_snapshot_xmax(pg_current_snapshot());
  end if;

  -- Nothing to do is the usual case: it ends here, without a lock and a transaction number.
  select xid into next from ops.journal
    where (xid, id) > (head.xid, head.id) order by xid, id limit 1;
  if not found then return 0; end if;
  -- Who is looked up only where somebody is in the way, as that takes a millisecond.
  if next >= bound then bound := ops.oldest_open(); end if;
  if next >= bound then return 0; end if;

  select * into head from ops.seal_head for update skip locked;
  if not found then return null; end if;

  -- The head stands still from here on. This statement takes a new snapshot: whatever is below the
  -- bound had ended before, so it sees all of it.
  for entry in
    select * from ops.journal
    where (xid, id) > (head.xid, head.id) and xid < bound
    order by xid, id limit 5000
  loop
    sealed := sealed + 1;
    head.seq := head.seq + 1;
    head.xid := entry.xid;
    head.id := entry.id;
    -- Numbers and times hold no comma; the lengths in bytes tell where each text ends.
    head.hash := sha256(head.hash || convert_to(
      concat_ws(',', head.seq, entry.xid, entry.id, coalesce(entry.fence::text, ''),
        entry.at, entry.recorded_at, now,
        octet_length(entry.agent), octet_length(entry.kind), octet_length(entry.subject),
        entry.agent || entry.kind || entry.subject || entry.body), 'UTF8'));
    insert into ops.seals (seq, xid, id, hash, sealed_at)
    values (head.seq, entry.xid, entry.id, head.hash, now);
  end loop;

  if sealed > 0 then -- Another sealer may have been faster.
    update ops.seal_head set seq = head.seq, hash = head.hash, xid = head.xid, id = head.id;
    perform pg_notify('sealed', head.seq::text); -- A hint: readers keep their own place.
  end if;
  return sealed;
end $$;

comment on function ops.seal() is 'Numbers and chains committed journal rows. Returns how many; null while another process does.';

revoke execute on function ops.seal, ops.oldest_open, ops.refuse_change from public;
