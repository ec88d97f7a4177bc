/** What every registered broker promises, over its real wire to the practice venue. */
import assert from "node:assert/strict";
import { TRADERS } from "../core/agents/mod.ts";
import { PROMISES } from "./brokers/contract.ts";
import { REGISTERED } from "./brokers/registered.ts";

/** What one of them leaves behind is seen once all of them are done. */
const UNSEEN = {
  sanitizeOps: false,
  sanitizeResources: false,
  sanitizeExit: false,
};

Deno.test("every broker that an agent uses is registered", () => {
  const registered = REGISTERED.map(({ broker }) => broker);
  for (const { id, broker } of TRADERS) {
    assert.ok(registered.includes(broker), `${broker} of ${id}`);
  }
});

for (const [sentence, keep, isTimed = false] of PROMISES) {
  Deno.test({
    name: sentence,
    fn: async (test) => {
      const steps = REGISTERED.map((one) => () =>
        test.step({ ...UNSEEN, name: one.name, fn: () => keep(one) })
      );
      if (isTimed) { for (const step of steps) await step(); }
      // Most of it is waiting.
      else await Promise.all(steps.map((step) => step()));
    },
    sanitizeOps: true,
    sanitizeResources: true,
  });
}
