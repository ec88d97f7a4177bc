/** Orders: /v2/orders. @module */
import { z } from "zod";
import { Price } from "../../../core/money.ts";
import type { Instant } from "../../../core/time.ts";
import type { Floor, PlacedOrder } from "../floor.ts";
import { type Ask, limitIn, symbolsIn, timeIn } from "./ask.ts";
import { forbidden, impossible, malformed, notFound } from "./fault.ts";
import { isOpen, orderView } from "./order_view.ts";
import { orderNumber } from "./wire_text.ts";

const LIST = 50;
const LIST_MAX = 500;

/** Numbers come as text or as numbers. */
const numeric = z.union([z.string(), z.number().transform(String)]);

const NewOrder = z.object({
  symbol: z.string().max(20),
  qty: numeric,
  side: z.enum(["buy", "sell"]),
  type: z.string(),
  time_in_force: z.string(),
  limit_price: numeric.optional(),
  client_order_id: z.string().min(1).max(128).optional(),
  order_class: z.string().nullish(),
  extended_hours: z.boolean().nullish(),
});
type NewOrder = z.output<typeof NewOrder>;

export function listOrders(ask: Ask) {
  const { floor, query } = ask;
  const status = query.get("status") ?? "open";
  if (!["open", "closed", "all"].includes(status)) {
    throw malformed(`invalid status: ${status}`);
  }
  const after = timeIn(ask, "after", -Infinity as Instant);
  const until = timeIn(ask, "until", Infinity as Instant);
  const symbols = symbolsIn(ask);
  const side = query.get("side");
  const asked = floor.orders().filter((order) =>
    (status === "all" || isOpen(order) === (status === "open")) &&
    order.submittedAt > after && order.submittedAt < until &&
    (symbols?.includes(order.symbol) ?? true) &&
    (side === null || order.side === side)
  );
  if (query.get("direction") !== "asc") asked.reverse();
  return asked.slice(0, limitIn(ask, LIST, LIST_MAX)).map(orderView);
}

export function orderById(ask: Ask) {
  return orderView(placedAs(ask));
}

export function orderByClientId({ floor, query }: Ask) {
  const id = query.get("client_order_id") ?? "";
  const order = floor.order(id);
  if (!order) throw notFound(`order not found for ${id}`);
  return orderView(order);
}

export async function placeOrder({ floor, body }: Ask) {
  const read = NewOrder.safeParse(await body());
  if (!read.success) {
    const [{ path, message } = { path: [], message: "" }] = read.error.issues;
    throw malformed(`${path.join(".")}: ${message}`);
  }
  const wanted = read.data;
  const id = wanted.client_order_id ?? crypto.randomUUID();
  const { symbol, side } = wanted;
  const { quantity, limitPrice } = termsOf(wanted, floor);
  const order = { id, symbol, side, quantity, limitPrice };
  const placed = await floor.place(order);
  if ("refused" in placed) throw refusal(placed.refused, floor, id);
  return orderView(placed);
}

export async function cancelOrder(ask: Ask) {
  const order = placedAs(ask);
  if (await ask.floor.cancel(order.id)) return;
  const { status } = orderView(ask.floor.order(order.id) ?? order);
  throw impossible(`order is not cancelable: it is ${status}`);
}

function placedAs({ floor, name }: Ask): PlacedOrder {
  const order = floor.orderOf(orderNumber(name) ?? 0);
  if (!order) throw notFound(`order not found for ${name}`);
  return order;
}

/** This venue takes limit orders for the day, in whole shares. */
function termsOf(wanted: NewOrder, { symbols }: Floor) {
  const { symbol, type, time_in_force, order_class, extended_hours } = wanted;
  if (type !== "limit") throw impossible(`no ${type} orders here, only limit`);
  if (time_in_force !== "day") {
    throw impossible(`no ${time_in_force} orders here, only day`);
  }
  if ((order_class || "simple") !== "simple") {
    throw impossible(`no ${order_class} orders here, only simple`);
  }
  if (extended_hours) throw impossible("no extended hours here");
  if (!symbols.includes(symbol)) {
    throw impossible(`asset "${symbol}" not found`);
  }
  const quantity = Number(wanted.qty);
  if (!Number.isSafeInteger(quantity) || quantity <= 0) {
    throw impossible(`qty must be a whole number of shares: ${wanted.qty}`);
  }
  const price = Price.safeParse(wanted.limit_price);
  if (!price.success) {
    throw impossible(`invalid limit_price: ${wanted.limit_price}`);
  }
  return { quantity, limitPrice: price.data };
}

/** The floor's reason, under the code that Alpaca has for it. */
function refusal(reason: string, floor: Floor, id: string) {
  if (floor.order(id)) return malformed("client_order_id must be unique");
  if (reason.startsWith("Buying power")) {
    return forbidden(`insufficient buying power: ${reason}`);
  }
  if (/ to sell, /.test(reason)) {
    return forbidden(`insufficient qty available for order: ${reason}`);
  }
  return impossible(reason);
}
