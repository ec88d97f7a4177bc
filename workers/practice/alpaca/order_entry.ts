/** New orders: what is sent, and whether it may be placed. @module */
import { z } from "zod";
import { Price } from "../../../core/money.ts";
import type { OrderType } from "../../../core/trading/order.ts";
import type { Floor, PlacedOrder, VenueOrder } from "../floor.ts";
import { type Ask, jsonIn } from "./ask.ts";
import { AlpacaFault, impossible, malformed } from "./fault.ts";
import { refusalAt, refusalBefore } from "./order_refusals.ts";
import { orderView } from "./order_view.ts";

/** Numbers come as text or as numbers. */
const numeric = z.union([z.string(), z.number().transform(String)]);

const NewOrder = z.object({
  symbol: z.string().max(20),
  qty: numeric,
  side: z.enum(["buy", "sell"]),
  type: z.string(),
  time_in_force: z.string(),
  limit_price: numeric.nullish(),
  stop_price: numeric.nullish(),
  client_order_id: z.string().min(1).max(128).nullish(),
  order_class: z.string().nullish(),
  extended_hours: z.boolean().nullish(),
});
type NewOrder = z.output<typeof NewOrder>;

/** Alpaca's words for how long an order is good. */
const GOOD_TILL: Readonly<Record<string, VenueOrder["goodTill"]>> = {
  day: "day",
  gtc: "cancelled",
};

export async function placeOrder(ask: Ask) {
  const read = NewOrder.safeParse(jsonIn(ask));
  if (!read.success) {
    const [{ path, message } = { path: [], message: "" }] = read.error.issues;
    throw malformed(`${path.join(".")}: ${message}`);
  }
  return orderView(await entered(ask, orderIn(read.data, ask.floor)));
}

/**
 * Places an order.
 *
 * @throws {AlpacaFault} If Alpaca or the floor refuses it.
 */
export async function entered(
  { floor, mischief, turns }: Ask,
  order: VenueOrder,
): Promise<PlacedOrder> {
  // A turn that throws would be the last one.
  const placed = await turns.take(async () => {
    // A cancel that is due frees its shares, and nobody may have played it yet.
    await floor.advance();
    const fault = refusalBefore(order, floor);
    if (fault) return fault;
    const answer = await floor.place(order);
    if ("refused" in answer) return refusalAt(answer.refused);
    if (order.type === "stop" && mischief.happens("drop_stop")) {
      await floor.drop(order.id);
    }
    return answer;
  });
  if (placed instanceof AlpacaFault) throw placed;
  return placed;
}

/** This venue takes simple orders in whole shares. */
function orderIn(wanted: NewOrder, { symbols }: Floor): VenueOrder {
  const { symbol, side, time_in_force, order_class, extended_hours } = wanted;
  const goodTill = GOOD_TILL[time_in_force];
  if (!goodTill) {
    throw impossible(`no ${time_in_force} orders here, only day and gtc`);
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
  const id = wanted.client_order_id ?? crypto.randomUUID();
  return { id, symbol, side, quantity, ...pricesIn(wanted), goodTill };
}

/** Each type has its own price, and no other. */
function pricesIn({ type, limit_price, stop_price }: NewOrder) {
  const word = OrderWord.safeParse(type);
  if (!word.success) {
    throw impossible(`no ${type} orders here, only limit, stop and market`);
  }
  return {
    type: word.data,
    limitPrice: priceIn("limit", word.data, limit_price),
    stopPrice: priceIn("stop", word.data, stop_price),
  };
}

const OrderWord = z.enum(["limit", "stop", "market"]);

function priceIn(
  kind: "limit" | "stop",
  type: OrderType,
  text: string | null | undefined,
): Price | null {
  const isGiven = text !== undefined && text !== null;
  if (type !== kind && isGiven) {
    throw malformed(`${type} orders must not have a ${kind} price`);
  }
  if (type !== kind) return null;
  if (!isGiven) throw malformed(`${kind} orders require a ${kind} price`);
  const price = Price.safeParse(text);
  if (price.success) return price.data;
  throw impossible(`invalid ${kind}_price: ${text}`);
}
