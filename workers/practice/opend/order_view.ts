/** An order of the floor in OpenD's words. @module */
import {
  localText,
  secondsOf,
} from "../../../core/adapters/brokers/opend/local_time.ts";
import { MILLION } from "../../../core/money.ts";
import type { Floor, PlacedOrder } from "../floor.ts";
import { codeOf } from "./security.ts";

export const SIDES = ["buy", "sell"] as const;
/** OrderType_Normal, which Hong Kong calls an enhanced limit order. */
export const LIMIT = 1;
export const MARKET = 2;
/** OrderStatus_Submitting: on its way to the exchange. */
export const SUBMITTING = 2;
const HONG_KONG = 1;
/** Before the number: eighteen digits together, as real ones. */
const ID_PREFIX = "62";
const ID_DIGITS = 16;

/** OrderStatus. What lapses at the close is disabled (22), its text says why. */
export function statusOf(order: PlacedOrder): number {
  const some = order.filledQuantity > 0;
  switch (order.status) {
    case "accepted":
      return order.cancelAsked ? 13 : 5;
    case "partial":
      return order.cancelAsked ? 12 : 10;
    case "filled":
      return 11;
    case "cancelled":
      return some ? 14 : 15;
    case "expired":
      return 22;
  }
}

export function isWorking({ status }: PlacedOrder): boolean {
  return status === "accepted" || status === "partial";
}

export function orderIdOf(number: number): string {
  return ID_PREFIX + String(number).padStart(ID_DIGITS, "0");
}

/** Undefined if it is none of the floor's. */
export function numberOf(orderID: string): number | undefined {
  const digits = orderID.slice(ID_PREFIX.length);
  const number = Number(digits);
  return orderID === orderIdOf(number) ? number : undefined;
}

export function orderView(
  { market: { timezone } }: Floor,
  order: PlacedOrder,
  orderStatus = statusOf(order),
) {
  const { filledQuantity, filledValue, submittedAt, updatedAt } = order;
  const orderID = orderIdOf(order.number);
  return {
    trdSide: SIDES.indexOf(order.side) + 1,
    orderType: order.type === "market" ? MARKET : LIMIT,
    orderStatus,
    orderID,
    orderIDEx: orderID,
    code: codeOf(order.symbol),
    name: order.symbol,
    qty: order.quantity,
    price: (order.limitPrice ?? 0) / MILLION,
    createTime: localText(timezone, submittedAt),
    createTimestamp: secondsOf(submittedAt),
    updateTime: localText(timezone, updatedAt),
    updateTimestamp: secondsOf(updatedAt),
    fillQty: filledQuantity,
    fillAvgPrice: filledQuantity > 0
      ? filledValue / filledQuantity / MILLION
      : 0,
    lastErrMsg: order.reason ?? "",
    secMarket: HONG_KONG,
    remark: order.id,
    timeInForce: 0,
    trdMarket: HONG_KONG,
  };
}
