/** What every trading database promises, whatever it is made of. @module */
import { LEDGER_PROMISES } from "./order_life/ledger_promises.ts";
import { OPERATOR_PROMISES } from "./order_life/operator_promises.ts";
import { ORDER_PROMISES } from "./order_life/order_promises.ts";
import { VENUE_PROMISES } from "./order_life/venue_promises.ts";
import { cycle, type Opened, session } from "./order_life/store_samples.ts";

/** Declares the tests of `name`; each opens books of its own, empty but for 100,000 in cash. */
export function keepsPromises(name: string, open: () => Promise<Opened>): void {
  const promises = {
    ...ORDER_PROMISES,
    ...LEDGER_PROMISES,
    ...OPERATOR_PROMISES,
    ...VENUE_PROMISES,
  };
  for (const [promise, check] of Object.entries(promises)) {
    Deno.test(`${name}: ${promise}`, async () => {
      const opened = await open();
      try {
        await opened.books.openSession(session());
        await opened.books.recordCycle(cycle("c-1"), []);
        await check(opened);
      } finally {
        await opened.close?.();
      }
    });
  }
}
