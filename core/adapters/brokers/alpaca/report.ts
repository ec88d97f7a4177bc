/** An order as Alpaca tells it, as a report of ours. @module */
import { z } from "zod";
import type { Market } from "../../../market/market.ts";
import type { Instant } from "../../../time.ts";
import {
  type ListedOrder,
  type OrderReport,
  OrderType,
} from "../../../trading/order.ts";
import { valueOf } from "./decimal.ts";

const decimal = z.union([z.string(), z.number().transform(String)])
  .refine((text) => /^\d+(\.\d+)?$/.test(text), "not a decimal")
  .refine((text) => Number(text) <= Number.MAX_SAFE_INTEGER, "too large");
const text = z.string().nullish();
const date = z.date().nullish();

/** Of an order's fields, those that we read. Whoever sent it, it is read. */
const WireOrder = z.object({
  id: z.string().min(1),
  clientOrderId: text,
  symbol: text,
  side: text,
  type: text,
  status: z.string(),
  /** Missing where an amount of money was ordered. */
  qty: decimal.nullish(),
  filledQty: decimal.nullish().transform((told) => told ?? "0"),
  filledAvgPrice: decimal.nullish(),
  updatedAt: date,
  submittedAt: date,
  createdAt: date,
});
export type WireOrder = z.output<typeof WireOrder>;

/** How an order can be over; every other word, known or new, says it may still fill. */
const ENDS: ReadonlyMap<string, OrderReport["status"]> = new Map([
  ["filled", "filled"],
  ["canceled", "cancelled"],
  ["expired", "expired"],
  ["rejected", "rejected"],
  // We replace none; whoever did took this one off.
  ["replaced", "cancelled"],
]);
/** Those that are known and say no more than that. */
const WORKS = [
  "new",
  "accepted",
  "pending_new",
  "accepted_for_bidding",
  "held",
  "stopped",
  "suspended",
  "calculated",
  "done_for_day",
  "partially_filled",
  "pending_cancel",
  "pending_replace",
];

/** Letters of a word that are worth telling. */
const UNKNOWN_MAX = 50;

/** Of an update, what the order itself does not say. */
export interface Told {
  executionId: string | null;
  at: Instant | undefined;
}

/** @throws {z.ZodError} If it is no order. */
export function orderIn(wire: unknown): WireOrder {
  return WireOrder.parse(wire);
}

/**
 * What the venue says of one order.
 *
 * @param now Market time, where it tells none.
 * @throws {RangeError} If it has filled at no price, or at one out of range.
 */
export function reportOf(
  read: WireOrder,
  now: Instant,
  told?: Told,
): OrderReport {
  const { id, clientOrderId, filledQty } = read;
  const at = read.updatedAt ?? read.submittedAt ?? read.createdAt;
  return {
    orderId: clientOrderId || id,
    brokerOrderId: id,
    ...stateOf(read),
    cumulativeQuantity: Number(filledQty),
    cumulativeValue: valueOf(priceOf(read), filledQty),
    executionId: told?.executionId ?? null,
    at: told?.at ?? at?.getTime() as Instant | undefined ?? now,
  };
}

/**
 * The same for a list of all that are there, in our spelling of symbols.
 *
 * @throws {RangeError} As `reportOf`.
 */
export function listedOf(
  read: WireOrder,
  market: Pick<Market, "symbolOf">,
  now: Instant,
): ListedOrder {
  const { clientOrderId, symbol, side, type, qty, filledQty } = read;
  return {
    ...reportOf(read, now),
    orderId: clientOrderId || null,
    symbol: market.symbolOf(symbol ?? "") ?? symbol ?? "",
    // One of several legs has no side of its own, and is none of ours.
    side: side?.startsWith("sell") ? "sell" : "buy",
    quantity: Number(qty ?? filledQty),
    type: OrderType.safeParse(type).data ?? null,
  };
}

/** Whether nothing can happen to it any more. */
export function isOver(read: WireOrder): boolean {
  return !["accepted", "partial"].includes(stateOf(read).status);
}

function stateOf(
  { status, qty, filledQty }: WireOrder,
): Pick<OrderReport, "status" | "reason" | "unknownState"> {
  const end = ENDS.get(status);
  const works = Number(filledQty) > 0 ? "partial" : "accepted";
  if (!end) {
    const unknownState = status.slice(0, UNKNOWN_MAX);
    const known = WORKS.includes(status);
    return { status: works, reason: null, ...!known && { unknownState } };
  }
  if (end !== "filled") {
    return { status: end, reason: `Alpaca says: ${status}` };
  }
  if (Number(filledQty) >= Number(qty ?? filledQty)) {
    return { status: end, reason: null };
  }
  const unknownState = `${status} with ${filledQty} of ${qty} shares`;
  return { status: works, reason: null, unknownState };
}

/** Text, "0" while nothing has filled. */
function priceOf({ filledQty, filledAvgPrice }: WireOrder): string {
  if (Number(filledQty) === 0) return "0";
  if (filledAvgPrice && Number(filledAvgPrice) > 0) return filledAvgPrice;
  throw new RangeError(`Cannot read order: ${filledQty} filled at no price`);
}
