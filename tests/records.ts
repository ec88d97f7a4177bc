/** Positions, orders and reports for tests: one lot of Tencent, unless changed. @module */
import { money } from "../core/money.ts";
import type { Instant } from "../core/time.ts";
import type { Order, OrderReport } from "../core/trading/order.ts";
import type { Position } from "../core/trading/position.ts";
import { amount, NOW, price } from "./desk.ts";

/** 100 shares of 0700 bought at 400, unless `changes` say otherwise. */
export function position(changes: Partial<Position> = {}): Position {
  return {
    id: "p1",
    symbol: "0700",
    side: "long",
    quantity: 100,
    cost: amount("40000"),
    highWatermark: price("400"),
    realizedPnl: money(0),
    fees: money(0),
    setup: "breakout",
    entryVolumePpm: null,
    tightenedPpm: 0,
    reviews: 0,
    reviewedBars: 0,
    overnight: null,
    protection: "software",
    status: "open",
    openedAt: NOW,
    closedAt: null,
    ...changes,
  };
}

/** A working order to buy 100 shares of 0700 at 400, unless `changes` say otherwise. */
export function order(changes: Partial<Order> = {}): Order {
  return {
    id: "o1",
    positionId: "o1",
    session: "2026-11-23",
    symbol: "0700",
    side: "buy",
    purpose: "entry",
    positionSide: "long",
    trigger: "breakout",
    quantity: 100,
    type: "limit",
    limitPrice: price("400"),
    stopPrice: null,
    status: "accepted",
    brokerOrderId: "b",
    reason: null,
    filledQuantity: 0,
    filledValue: money(0),
    fees: money(0),
    entryVolumePpm: null,
    cancelAskedAt: null,
    cancelAsks: 0,
    at: NOW,
    ...changes,
  };
}

/** What the venue tells of `orderId`: `filled` shares so far for `value` in all. */
export function report(
  orderId: string,
  status: OrderReport["status"],
  filled = 0,
  value = "0",
  when: Instant = NOW,
): OrderReport {
  return {
    orderId,
    brokerOrderId: "b",
    status,
    cumulativeQuantity: filled,
    cumulativeValue: amount(value),
    executionId: null,
    reason: null,
    at: when,
  };
}
