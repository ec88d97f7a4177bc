/** A position from entry to exit with everything that led to it: what is judged. @module */
import { z } from "zod";
import { Money, money, Price } from "../money.ts";
import { Side } from "../signals/rule.ts";
import { Instant } from "../time.ts";
import type { Adjustment } from "./adjustment.ts";
import { Decision } from "./decision.ts";
import { Fill } from "./fill.ts";
import { Order } from "./order.ts";
import type { Position } from "./position.ts";

export const Trade = z.object({
  agent: z.string().describe("Whose trade it was"),
  key: z.string().describe("Id of the position in that agent's books"),
  status: z.enum(["closed", "reopened"]).describe(
    "Reopened by a late fill: counts again once it is closed again",
  ).meta({ title: "TradeStatus" }),
  market: z.enum(["US", "HKEX"]),
  currency: z.enum(["USD", "HKD"]),
  symbol: z.string(),
  side: Side,
  setup: z.string().describe("Entry pattern that opened it"),
  quantity: z.int().positive().describe("Shares entered in all"),
  entryValue: Money.describe("Paid or received for them, fees excluded"),
  exitQuantity: z.int().positive().describe("All of them, once it is closed"),
  exitValue: Money,
  realizedPnl: Money.describe("Fees excluded"),
  fees: Money,
  openedAt: Instant,
  closedAt: Instant.nullable(),
  session: z.string().describe("Exchange-local date of the entry"),
  entryReason: z.string().describe("Reasons of the entry decision"),
  exitTrigger: z.string().describe("Signal or rule of the last exit filled"),
  exitReason: z.string().describe("Reasons of that exit's decision"),
  parameterVersion: z.string().describe("Thresholds it was entered by"),
  entryVolumePpm: z.int().nullable(),
  highWatermark: Price,
  tightenedPpm: z.int().nonnegative(),
  reviews: z.int().nonnegative(),
  overnight: z.string().nullable(),
  orders: z.array(Order),
  fills: z.array(Fill),
}).meta({ title: "Trade", description: "A closed position and its orders" });
export type Trade = z.output<typeof Trade>;

/** A decision about a trade, under the agent that made it. */
export const TradeDecision = z.object({
  agent: z.string(),
  tradeKey: z.string(),
  ...Decision.shape,
}).meta({ title: "TradeDecision" });
export type TradeDecision = z.output<typeof TradeDecision>;

/** What the books hold of one position, each list oldest first. */
export interface History {
  position: Position;
  orders: readonly Order[];
  fills: readonly Fill[];
  decisions: readonly Decision[];
  adjustments: readonly Adjustment[];
}

/**
 * The trade a history amounts to; undefined if any of it was not traded here
 * but adjusted or adopted, for that is no evidence of how it was traded.
 *
 * @throws {Error} If nothing was left yet, or the books lack what they promise:
 * each order's decision.
 */
export function tradeOf(
  whose: Pick<Trade, "agent" | "market" | "currency">,
  { position, orders, fills, decisions, adjustments }: History,
): Trade | undefined {
  if (adjustments.length > 0) return undefined;
  const entry = decisionOf(position.id, decisions);
  const last = lastExit({ position, orders, fills });
  const { id: key, quantity: held, status, realizedPnl, ...rest } = position;
  const { cost: _, reviewedBars: __, protection: ___, ...kept } = rest;
  if (realizedPnl === null) {
    throw new Error(`Cannot tell trade ${key}: nobody told its profit`);
  }
  const entered = totalOf(orders, "entry");
  const left = totalOf(orders, "exit");
  if (entered.quantity - left.quantity !== held) {
    throw new Error(
      `Cannot tell trade ${key}: ${entered.quantity} shares in and ${left.quantity} out do not leave ${held}`,
    );
  }
  return {
    ...whose,
    ...kept,
    realizedPnl,
    key,
    status: status === "closed" ? "closed" : "reopened",
    quantity: entered.quantity,
    entryValue: entered.value,
    exitQuantity: left.quantity,
    exitValue: left.value,
    session: entry.session,
    entryReason: entry.reasons.join("; "),
    exitTrigger: last.trigger,
    exitReason: decisionOf(last.id, decisions).reasons.join("; "),
    parameterVersion: entry.parameterVersion,
    orders: [...orders],
    fills: [...fills],
  };
}

function lastExit(
  { position, orders, fills }: Pick<History, "position" | "orders" | "fills">,
): Order {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const last = fills.map(({ orderId }) => byId.get(orderId))
    .findLast((order) => order?.purpose === "exit");
  if (last) return last;
  throw new Error(`Cannot tell trade ${position.id}: nothing was sold yet`);
}

function decisionOf(id: string, decisions: readonly Decision[]): Decision {
  const decision = decisions.find((decision) => decision.id === id);
  if (decision) return decision;
  throw new Error(`Cannot tell trade: order ${id} has no decision`);
}

function totalOf(orders: readonly Order[], purpose: Order["purpose"]) {
  let [quantity, value] = [0, money(0)];
  for (const order of orders) {
    if (order.purpose !== purpose) continue;
    quantity += order.filledQuantity;
    value = money(value + order.filledValue);
  }
  return { quantity, value };
}
