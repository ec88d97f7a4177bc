/** Which column of a bar file means what. @module */

/** What a column holds. */
export type Field = "time" | "open" | "high" | "low" | "close" | "volume";
export const FIELDS: readonly Field[] = [
  "time",
  "open",
  "high",
  "low",
  "close",
  "volume",
];

export interface Columns {
  /** The meaning of each column by position; null is read past. */
  meanings: readonly (Field | null)[];
  /** One `date` per row, each a whole day, instead of a time. */
  daily: boolean;
}

/** The file is not one of bars. */
export class HeaderError extends Error {
  override name = "HeaderError";
}

/** Best first: of several time columns the most exact one counts. */
const TIMES = ["t", "datetime", "date"];
const PRICES: Record<string, Field> = {
  o: "open",
  open: "open",
  h: "high",
  high: "high",
  l: "low",
  low: "low",
  c: "close",
  close: "close",
  v: "volume",
  volume: "volume",
};

/**
 * Reads a header such as "t,o,h,l,c,v": any order, any case, extra columns
 * ignored.
 *
 * @throws {HeaderError} If a meaning has no column, or two.
 */
export function columnsOf(header: string): Columns {
  const names = header.split(",").map((name) => name.trim().toLowerCase());
  const time = TIMES.find((name) => names.includes(name));
  const meanings = names.map((name) =>
    name === time ? "time" : Object.hasOwn(PRICES, name) ? PRICES[name]! : null
  );
  for (const field of FIELDS) {
    const count = meanings.filter((meaning) => meaning === field).length;
    if (count === 1) continue;
    throw new HeaderError(
      `${count === 0 ? "no" : count} columns for the ${field} in "${header}"`,
    );
  }
  return { meanings, daily: time === "date" };
}
