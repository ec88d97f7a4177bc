/** A venue as its record left it. @module */
import type { Market } from "../market/market.ts";
import type { Money } from "../money.ts";
import type { Blotter } from "./blotter.ts";
import type { PlacedOrder } from "./placed_order.ts";
import { Venue } from "./venue.ts";
import type { Working } from "./working.ts";

/** Knows every order of the record, and works those that are not over. */
export function restoredVenue(
  market: Market,
  cash: Money,
  { record, holdings }: Blotter,
): Venue {
  const venue = new Venue(market, cash);
  for (const order of record) {
    const { id, status, reason, updatedAt, droppedAt } = order;
    if (droppedAt !== null) {
      venue.useUp(id);
      continue;
    }
    // One that left the tape has no lot any more, and is never matched.
    const working = workingOf(order, market.lotOf(order.symbol) ?? 1);
    venue.restore(working, status, reason, updatedAt);
  }
  for (const { symbol, quantity } of holdings.values()) {
    venue.holdings.set(symbol, quantity);
  }
  return venue;
}

function workingOf(placed: PlacedOrder, lot: number): Working {
  const { id, symbol, side, quantity, type, limitPrice, stopPrice } = placed;
  const { goodTill, arrivesAt, filledQuantity, filledValue, fees } = placed;
  return {
    ...{ id, symbol, side, quantity, type, limitPrice, stopPrice },
    ...{ goodTill, arrivesAt, lot },
    expiresAt: placed.expiresAt ?? Infinity,
    cancelsAt: placed.cancelsAt ?? Infinity,
    filled: filledQuantity,
    value: filledValue,
    fees,
  };
}
