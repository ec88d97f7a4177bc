/** What a person would see of venue and books, in short words. @module */
import type { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import { MILLION } from "../../core/money.ts";
import type { Floor } from "../../workers/practice/floor.ts";

/** The orders that work at the venue: "sell 100 stop 81.19". */
export function working(floor: Floor): string[] {
  return floor.orders().flatMap((order) => {
    const { side, quantity, filledQuantity, type, status } = order;
    if (status !== "accepted" && status !== "partial") return [];
    const at = (order.limitPrice ?? order.stopPrice ?? 0) / MILLION;
    return [`${side} ${quantity - filledQuantity} ${type} ${at}`];
  });
}

/** What a person was told of, one word for each alert. */
export function codesOf({ operator }: MemoryBooks): string[] {
  return operator.alerts.map(({ kind }) => kind);
}
