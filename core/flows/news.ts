/** What the venue tells between two comparisons: booked, and named where it is not ours. @module */
import { BrokerUnavailable, type Desk } from "../ports.ts";
import type { Order } from "../trading/order.ts";
import { matters, nameOf, orderKey } from "./differences.ts";
import { checkBooks } from "./reconcile.ts";
import { bookListed, takeReports } from "./reports.ts";

/**
 * Books what is new. An order that is not ours brings a comparison at once: it
 * is put on record by name and told to a person, never adopted, unless it is
 * one that `kill` sent. Answers the orders that moved, as they now stand.
 */
export async function bookReports(desk: Desk): Promise<readonly Order[]> {
  const { moved, strangers } = await takeReports(desk);
  const isNew = strangers.some(({ orderId }) => !wasSeen(desk, orderId));
  if (isNew) await checkBooks(desk, strangers);
  return moved;
}

/**
 * Books all of the venue's list that is ours, for a push may be lost; an order
 * of unknown fate that is on it is settled so. What a list that could not be
 * read would have shown is not known: the next one is asked for soon.
 */
export async function pollOrders(desk: Desk): Promise<readonly Order[]> {
  try {
    const listed = await desk.broker.orders();
    const { moved, strangers } = await bookListed(desk, listed);
    const isNew = strangers.some((order) =>
      matters(order) && !wasSeen(desk, nameOf(order))
    );
    if (isNew) await checkBooks(desk);
    return moved;
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return [];
  }
}

function wasSeen({ sightings }: Desk, name: string): boolean {
  return sightings.has(orderKey(name));
}
