/** Two processes of one agent: started at once, and one that comes back from the dead. */
import assert from "node:assert/strict";
import { LeaseHeld, takeLease } from "../core/adapters/stores/lease.ts";
import { settles, withDatabase } from "./database/opened.ts";
import { doubleStart, startWriter } from "./lease/process.ts";
import { rowsByFence } from "./lease/rows.ts";
import { ignore } from "./postgres.ts";

const DOUBLE_STARTS = 20;
const ROWS = 5;

Deno.test({
  name: `${DOUBLE_STARTS} double starts: one process writes, the other leaves`,
  ignore,
  fn: () =>
    withDatabase({ kind: "dev" }, async ({ url, outside }) => {
      const expected = [];
      for (let fence = 1; fence <= DOUBLE_STARTS; fence++) {
        const told = await settles(doubleStart(url, `${fence}`, ROWS));
        const [winner] = Object.keys(told);
        assert.deepEqual(told, {
          [winner!]: { fence, written: ROWS, refused: 0, knew: false },
        });
        expected.push({ fence, subject: winner, count: ROWS });
      }
      assert.deepEqual(await rowsByFence(outside), expected);
    }),
});

Deno.test({
  name:
    "a process stopped for longer than its lease writes nothing when it goes on",
  ignore,
  fn: () =>
    withDatabase({ kind: "dev" }, async ({ url, database, outside }) => {
      const zombie = startWriter(url, "zombie", 1e9, 1_000);
      await settles(zombie.writing);
      zombie.kill("SIGSTOP");
      const heir = await settles(takeSoon());
      const before = await rowsByFence(outside);
      zombie.kill("SIGCONT");
      const told = await settles(zombie.refused.then(() => zombie.end()));
      assert.ok(told && told.refused > 0 && told.knew, JSON.stringify(told));
      assert.deepEqual(await rowsByFence(outside), before);
      assert.equal(before[0]?.count, told.written);
      await heir.release();

      async function takeSoon() {
        const options = { agent: "dev_claude", holder: "heir", build: "test" };
        for (;;) {
          try {
            return await takeLease(database, options);
          } catch (error) {
            if (!(error instanceof LeaseHeld)) throw error;
          }
        }
      }
    }),
});
