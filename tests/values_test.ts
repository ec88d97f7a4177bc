/** How values go to PostgreSQL and come back. */
import assert from "node:assert/strict";
import { withDatabase } from "./database/opened.ts";
import { ignore } from "./postgres.ts";

Deno.test({
  name: "what would lose digits or zone arrives as text, in UTC",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      const [row] = await database.read((sql) =>
        sql`
          select 9007199254740993::int8 as int8, 1.50::numeric as numeric,
            ${"2026-01-05T09:30:00.123456-05:00"}::timestamptz as instant,
            '2026-01-05'::date as date, ${sql.json({ a: [1] })}::jsonb as json,
            current_setting('TimeZone') as zone`
      );
      assert.deepEqual(row, {
        int8: "9007199254740993",
        numeric: "1.50",
        instant: "2026-01-05 14:30:00.123456+00",
        date: "2026-01-05",
        json: { a: [1] },
        zone: "UTC",
      });
    }),
});

Deno.test({
  name: "a list comes back as it was given, also out of a table",
  ignore,
  fn: () =>
    withDatabase({}, async ({ database }) => {
      const texts = [
        "",
        "a b",
        'say "no"',
        "back\\slash",
        "{a,b}",
        "NULL",
        null,
      ];
      const big = ["9007199254740993", null];
      await database.write((sql) =>
        sql`create table lists (
          texts text[], big int8[], small int[], is_it boolean[], what jsonb[],
          empty text[])`
      );
      const [row] = await database.write((sql) =>
        sql`insert into lists values (${texts}, ${big}, ${[1, 2]}, '{t,null}',
          array['{"a": "}"}'::jsonb, null], ${[]}) returning *`
      );
      assert.deepEqual(row, {
        texts,
        big,
        small: [1, 2],
        is_it: [true, null],
        what: [{ a: "}" }, null],
        empty: [],
      });
      const found = await database.read((sql) =>
        sql`select from lists
          where ${"a b"} = any(texts) and 2 = any(${[2, 3]}::int[])`
      );
      assert.equal(found.length, 1);
    }),
});
