/** Every table bound to a model is what the migrations made. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { z } from "zod";
import type { Table } from "../core/adapters/stores/table.ts";
import * as practice from "../core/adapters/stores/practice/tables.ts";
import * as trading from "../core/adapters/stores/trading/tables.ts";
import { freshDatabase, ignore } from "./postgres.ts";

interface Column {
  type: string;
  nullable: boolean;
  /** Words a check constraint allows; undefined where there is none. */
  words?: string[];
}

/** SQL types that keep a model's field without losing any of it. */
const TYPES: Record<string, readonly string[]> = {
  decimal: ["numeric"],
  instant: ["timestamp with time zone"],
  text: ["character varying", "text", "date"],
  word: ["character varying"],
  whole: ["integer", "bigint"],
  list: ["ARRAY", "jsonb"],
};

for (
  const [database, tables] of [["dev", trading], [
    "practice",
    practice,
  ]] as const
) {
  Deno.test({
    name:
      `every table of ${database} and its model agree on names, types, nulls and words`,
    ignore,
    async fn(t) {
      const made = await freshDatabase(database);
      const sql = postgres(made.ownerUrl, { max: 1, onnotice: () => {} });
      for (const table of Object.values<Table<z.ZodObject>>(tables)) {
        await t.step(table.name, async () => {
          const columns = await columnsOf(sql, table.name);
          const fields = Object.values<z.core.$ZodType>(table.model.shape);
          assert.deepEqual(
            fields.map((field, i) => driftOf(table, i, field, columns))
              .filter((drift) => drift !== undefined),
            [],
          );
        });
      }
      await sql.end();
      await made.drop();
    },
  });
}

function driftOf(
  { columns: names }: Table<z.ZodObject>,
  index: number,
  field: z.core.$ZodType,
  columns: ReadonlyMap<string, Column>,
): string | undefined {
  const name = names[index]!;
  const column = columns.get(name);
  if (!column) return `${name} is no column`;
  const nullable = field instanceof z.ZodNullable;
  const inner = nullable ? field.unwrap() as z.core.$ZodType : field;
  const kind = kindOf(inner);
  if (!TYPES[kind]!.includes(column.type)) {
    return `${name} is ${column.type}, which keeps no ${kind}`;
  }
  if (nullable && !column.nullable) return `${name} takes no null`;
  if (!(inner instanceof z.ZodEnum)) return;
  const refused = inner.options.filter((word) =>
    !column.words?.includes(String(word))
  );
  if (refused.length > 0) return `${name} does not take ${refused.join(", ")}`;
}

function kindOf(field: z.core.$ZodType): string {
  if (field instanceof z.ZodPipe) {
    const text = field.def.in instanceof z.ZodPipe
      ? field.def.in.def.in
      : field.def.in;
    assert(text instanceof z.ZodString);
    return z.safeParse(field, "2026-01-02T03:04:05Z").success
      ? "instant"
      : "decimal";
  }
  if (field instanceof z.ZodEnum) return "word";
  if (field instanceof z.ZodString) return "text";
  if (field instanceof z.ZodArray) return "list";
  return "whole";
}

async function columnsOf(
  sql: postgres.Sql,
  table: string,
): Promise<Map<string, Column>> {
  const rows = await sql`
    select a.attname as name, not a.attnotnull as nullable, c.data_type as type,
      (select pg_get_constraintdef(k.oid) from pg_constraint k
        where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]
          and pg_get_constraintdef(k.oid) like '%ARRAY[%') as words
    from pg_attribute a
    join pg_class r on r.oid = a.attrelid
    join information_schema.columns c on c.table_schema = r.relnamespace::regnamespace::text
      and c.table_name = r.relname and c.column_name = a.attname
    where a.attrelid = ${table}::regclass and a.attnum > 0`;
  return new Map(rows.map(({ name, nullable, type, words }) => [name, {
    nullable,
    type,
    words: [...(words ?? "").matchAll(/'([^']+)'::/g)].map(([, word]) => word!),
  }]));
}
