-- The practice venue's own database: its process alone connects. Whatever an agent could read here
-- it would know before the market tells it.

do $do$
declare
  everybody constant text := 'public, dev_claude, intl_claude, big_bro, mind, api, sentinel, practice';
begin
  execute format('revoke all on database %I from %s', current_database(), everybody);
  execute format('revoke all on schema public, ops from %s', everybody);
  execute format('revoke all on all tables in schema public, ops from %s', everybody);
  execute format('grant connect on database %I to practice', current_database());
end $do$;

grant usage on schema public, ops to practice;
grant select on all tables in schema public, ops to practice;
grant insert (tape, fence), update (fence) on venue to practice;
grant insert (until), update (until) on clock to practice;
grant insert, update on accounts, orders, holdings to practice;
grant insert on fills to practice;
