/**
 * Binds a zod model to the SQL table that stores it, so that columns and row
 * types are never written twice. `tests/drift_test.ts` compares every table
 * made here with the migrated database.
 *
 * @module
 */
import type { JSONValue } from "postgres";
import { z } from "zod";

export interface Table<Model extends z.ZodObject> {
  name: string;
  model: Model;
  /** SQL columns that store the model, in its order. */
  columns: readonly string[];
  /** The select list that `read` understands: exact text, never a JSON number. */
  select: string;
  /** Rows of `select` as domain values. @throws {z.ZodError} On drift. */
  read(rows: readonly unknown[]): z.output<Model>[];
  /** One domain value as the row that stores it, by column. */
  row(value: z.output<Model>): Row;
  /** The value as canonical JSON: amounts as decimals, instants in ISO. */
  text(value: z.output<Model>): string;
}

export type Row = Record<string, JSONValue>;

/**
 * @param renamed Fields whose column has another name than theirs in snake
 * case: the seed's names are kept in SQL, the domain's in the program.
 */
export function table<Model extends z.ZodObject>(
  name: string,
  model: Model,
  renamed: Partial<Record<keyof z.output<Model>, string>> = {},
): Table<Model> {
  const names: Record<string, string | undefined> = renamed;
  const fields = Object.keys(model.shape);
  const columnOf = (field: string) => names[field] ?? snakeCase(field);
  const columns = fields.map(columnOf);
  const select = fields.map((field) => {
    const cast = isText(model.shape[field]) ? "::text" : "";
    return `${columnOf(field)}${cast} as "${field}"`;
  }).join(", ");
  return {
    name,
    model,
    columns,
    select,
    read: (rows) => rows.map((row) => z.parse(model, row)),
    row(value) {
      const encoded = z.encode(model, value) as Row;
      return Object.fromEntries(
        fields.map((field, i) => [columns[i]!, encoded[field]!]),
      );
    },
    text: (value) => JSON.stringify(z.encode(model, value)),
  };
}

/** "filledValue" → "filled_value". */
function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Whether a field travels as text: amounts, instants, words and names do. */
function isText(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodNullable) return isText(schema.unwrap());
  if (schema instanceof z.ZodPipe) return isText(schema.def.in);
  return schema instanceof z.ZodString || schema instanceof z.ZodEnum;
}
