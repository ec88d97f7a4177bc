/** An order as OpenD tells it, as a report of ours and as one of a list. @module */
import type { Market } from "../../../market/market.ts";
import type { Instant } from "../../../time.ts";
import type {
  ListedOrder,
  OrderReport,
  OrderType,
} from "../../../trading/order.ts";
import { instantAt, instantOf } from "../opend/local_time.ts";
import type { WireOrder } from "./answers.ts";
import { valueAt } from "./vendor_money.ts";
import { ORDER_TYPE, SIDES } from "./words.ts";

/**
 * What a status of OpenD's says. One that is new says that the order is there.
 */
const STATUSES: ReadonlyMap<number, OrderReport["status"]> = new Map([
  [3, "rejected"],
  [5, "accepted"],
  [10, "partial"],
  [11, "filled"],
  // Asked to be cancelled, and still working.
  [12, "partial"],
  [13, "accepted"],
  [14, "cancelled"],
  [15, "cancelled"],
  [21, "rejected"],
  // Lapsed: we disable no order, so its day is over.
  [22, "expired"],
  [23, "cancelled"],
  // A fill was taken back; no totals are right after that.
  [24, "rejected"],
]);
/** These say nothing: not sent on yet (0, 1, 2), timed out or unknown (4, −1). */
const SILENT: readonly number[] = [-1, 0, 1, 2, 4];
const ENDED: readonly string[] = ["rejected", "cancelled", "expired"];
const TYPES: ReadonlyMap<number, OrderType> = new Map(
  Object.entries(ORDER_TYPE).map(([type, code]) => [code, type as OrderType]),
);

/** Undefined if it is none of ours, or tells nothing that is settled. */
export function reportOf(
  order: WireOrder,
  market: Market,
): OrderReport | undefined {
  const { orderStatus, remark } = order;
  if (SILENT.includes(orderStatus) || remark === "") return;
  const told = STATUSES.get(orderStatus) ?? "accepted";
  return { orderId: remark, ...totalsOf(order, told, market) };
}

/**
 * Whoever sent it. What says nothing may work, so it counts as working.
 *
 * @throws {RangeError} If it cannot be read: a list without it is no list.
 */
export function listedOf(order: WireOrder, market: Market): ListedOrder {
  const { orderStatus, orderID, remark, code, trdSide } = order;
  const side = SIDES.get(trdSide);
  if (!side) {
    throw new RangeError(`Cannot read order ${orderID}: side ${trdSide}`);
  }
  const told = STATUSES.get(orderStatus) ?? "accepted";
  return {
    orderId: remark === "" ? null : remark,
    ...totalsOf(order, told, market),
    // What is no symbol of ours still must be named.
    symbol: market.symbolOf(code) ?? code,
    side,
    quantity: order.qty,
    type: TYPES.get(order.orderType) ?? null,
  };
}

export function isWorking({ status }: Pick<OrderReport, "status">): boolean {
  return status === "accepted" || status === "partial";
}

function totalsOf(
  order: WireOrder,
  told: OrderReport["status"],
  market: Market,
): Omit<OrderReport, "orderId"> {
  const { fillQty, fillAvgPrice, qty, lastErrMsg, orderStatus } = order;
  const isKnown = STATUSES.has(orderStatus) || SILENT.includes(orderStatus);
  const status = isWorking({ status: told }) && fillQty > 0
    ? fillQty < qty ? "partial" : "filled"
    : told;
  return {
    brokerOrderId: order.orderID,
    status,
    cumulativeQuantity: fillQty,
    cumulativeValue: valueAt(fillAvgPrice, fillQty),
    // Paper accounts have no list of fills.
    executionId: null,
    reason: ENDED.includes(status)
      ? lastErrMsg || `OpenD says: status ${orderStatus}`
      : null,
    ...!isKnown && { unknownState: `status ${orderStatus}` },
    at: updatedAt(order, market),
  };
}

/** @throws {RangeError} If neither of its times can be read. */
function updatedAt(
  { updateTimestamp, updateTime, orderID }: WireOrder,
  { timezone }: Market,
): Instant {
  if (updateTimestamp) return instantAt(updateTimestamp);
  const at = instantOf(timezone, updateTime);
  if (at !== undefined) return at;
  throw new RangeError(
    `Cannot date order ${orderID}: it was updated at "${updateTime}"`,
  );
}
