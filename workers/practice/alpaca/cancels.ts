/** Asking for orders to be cancelled: one, or all that work. @module */
import type { PlacedOrder } from "../floor.ts";
import type { Ask } from "./ask.ts";
import { impossible } from "./fault.ts";
import { isOpen, orderView } from "./order_view.ts";
import { placedAs } from "./orders.ts";
import { uuid } from "./wire_text.ts";

export async function cancelOrder(ask: Ask): Promise<void> {
  const order = placedAs(ask);
  if (isOpen(order) && ask.mischief.happens("refuse_cancel")) {
    throw impossible("order is not cancelable");
  }
  if (await ask.floor.cancel(order.id)) return;
  const { status } = orderView(ask.floor.order(order.id) ?? order);
  throw impossible(`order is already in "${status}" state`);
}

/** Each has a status of its own: an order that is not cancelled makes no fault. */
export async function cancelAll(ask: Ask): Promise<Response> {
  const asked: { id: string; status: number }[] = [];
  for (const order of ask.floor.orders().filter(isOpen)) {
    const status = await isCancelled(ask, order) ? 200 : 500;
    asked.push({ id: uuid("order", order.number), status });
  }
  return Response.json(asked, { status: 207 });
}

async function isCancelled(
  { floor, mischief }: Ask,
  { id }: PlacedOrder,
): Promise<boolean> {
  return !mischief.happens("refuse_cancel") && await floor.cancel(id);
}
