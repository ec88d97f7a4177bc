/** A share of the days that `deno task simulate` plays: books and venue agree whatever goes wrong. */
import assert from "node:assert/strict";
import { playDay } from "./simulate/day.ts";

const DAYS = 40;

for (let seed = 1; seed <= DAYS; seed++) {
  Deno.test(`Day ${seed} on the wire: nothing lost, nothing twice, no row from a failed read, books equal`, async () => {
    const { wrong } = await playDay(seed);
    assert.deepEqual(wrong, []);
  });
}

Deno.test("The same seed is the same day", async () => {
  assert.deepEqual(await playDay(7), await playDay(7));
});
