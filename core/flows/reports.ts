/** What a venue tells of orders, booked where it is ours. @module */
import type { Desk } from "../ports.ts";
import type { ListedOrder, Order, OrderReport } from "../trading/order.ts";
import { adoptKill, isKill } from "./adopt_kill.ts";
import { book } from "./book.ts";
import { matters } from "./differences.ts";

export interface Told<Stranger> {
  /** Orders that moved, as they now stand. */
  moved: Order[];
  /** What is not about an order of ours. */
  strangers: Stranger[];
}

/** Books what is new since the last call. */
export async function takeReports(desk: Desk): Promise<Told<OrderReport>> {
  const told: Told<OrderReport> = { moved: [], strangers: [] };
  for (const report of await desk.broker.reports()) {
    const outcome = await book(desk, report);
    if (outcome.kind === "refused") told.strangers.push(report);
    else if (outcome.value.moved) told.moved.push(outcome.value.order);
  }
  return told;
}

/** Books every order of the venue's list; what `kill` sent becomes ours. */
export async function bookListed(
  desk: Desk,
  listed: readonly ListedOrder[],
): Promise<Told<ListedOrder>> {
  const told: Told<ListedOrder> = { moved: [], strangers: [] };
  for (const order of listed) {
    const { orderId } = order;
    if (orderId === null) {
      told.strangers.push(order);
      continue;
    }
    const report: OrderReport = { ...order, orderId };
    let outcome = await book(desk, report);
    if (outcome.kind === "refused" && isKill(orderId) && matters(order)) {
      const adopted = await adoptKill(desk, report, order);
      if (adopted) outcome = await book(desk, report);
    }
    if (outcome.kind === "refused") told.strangers.push(order);
    else if (outcome.value.moved) told.moved.push(outcome.value.order);
  }
  return told;
}
