/** An approved order in Alpaca's words. @module */
import type { Price } from "../../../money.ts";
import type { ApprovedOrder } from "../../../risk/gate.ts";
import { priceText } from "./decimal.ts";

/** @throws {RangeError} If its price has places that Alpaca does not take. */
export function requestOf(order: ApprovedOrder) {
  const { id, symbol, side, quantity } = order;
  const common = {
    clientOrderId: id,
    symbol,
    side,
    qty: String(quantity),
    type: order.type,
  };
  switch (order.type) {
    case "limit": {
      const limitPrice = priceText(given(order.limitPrice, id));
      return { ...common, limitPrice, timeInForce: "day" } as const;
    }
    case "stop": {
      const stopPrice = priceText(given(order.stopPrice, id));
      // It protects what is held over night, too.
      return { ...common, stopPrice, timeInForce: "gtc" } as const;
    }
    case "market":
      return { ...common, timeInForce: "day" } as const;
  }
}

function given(price: Price | null, id: string): Price {
  if (price !== null) return price;
  throw new TypeError(`Cannot send order ${id}: its kind needs a price`);
}
