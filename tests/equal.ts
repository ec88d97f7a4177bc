/** A venue that says what the books say. @module */
import type { MemoryBooks } from "../core/adapters/stores/memory.ts";
import type { Market } from "../core/market/market.ts";
import { money } from "../core/money.ts";
import type { BrokerAccount, VenueDay, VenuePosition } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import { type ListedOrder, openQuantity } from "../core/trading/order.ts";

/** An account that equals the books; the orders that leave hold their shares. */
export function equalAccount(
  books: MemoryBooks,
  { currency }: Market,
): BrokerAccount {
  const positions = new Map<string, VenuePosition>();
  for (const position of books.positions.values()) {
    const { symbol, side, quantity: shares } = position;
    if (shares === 0) continue;
    const held = positions.get(symbol);
    const quantity = (held?.quantity ?? 0) +
      (side === "long" ? shares : -shares);
    const cost = money((held?.cost ?? 0) + position.cost);
    const available = Math.abs(quantity) - leaving(books, symbol);
    positions.set(symbol, { quantity, available, cost });
  }
  return { account: "test", currency, cash: books.cash, positions };
}

/** A list that equals the books: all that is known to have been sent. */
export function equalOrders(books: MemoryBooks, at: Instant): ListedOrder[] {
  return [...books.orders.values()].flatMap((order) => {
    const { status } = order;
    const unsure = status === "intent" || status === "submitting" ||
      status === "unknown";
    if (unsure) return [];
    return [{
      ...order,
      orderId: order.id,
      brokerOrderId: order.brokerOrderId ?? "b",
      status,
      cumulativeQuantity: order.filledQuantity,
      cumulativeValue: order.filledValue,
      executionId: null,
      at,
    }];
  });
}

/** A date as our own calendar has it; no clock is told. */
export function equalDay(market: Market, date: string): VenueDay {
  return { hours: market.sessionOn(date) ?? null, now: null };
}

function leaving(books: MemoryBooks, symbol: string): number {
  return [...books.orders.values()]
    .filter((order) => order.symbol === symbol && order.purpose === "exit")
    .reduce((sum, order) => sum + openQuantity(order), 0);
}
