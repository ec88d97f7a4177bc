/** What must be settled before anything trades: start-up is recovery. @module */
import { BrokerUnavailable, type Desk } from "../ports.ts";
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
  const sent: string[] = [];
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
    sent.push(order.id);
  }
  await lookUpAll(desk, sent);
}

/** Asks the venue again for every order of unknown fate. */
export async function resolve(desk: Desk): Promise<void> {
  const { books, clock, market } = desk;
  const { orders } = await books.ledger(localDate(market, clock.now()));
  const unknown = orders.filter(({ status }) => status === "unknown");
  await lookUpAll(desk, unknown.map(({ id }) => id));
}

/** A venue that is away leaves them as they are: the next comparison asks again. */
async function lookUpAll(desk: Desk, ids: readonly string[]): Promise<void> {
  try {
    for (const id of ids) await lookUp(desk, id);
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
  }
}

/**
 * Books what the venue knows of one order. A look-up that finds nothing proves
 * nothing, however often: the order may still be on its way. It stays unknown
 * until there is evidence, or until the operator ends it.
 *
 * @throws {BrokerUnavailable} If nothing could be read.
 */
export async function lookUp(desk: Desk, orderId: string): Promise<void> {
  const report = await desk.broker.find(orderId);
  if (report) await book(desk, report);
}
