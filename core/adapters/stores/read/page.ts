/** One page of a list that may be long: rows after a key, newest first. @module */
import type { Sql } from "../database.ts";

export interface Page {
  /** How many at most, 1 to 200. */
  first: number;
  /** The key of the last row of the page before; null begins with the newest. */
  after: number | null;
}

/** What a page holds, and whether there is more behind it. */
export interface Listed<T> {
  rows: { key: number; node: T }[];
  more: boolean;
}

export const PAGE_ROWS_MAX = 200;
/** Few different limits, so that few statements are prepared. */
const LIMITS = [10, 50, PAGE_ROWS_MAX];

/**
 * `limit …` for one row more than a page has. A literal: with a parameter
 * PostgreSQL would plan the statement anew each time.
 */
export function limited(sql: Sql, { first }: Page) {
  const rows = LIMITS.find((limit) => limit >= first) ?? PAGE_ROWS_MAX;
  return sql.unsafe(`limit ${rows + 1}`);
}

/** `and column < key`, or nothing for the first page. */
export function before(sql: Sql, column: string, { after }: Page) {
  return after === null ? sql`` : sql`and ${sql(column)} < ${after}`;
}

/** `and column = value`, or nothing where nothing was asked. */
export function matching(sql: Sql, column: string, value: unknown) {
  return value === undefined || value === null
    ? sql``
    : sql`and ${sql(column)} = ${String(value)}`;
}

/** Rows whose `n` is their key, as one page of `nodes`. */
export function listed<T>(
  rows: readonly { n: number | string }[],
  nodes: readonly T[],
  { first }: Page,
): Listed<T> {
  return {
    rows: nodes.slice(0, first)
      .map((node, i) => ({ key: Number(rows[i]!.n), node })),
    more: rows.length > first,
  };
}
