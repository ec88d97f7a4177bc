-- One writer per agent. A lease is held by one process at a time and renewed while it lives; each
-- take-over gets the next fence, and what an agent writes carries the fence it was written under.
-- All times are the database's.

create table ops.leases (
  agent      text        primary key,
  fence      bigint      not null check (fence > 0),
  holder     text        not null,
  build      text        not null,
  taken_at   timestamptz not null,
  renewed_at timestamptz not null,
  expires_at timestamptz not null
);

comment on table  ops.leases            is 'Which process may write and send orders for an agent, until when.';
comment on column ops.leases.fence      is 'Grows with every take-over and is never given twice.';
comment on column ops.leases.holder     is 'The process: its machine and start, unlike any other.';
comment on column ops.leases.build      is 'Build that process runs.';
comment on column ops.leases.expires_at is 'After this anybody may take it. A released lease has expired.';

-- Takes the lease of an agent if it is free, expired or the caller's own, and returns it as it then
-- stands: held by somebody else if it could not be taken.
create function ops.take_lease(for_agent text, by_holder text, with_build text, for_ms integer)
  returns ops.leases
  language plpgsql security definer set search_path = ops, pg_temp
as $$
declare
  now   constant timestamptz := clock_timestamp();
  until constant timestamptz := now + for_ms * interval '1 ms';
  lease ops.leases;
begin
  insert into ops.leases as held
  values (for_agent, 1, by_holder, with_build, now, now, until)
  on conflict (agent) do update
    set fence = held.fence + 1, holder = by_holder, build = with_build,
        taken_at = now, renewed_at = now, expires_at = until
    where held.expires_at <= clock_timestamp() or held.holder = by_holder
  returning * into lease;

  if not found then
    select * into lease from ops.leases where agent = for_agent;
    return lease;
  end if;

  -- Who is writing under the old fence ends before this is granted. Who comes later waits for our
  -- commit, and then sees the new fence: the insert locks the table before its trigger looks.
  lock table ops.journal in share mode;
  return lease;
end $$;

comment on function ops.take_lease is 'The lease of an agent, taken if it was free, expired or our own; else as somebody holds it.';

-- Whether the lease was still ours, and is for another `for_ms`. One that expired is lost, even if
-- nobody took it since.
create function ops.renew_lease(for_agent text, under_fence bigint, for_ms integer)
  returns boolean
  language plpgsql security definer set search_path = ops, pg_temp
as $$
begin
  update ops.leases
    set renewed_at = clock_timestamp(), expires_at = clock_timestamp() + for_ms * interval '1 ms'
    where agent = for_agent and fence = under_fence and expires_at > clock_timestamp();
  return found;
end $$;

-- Gives the lease back: anybody may take it at once.
create function ops.release_lease(for_agent text, under_fence bigint)
  returns void
  language sql security definer set search_path = ops, pg_temp
as $$
  update ops.leases set expires_at = clock_timestamp()
    where agent = for_agent and fence = under_fence and expires_at > clock_timestamp();
$$;

-- Refuses a journal row under a stale fence. Runs for each of them: a quarter of what commits cost.
create function ops.check_fence() returns trigger
  language plpgsql security definer set search_path = ops, pg_temp
as $$
begin
  -- An older snapshot would still see a lease that was released or taken over since.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'Cannot write under a fence: the transaction is %, not read committed',
      current_setting('transaction_isolation');
  end if;
  perform from ops.leases
    where agent = new.agent and fence = new.fence and expires_at > clock_timestamp();
  if not found then
    raise exception 'Cannot write: fence % of % is stale', new.fence, new.agent
      using errcode = '55P04';
  end if;
  return new;
end $$;

create trigger journal_fenced before insert on ops.journal
  for each row
  when (new.kind in ('session', 'state', 'cycle', 'decision', 'order', 'fill', 'position'))
  execute function ops.check_fence();

-- The same for writes that leave no journal row.
create function ops.require_fence(for_agent text, under_fence bigint)
  returns void
  language plpgsql security definer set search_path = ops, pg_temp
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'Cannot write under a fence: the transaction is %, not read committed',
      current_setting('transaction_isolation');
  end if;
  -- The lock an insert would have taken: a take-over waits until we have committed.
  lock table ops.journal in row exclusive mode;
  perform from ops.leases
    where agent = for_agent and fence = under_fence and expires_at > clock_timestamp();
  if not found then
    raise exception 'Cannot write: fence % of % is stale', under_fence, for_agent
      using errcode = '55P04';
  end if;
end $$;

comment on function ops.require_fence is 'Raises 55P04 unless the lease of the agent is live under this fence.';

revoke execute on function
  ops.take_lease, ops.renew_lease, ops.release_lease, ops.require_fence, ops.check_fence
  from public;
