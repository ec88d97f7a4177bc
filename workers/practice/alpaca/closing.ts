/** Leaving positions at the market: one, or all of them. @module */
import type { Holding } from "../../../core/practice/placed_order.ts";
import type { PlacedOrder } from "../floor.ts";
import type { Ask } from "./ask.ts";
import { cancelAll } from "./cancels.ts";
import {
  AlpacaFault,
  bodyOfFault,
  impossible,
  malformed,
  notFound,
} from "./fault.ts";
import { entered } from "./order_entry.ts";
import { orderView } from "./order_view.ts";

export async function closePosition(ask: Ask) {
  const held = ask.floor.state().holdings.get(ask.name);
  if (!held) throw notFound("position does not exist");
  return orderView(await left(ask, held.symbol, sharesIn(ask, held)));
}

/**
 * Each has a status of its own. A cancel takes its time, so shares that an
 * order holds cannot be sold in the same moment: ask again.
 */
export async function closeAll(ask: Ask): Promise<Response> {
  if (ask.query.get("cancel_orders") === "true") await cancelAll(ask);
  const told: { symbol: string; status: number; body: unknown }[] = [];
  for (const { symbol, quantity } of ask.floor.state().holdings.values()) {
    try {
      const order = await left(ask, symbol, quantity);
      told.push({ symbol, status: 200, body: orderView(order) });
    } catch (error) {
      if (!(error instanceof AlpacaFault)) throw error;
      told.push({ symbol, status: error.status, body: bodyOfFault(error) });
    }
  }
  return Response.json(told, { status: 207 });
}

function left(
  ask: Ask,
  symbol: string,
  quantity: number,
): Promise<PlacedOrder> {
  return entered(ask, {
    id: crypto.randomUUID(),
    symbol,
    side: "sell",
    quantity,
    type: "market",
    limitPrice: null,
    stopPrice: null,
    goodTill: "day",
  });
}

/** As many as the query says, or a share of them, or all. */
function sharesIn({ query }: Ask, { quantity }: Holding): number {
  const qty = query.get("qty"), percentage = query.get("percentage");
  if (qty !== null && percentage !== null) {
    throw malformed("qty and percentage exclude each other");
  }
  const shares = qty !== null
    ? Number(qty)
    : Math.floor(quantity * Number(percentage ?? 100) / 100);
  if (Number.isSafeInteger(shares) && shares > 0) return shares;
  throw impossible(`not a whole number of shares: ${qty ?? percentage}`);
}
