/**
 * How values go to PostgreSQL and come back, where the driver's own way would
 * lose something. By the numbers types have in every PostgreSQL.
 *
 * @module
 */

/** date, timestamp and timestamptz stay the text they are: a Date has neither their digits nor their zone. */
const INSTANTS = [1184, 1082, 1114];
const NUMBERS = [1007, 1005, 1021, 1022];
const BOOLEANS = [1000];
const DOCUMENTS = [3807, 199];
/** text, varchar, name, int8, numeric, timestamptz, timestamp, date, uuid, xid8: of each the list. */
const TEXTS = [1009, 1015, 1003, 1016, 1231, 1185, 1115, 1182, 2951, 271];

/** What `postgres` calls types. It would ask each new connection for the lists, and end the process if that one is lost meanwhile. */
export const VALUES = {
  instant: {
    to: INSTANTS[0]!,
    from: INSTANTS,
    serialize: String,
    parse: String,
  },
  numbers: listsOf(NUMBERS, Number),
  booleans: listsOf(BOOLEANS, (text) => text === "t"),
  documents: listsOf(DOCUMENTS, JSON.parse, JSON.stringify),
  texts: listsOf(TEXTS, String),
};

function listsOf(
  types: number[],
  parse: (text: string) => unknown,
  serialize: (value: unknown) => string = String,
) {
  return {
    to: types[0]!,
    from: types,
    // What is no list is one already written out.
    serialize: (list: unknown) =>
      Array.isArray(list) ? literalOf(list.map(orNull(serialize))) : list,
    parse: (literal: string) => elementsOf(literal).map(orNull(parse)),
  };
}

function orNull<T, R>(convert: (value: T) => R) {
  return (value: T | null) => value === null ? null : convert(value);
}

/** A list as PostgreSQL writes one of a single dimension: {"a","b",null}. */
function literalOf(elements: (string | null)[]): string {
  const quoted = elements.map((element) =>
    element === null ? "null" : `"${element.replaceAll(/["\\]/g, "\\$&")}"`
  );
  return `{${quoted.join()}}`;
}

function elementsOf(literal: string): (string | null)[] {
  const elements = literal.matchAll(/"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs);
  return [...elements].map(([, quoted, bare]) =>
    quoted?.replaceAll(/\\(.)/gs, "$1") ?? (bare === "NULL" ? null : bare!)
  );
}
