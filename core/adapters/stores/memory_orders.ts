/** Orders in memory: all that ever were, and apart from them what a ledger shows. @module */
import { isLive, type Order } from "../../trading/order.ts";

export class MemoryOrders {
  readonly all = new Map<string, Order>();
  /** Kept apart, so that a ledger costs what is open, not what ever was. */
  readonly #current = new Map<string, Order>();
  #date = "";

  keep(order: Order): void {
    this.all.set(order.id, order);
    this.#current.set(order.id, order);
  }

  existing(id: string): Order {
    const order = this.all.get(id);
    if (order) return order;
    throw new Error(`Cannot change order ${id}: the books have no such`);
  }

  /** The order must be what the report was added to: no other writer came between. */
  expect({ id, status, filledQuantity }: Order): void {
    const now = this.existing(id);
    if (now.status === status && now.filledQuantity === filledQuantity) return;
    throw new Error(
      `Cannot record report: order ${id} is ${now.status} at ${now.filledQuantity} shares, not ${status} at ${filledQuantity}`,
    );
  }

  /** Those of a session, and live ones of any. A new date leaves behind what is over. */
  of(date: string): Order[] {
    if (date !== this.#date) {
      this.#date = date;
      for (const order of this.#current.values()) {
        if (order.session !== date && !isLive(order)) {
          this.#current.delete(order.id);
        }
      }
    }
    return [...this.#current.values()].filter((order) =>
      order.session === date || isLive(order)
    );
  }
}
