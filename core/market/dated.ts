/** Rates and rules that change on a date, as rows. @module */

/** In force from this local date on; null: announced, but the date is not known. */
export interface Dated {
  from: string | null;
}

/**
 * The row in force on an ISO date: the last that has begun. A date before the
 * first row takes the first. Rows are in order of date; a null date is never in
 * force.
 *
 * @throws {RangeError} If no row has a date.
 */
export function rowOn<R extends Dated>(rows: readonly R[], date: string): R {
  const known = rows.filter((row) => row.from !== null);
  const row = known.findLast((row) => row.from! <= date) ?? known[0];
  if (!row) throw new RangeError(`Cannot find a row for date: ${date}`);
  return row;
}
