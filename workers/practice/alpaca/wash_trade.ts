/** Orders of one account that could trade with each other. @module */
import type { Floor, VenueOrder } from "../floor.ts";
import { type AlpacaFault, forbidden } from "./fault.ts";
import { isOpen } from "./order_view.ts";
import { uuid } from "./wire_text.ts";

type Terms = Pick<VenueOrder, "side" | "type" | "limitPrice">;

/**
 * A new order is refused while one of the other side works in the same symbol,
 * unless both have limits that do not meet: a stop or a market order would
 * trade at whatever is there.
 */
export function washTrade(
  order: VenueOrder,
  floor: Floor,
): AlpacaFault | undefined {
  const against = floor.orders().find((other) =>
    isOpen(other) && other.symbol === order.symbol &&
    other.side !== order.side && couldMeet(order, other)
  );
  if (!against) return;
  const kind = against.type === "limit" ? "limit" : "market/stop";
  return forbidden("potential wash trade detected. use complex orders", {
    existing_order_id: uuid("order", against.number),
    reject_reason: `opposite side ${kind} order exists`,
  });
}

function couldMeet(one: Terms, other: Terms): boolean {
  const [buy, sell] = one.side === "buy" ? [one, other] : [other, one];
  if (buy.limitPrice === null || sell.limitPrice === null) return true;
  return buy.limitPrice >= sell.limitPrice;
}
