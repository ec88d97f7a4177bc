/** What a database holds, as a text: two databases of one version have the same. */
import type { Sql, TransactionSql } from "postgres";
import { asOwner } from "../../sql/connect.ts";

/** Everything of schemas public and ops except who may do what. */
const SCHEMA = `
  with ours as (select oid, nspname from pg_namespace where nspname in ('public', 'ops')),
  relations as (
    select c.oid, nspname, relname, relkind from pg_class c join ours on ours.oid = relnamespace)
  select string_agg(line, E'\\n' order by line collate "C") as text from (
    select format('%s %s.%s', relkind, nspname, relname) from relations
    union all
    select format('column %s.%s.%s %s %s %s', nspname, relname, attname,
      format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
    from relations r join pg_attribute a on a.attrelid = r.oid and attnum > 0
      left join pg_attrdef on adrelid = r.oid and adnum = attnum
    union all
    select format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(k.oid))
    from relations r join pg_constraint k on conrelid = r.oid
    union all
    select pg_get_indexdef(r.oid) from relations r where relkind = 'i'
    union all
    select pg_get_viewdef(r.oid) from relations r where relkind = 'v'
    union all
    select pg_get_triggerdef(t.oid) from relations r join pg_trigger t on tgrelid = r.oid and not tgisinternal
    union all
    select pg_get_functiondef(p.oid) from pg_proc p join ours on ours.oid = pronamespace
    union all
    select format('comment %s.%s %s', relname, objsubid, description)
    from relations r join pg_description d on objoid = r.oid
  ) as lines(line)`;

/** Who may do what, with everything there is. */
const GRANTS = `
  with ours as (select oid, nspname, nspacl from pg_namespace where nspname in ('public', 'ops'))
  select string_agg(line, E'\\n' order by line collate "C") as text from (
    select format('database %s', datacl) from pg_database where datname = current_database()
    union all
    select format('schema %s %s', nspname, nspacl) from ours
    union all
    select format('%s %s', relname, relacl) from pg_class join ours on ours.oid = relnamespace
    union all
    select format('%s.%s %s', relname, attname, attacl) from pg_attribute
      join pg_class c on c.oid = attrelid join ours on ours.oid = relnamespace
    union all
    select format('%s %s', proname, proacl) from pg_proc join ours on ours.oid = pronamespace
  ) as lines(line)`;

const COUNTS = `
  select coalesce(string_agg(format('select %L || count(*) as line from %I.%I',
      relname || ' ', nspname, relname), ' union all '), 'select '''' as line') as query
  from pg_class c join pg_namespace n on n.oid = relnamespace
  where nspname in ('public', 'ops') and relkind = 'r' and relname <> 'migrations'`;

/** Which version there is of each of our objects. */
const TRACE = [
  "pg_namespace",
  "pg_class",
  "pg_type",
  "pg_proc",
  "pg_constraint",
  "pg_trigger",
]
  .map((table) => `select tableoid, oid, xmin from ${table} where oid >= 16384`)
  .join(" union all ");

/** Changes with whatever a migration leaves behind. Quick: it compares no texts. */
export async function trace(sql: Sql): Promise<string> {
  const [{ text }] = await sql.unsafe<[{ text: string }]>(
    `select string_agg(t::text, ' ' order by tableoid, oid) as text from (${TRACE}) as t`,
  );
  return text;
}

export interface Fingerprint {
  /** Names of the files that were applied, sorted. */
  files: string[];
  /** The schema and how many rows every table has. */
  text: string;
  grants: string;
}

export async function fingerprint(url: string): Promise<Fingerprint> {
  return await asOwner(
    url,
    (sql) => sql.begin("isolation level repeatable read", look),
  );
}

async function look(sql: TransactionSql): Promise<Fingerprint> {
  const [{ started }] = await sql<[{ started: boolean }]>`
      select to_regclass('ops.migrations') is not null as started`;
  const rows = started
    ? await sql<{ name: string }[]>`
        select name from ops.migrations where name like '%/%' order by name`
    : [];
  const [schema] = await sql.unsafe<[{ text: string | null }]>(SCHEMA);
  const [grants] = await sql.unsafe<[{ text: string }]>(GRANTS);
  const [{ query }] = await sql.unsafe<[{ query: string }]>(COUNTS);
  const counts = await sql.unsafe<{ line: string }[]>(query);
  const lines = counts.map(({ line }) => line).sort();
  return {
    files: rows.map(({ name }) => name),
    text: [schema.text ?? "", ...lines].join("\n"),
    grants: grants.text,
  };
}
