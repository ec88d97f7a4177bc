/** Orders as they stand: lists of them, and one by its ids. @module */
import type { Instant } from "../../../core/time.ts";
import type { PlacedOrder } from "../floor.ts";
import { type Ask, limitIn, symbolsIn, timeIn, wordIn } from "./ask.ts";
import { malformed, notFound } from "./fault.ts";
import { isOpen, orderView } from "./order_view.ts";
import { orderNumber } from "./wire_text.ts";

const LIST = 50;
const LIST_MAX = 500;

export function listOrders(ask: Ask) {
  const { floor, query } = ask;
  const status = wordIn(ask, "status", ["open", "closed", "all"], "open");
  const direction = wordIn(ask, "direction", ["asc", "desc"], "desc");
  const limit = limitIn(ask, LIST, LIST_MAX);
  if (!["us_equity", null].includes(query.get("asset_class"))) return [];
  const wanted = filterOf(ask);
  const asked = floor.orders().filter((order) =>
    (status === "all" || isOpen(order) === (status === "open")) &&
    wanted(order)
  );
  if (direction === "desc") asked.reverse();
  return asked.slice(0, limit).map(orderView);
}

export function orderById(ask: Ask) {
  const order = placedAs(ask);
  if (!ask.mischief.happens("lookup_miss")) return orderView(order);
  throw notFound(`order not found for ${ask.name}`);
}

export function orderByClientId({ floor, mischief, query }: Ask) {
  const id = query.get("client_order_id") ?? "";
  const order = floor.order(id);
  if (order && !mischief.happens("lookup_miss")) return orderView(order);
  throw notFound(`order not found for ${id}`);
}

/**
 * The order that the path names.
 *
 * @throws {AlpacaFault} If there is none.
 */
export function placedAs({ floor, name }: Ask): PlacedOrder {
  const order = floor.orderOf(orderNumber(name) ?? 0);
  if (!order) throw notFound(`order not found for ${name}`);
  return order;
}

/** Times and ids are bounds that the list does not include. */
function filterOf(ask: Ask): (order: PlacedOrder) => boolean {
  const after = timeIn(ask, "after", -Infinity as Instant);
  const until = timeIn(ask, "until", Infinity as Instant);
  const afterId = numberIn(ask, "after_order_id") ?? -Infinity;
  const beforeId = numberIn(ask, "before_order_id") ?? Infinity;
  const symbols = symbolsIn(ask);
  const side = wordIn(ask, "side", ["buy", "sell", "all"], "all");
  return (order) =>
    order.submittedAt > after && order.submittedAt < until &&
    order.number > afterId && order.number < beforeId &&
    (symbols?.includes(order.symbol) ?? true) &&
    (side === "all" || order.side === side);
}

function numberIn({ query }: Ask, name: string): number | undefined {
  const id = query.get(name);
  if (id === null) return;
  const number = orderNumber(id);
  if (number === undefined) throw malformed(`invalid ${name}: ${id}`);
  return number;
}
