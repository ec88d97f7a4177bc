/** An order in OpenD's words. @module */
import type { OrderSide } from "../../../market/market.ts";
import { MILLION, type Price } from "../../../money.ts";
import type { OrderType } from "../../../trading/order.ts";
import { Unsent } from "./failure.ts";
import { codeOf } from "./spelling.ts";
import { DAY, HONG_KONG, ORDER_TYPE, SIDE } from "./words.ts";

/** What OpenD stores beside an order; it would cut the rest off. */
const REMARK_BYTES = 64;

export interface Placed {
  id: string;
  symbol: string;
  side: OrderSide;
  quantity: number;
  type: OrderType;
  limitPrice: Price | null;
}

/**
 * @param lastPrice Goes along with a market order: it means nothing there, yet
 * OpenD's manual wants one.
 * @throws {Unsent} If it would not be this order there, or not be found again.
 */
export function placement(order: Placed, lastPrice: Price | undefined) {
  const { id, side, symbol, quantity, type } = order;
  if (type === "stop") {
    throw new Unsent("Moomoo's paper accounts take no stop orders");
  }
  const bytes = new TextEncoder().encode(id).length;
  if (bytes === 0 || bytes > REMARK_BYTES) {
    throw new Unsent(`its id has ${bytes} bytes`);
  }
  const price = type === "limit" ? order.limitPrice : lastPrice;
  if (price === null) throw new Unsent("it has no limit");
  return {
    trdSide: SIDE[side],
    orderType: ORDER_TYPE[type],
    code: codeOf(symbol),
    qty: quantity,
    // The double next to the decimal, which OpenD prints as that decimal.
    ...price === undefined ? {} : { price: price / MILLION },
    secMarket: HONG_KONG,
    remark: id,
    timeInForce: DAY,
  };
}
