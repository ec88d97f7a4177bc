/** Shares that may be sold: held, and not held back for an order. @module */
import type { Floor } from "../floor.ts";
import { isOpen } from "./order_view.ts";

export function freeShares(floor: Floor, symbol: string): number {
  let shares = floor.state().holdings.get(symbol)?.quantity ?? 0;
  for (const order of floor.orders()) {
    if (isOpen(order) && order.side === "sell" && order.symbol === symbol) {
      shares -= order.quantity - order.filledQuantity;
    }
  }
  return shares;
}
