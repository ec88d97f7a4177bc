/** What PostgreSQL's own catalog says of grants, whatever acts the matrix thought of. @module */
import type postgres from "postgres";

/** Privileges of PUBLIC, which every login has, in what is ours. */
export async function grantedToAll(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ grant: string }[]>`
    select privilege_type || ' on ' || name as grant from (
      select datname as name, coalesce(datacl, acldefault('d', datdba)) as acl
      from pg_database where datname = current_database()
      union all
      select nspname, coalesce(nspacl, acldefault('n', nspowner))
      from pg_namespace where nspname in ('public', 'ops')
      union all
      select oid::regclass::text, coalesce(relacl, acldefault('r', relowner))
      from pg_class where relnamespace in ('public'::regnamespace, 'ops'::regnamespace)
      union all
      select oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner))
      from pg_proc where pronamespace in ('public'::regnamespace, 'ops'::regnamespace)
    ) ours cross join aclexplode(acl) where grantee = 0`;
  return rows.map(({ grant }) => grant);
}

/** Functions that run as their owner and look names up where the caller says. */
export async function ledAstray(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select oid::regprocedure::text as name from pg_proc
    where pronamespace in ('public'::regnamespace, 'ops'::regnamespace) and prosecdef
      and not exists (select from unnest(proconfig) setting
        where setting ~ '^search_path=.*pg_temp$' and setting !~ 'public')`;
  return rows.map(({ name }) => name);
}
