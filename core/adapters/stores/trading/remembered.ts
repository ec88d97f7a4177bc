/** Rows of a table as lines of JSON, each understood once for as long as it stays as it is. @module */
import type { z } from "zod";
import type { Table } from "../table.ts";

/** For lists that are read again and again, and of which little changes in between. */
export class Remembered<Model extends z.ZodObject> {
  #table: Table<Model>;
  #known = new Map<string, Readonly<z.output<Model>>>();

  constructor(table: Table<Model>) {
    this.#table = table;
  }

  /**
   * The domain values of `lines`, frozen, as the next reading shares them.
   *
   * @param lines JSON of `select` by row, a line each; null for no rows.
   * @throws {z.ZodError} On drift.
   */
  read(lines: string | null): Readonly<z.output<Model>>[] {
    const known = new Map<string, Readonly<z.output<Model>>>();
    const values = (lines?.split("\n") ?? []).map((line) => {
      const value = this.#known.get(line) ?? this.#understand(line);
      known.set(line, value);
      return value;
    });
    this.#known = known;
    return values;
  }

  #understand(line: string): Readonly<z.output<Model>> {
    return Object.freeze(this.#table.read([JSON.parse(line)])[0]!);
  }
}
