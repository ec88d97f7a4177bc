/** What must be settled before anything trades: start-up is recovery. @module */
import type { Desk } from "../ports.ts";
import { localDate } from "../market/sessions.ts";
import { isLive } from "../trading/order.ts";
import { book } from "./book.ts";

/**
 * Settles the orders a crash left behind. An intent was never sent: it expires,
 * and the flow decides afresh. One that was being sent has an unknown fate. Of
 * every other the venue is asked, for what it told just before is lost.
 */
export async function recover(desk: Desk): Promise<void> {
  const { books, clock, market } = desk;
  const { orders } = await books.ledger(localDate(market, clock.now()));
  for (const order of orders.filter(isLive)) {
    if (order.status === "intent") {
      const reason = "Found at start: it was never sent";
      await books.expireIntent(order.id, reason);
      continue;
    }
    if (order.status === "submitting") {
      const reason = "Found at start: whether it was sent is not known";
      await books.recordAnswer(order.id, { status: "unknown", reason });
    }
    await lookUp(desk, order.id);
  }
}

/** Asks the venue again for every order of unknown fate. */
export async function resolve(desk: Desk): Promise<void> {
  const { books, clock, market } = desk;
  const { orders } = await books.ledger(localDate(market, clock.now()));
  for (const { id, status } of orders) {
    if (status === "unknown") await lookUp(desk, id);
  }
}

/**
 * Books what the venue knows of one order. A look-up that finds nothing proves
 * nothing, however often: the order may still be on its way. It stays unknown
 * until there is evidence, or until the operator ends it.
 */
export async function lookUp(desk: Desk, orderId: string): Promise<void> {
  const report = await desk.broker.find(orderId);
  if (report) await book(desk, report);
}
