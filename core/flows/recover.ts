/** What must be settled before anything trades: start-up is recovery. @module */
import type { Desk } from "../ports.ts";
import { localDate } from "../market/sessions.ts";
import { book } from "./book.ts";

/**
 * Settles the orders a crash left behind. An intent was never sent: it expires,
 * and the flow decides afresh. One that was being sent has an unknown fate.
 */
export async function recover(desk: Desk): Promise<void> {
  const { books, clock, market } = desk;
  const { orders } = await books.ledger(localDate(market, clock.now()));
  for (const { id, status } of orders) {
    if (status === "intent") {
      await books.expireIntent(id, "Found at start: it was never sent");
    }
    if (status === "submitting") {
      const reason = "Found at start: whether it was sent is not known";
      await books.recordAnswer(id, { status: "unknown", reason });
    }
  }
  await resolve(desk);
}

/**
 * Asks the venue for every order of unknown fate and books what it tells. A
 * look-up that finds nothing proves nothing, however often: the order may
 * still be on its way. It stays unknown until there is evidence, or until the
 * operator ends it.
 */
export async function resolve(desk: Desk): Promise<void> {
  const { books, broker, clock, market } = desk;
  const { orders } = await books.ledger(localDate(market, clock.now()));
  for (const { id, status } of orders) {
    if (status !== "unknown") continue;
    const report = await broker.find(id);
    if (report) await book(desk, report);
  }
}
