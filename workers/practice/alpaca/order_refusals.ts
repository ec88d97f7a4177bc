/** Why Alpaca does not take an order: its own checks, and its codes for the floor's. @module */
import type { Floor, VenueOrder } from "../floor.ts";
import { type AlpacaFault, forbidden, impossible, malformed } from "./fault.ts";
import { freeShares } from "./free_shares.ts";
import { isOpen } from "./order_view.ts";
import { decimal, uuid } from "./wire_text.ts";
import { washTrade } from "./wash_trade.ts";

/** What is checked before the floor is asked. */
export function refusalBefore(
  order: VenueOrder,
  floor: Floor,
): AlpacaFault | undefined {
  if (floor.order(order.id)) return usedBefore();
  return passedStop(order, floor) ?? washTrade(order, floor) ??
    tooManyShares(order, floor);
}

/** The floor's reason, under the code that Alpaca has for it. */
export function refusalAt(reason: string): AlpacaFault {
  // A forgotten order's id stays used, and nobody can look it up.
  if (reason.endsWith("was used before")) return usedBefore();
  return reason.startsWith("Buying power")
    ? forbidden(`insufficient buying power: ${reason}`)
    : impossible(reason);
}

function usedBefore(): AlpacaFault {
  return malformed("client_order_id must be unique");
}

/** A stop that the price has reached already is not taken. */
function passedStop(
  { symbol, side, stopPrice }: VenueOrder,
  floor: Floor,
): AlpacaFault | undefined {
  const last = floor.last(symbol)?.price;
  if (stopPrice === null || last === undefined) return;
  const [reached, where] = side === "sell"
    ? [stopPrice >= last, "less"]
    : [stopPrice <= last, "greater"];
  if (!reached) return;
  return impossible(`stop price must be ${where} than current price`, {
    stop_price: decimal(stopPrice),
    market_price: decimal(last),
  });
}

function tooManyShares(
  { symbol, side, quantity }: VenueOrder,
  floor: Floor,
): AlpacaFault | undefined {
  if (side === "buy") return;
  const available = freeShares(floor, symbol);
  if (quantity <= available) return;
  const held = floor.state().holdings.get(symbol)?.quantity ?? 0;
  const related = floor.orders().filter((one) =>
    isOpen(one) && one.side === "sell" && one.symbol === symbol
  );
  return forbidden(
    `insufficient qty available for order (requested: ${quantity}, available: ${available})`,
    {
      available: String(available),
      existing_qty: String(held),
      held_for_orders: String(held - available),
      related_orders: related.map(({ number }) => uuid("order", number)),
      symbol,
    },
  );
}
