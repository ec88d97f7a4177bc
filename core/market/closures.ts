/** How a market's exceptional days are written down. @module */

/**
 * Exchange-local ISO dates, separated by white space, by the name of the
 * occasion. Weekends are never listed.
 */
export type Occasions = Readonly<Record<string, string>>;

export interface Closures {
  /** Every year in this range is complete; of others nothing is known. */
  years: { first: number; last: number };
  /** Days without any trading. */
  full: Occasions;
  /** Days on which the market's short hours apply. */
  early: Occasions;
}

/** All dates of a table, for membership tests. */
export function datesOf(occasions: Occasions): ReadonlySet<string> {
  return new Set(Object.values(occasions).join(" ").match(/\S+/g));
}
