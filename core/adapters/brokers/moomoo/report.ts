/** An order as OpenD tells it, as a report of ours. @module */
import type { Market } from "../../../market/market.ts";
import type { Instant } from "../../../time.ts";
import type { OrderReport } from "../../../trading/order.ts";
import { instantAt, instantOf } from "../opend/local_time.ts";
import type { WireOrder } from "./answers.ts";
import { valueAt } from "./vendor_money.ts";

/**
 * What a status of OpenD's says. Those that are not here say nothing: not sent
 * on yet (0, 1, 2), timed out or unknown (4, −1), and any that is new.
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
const ENDED: readonly string[] = ["rejected", "cancelled", "expired"];

/** Undefined if it is none of ours, or tells nothing that is settled. */
export function reportOf(
  order: WireOrder,
  market: Market,
): OrderReport | undefined {
  const told = STATUSES.get(order.orderStatus);
  if (!told || order.remark === "") return;
  const { fillQty, fillAvgPrice, qty, lastErrMsg } = order;
  const working = told === "accepted" || told === "partial";
  const status = working && fillQty > 0
    ? fillQty < qty ? "partial" : "filled"
    : told;
  return {
    orderId: order.remark,
    brokerOrderId: order.orderID,
    status,
    cumulativeQuantity: fillQty,
    cumulativeValue: valueAt(fillAvgPrice, fillQty),
    // Paper accounts have no list of fills.
    executionId: null,
    reason: ENDED.includes(status)
      ? lastErrMsg || `OpenD says: status ${order.orderStatus}`
      : null,
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
