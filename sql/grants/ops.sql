-- Who may do what, beginning with nothing: everything is taken away here, then trading.sql or
-- research.sql gives. All of it is applied again whenever any of it changes, so what is not written
-- in these files only the owner may do.
--
-- What may be written is named column by column. Nobody deletes.

do $do$
declare
  everybody constant text := 'public, dev_claude, intl_claude, big_bro, mind, api, sentinel, practice';
begin
  execute format('revoke all on database %I from %s', current_database(), everybody);
  execute format('revoke all on schema public, ops from %s', everybody);
  execute format('revoke all on all tables in schema public, ops from %s', everybody);
  execute format('revoke all on all sequences in schema public, ops from %s', everybody);
  execute format('revoke all on all routines in schema public, ops from %s', everybody);
end $do$;

-- Each signs the journal with its own name, and none writes an approval. Where a row needs a fence,
-- ops.check_fence() asks for the lease as well. The API speaks for the operator, never for itself.
alter table ops.journal enable row level security;

drop policy if exists reading on ops.journal;
create policy reading on ops.journal for select using (true);

drop policy if exists signing on ops.journal;
create policy signing on ops.journal for insert
  with check (agent = current_user and current_user <> 'api');

drop policy if exists not_approving on ops.journal;
create policy not_approving on ops.journal as restrictive for insert
  with check (kind <> 'approval');
