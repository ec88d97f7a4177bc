/** What books are given and asked in the tests of their promises. @module */
import { money } from "../../core/money.ts";
import type { TradingStore } from "../../core/ports.ts";
import { DAY_MS, MINUTE_MS, plus } from "../../core/time.ts";
import type { Alert } from "../../core/trading/alert.ts";
import type { CommandKind } from "../../core/trading/command.ts";
import type { Cycle, TradingSession } from "../../core/trading/cycle.ts";
import type { JournalRow } from "../../core/trading/journal.ts";
import type { Monitor } from "../../core/trading/monitor.ts";
import type { Order, OrderReport } from "../../core/trading/order.ts";
import type { Position } from "../../core/trading/position.ts";
import {
  AT,
  cents,
  changeBy,
  DATE,
  decisionOf,
  intent,
  report,
} from "./samples.ts";

/** New books and a way to read their journal. */
export interface Opened {
  books: TradingStore;
  journal(): Promise<readonly Pick<JournalRow, "kind" | "id">[]>;
  /** Asks as the operator does. */
  ask(kind: CommandKind, reason?: string): Promise<void>;
  /** What a person was told, oldest first. */
  alerts(): Promise<readonly Alert[]>;
  /** Alerts that were new, as the books told of them. */
  heard: readonly Alert[];
  close?(): Promise<void>;
}

export type Promises = Record<string, (opened: Opened) => Promise<void>>;

export const LATER = plus(AT, 60_000);

export function session(): TradingSession {
  return {
    date: DATE,
    status: "open",
    startingEquity: money(100_000_000_000),
    endingEquity: null,
    openedAt: plus(AT, -1_800_000),
    closedAt: null,
  };
}

/** The session after it. */
export function later(): TradingSession {
  const openedAt = plus(session().openedAt, DAY_MS);
  return { ...session(), date: "2026-06-16", openedAt };
}

export function cycle(id: string): Cycle {
  return { id, session: DATE, mode: "trade", at: AT, note: null };
}

export function monitorOf({ id }: Position): Monitor {
  return {
    positionId: id,
    advice: "hold",
    strength: "strong_hold",
    holdSignals: ["macd_bullish"],
    exitSignals: [],
    price: cents(83.71),
    gainPpm: 120,
    rsi: 55.25,
    macd: "bullish",
    vwap: "above",
    ema20: "at",
    checks: 1,
    at: LATER,
    nextAt: plus(LATER, MINUTE_MS),
  };
}

export async function intended(
  books: TradingStore,
  id = "a-1",
): Promise<Order> {
  const order = intent({ id, symbol: `S${id.at(-1)}` });
  await books.recordIntent(decisionOf(order), order);
  return order;
}

export async function claimed(books: TradingStore, id = "a-1"): Promise<Order> {
  const order = await intended(books, id);
  await books.claim(id);
  return order;
}

/** A position of 50 shares, opened by order a-1. */
export async function opened(books: TradingStore): Promise<Position> {
  const order = await claimed(books);
  const told = report(order, "partial", 50, cents(4185));
  return (await tell(books, told)).booked!.position;
}

/** Sells all of position a-1 for 4,000. */
export async function leave(books: TradingStore): Promise<void> {
  const { quantity, symbol } = (await books.position("a-1"))!;
  const order = intent({
    id: "a-9",
    positionId: "a-1",
    symbol,
    side: "sell",
    purpose: "exit",
    quantity,
  });
  await books.recordIntent(decisionOf(order), order);
  await books.claim(order.id);
  await tell(books, report(order, "filled", quantity, cents(4000)));
}

/**
 * Books a report as the flows do: read, work out, write.
 *
 * @param seen What the writer believed of the position, and what else it tells.
 */
export async function tell(
  books: TradingStore,
  told: OrderReport,
  { alerts, ...seen }: Partial<Position> & { alerts?: Alert[] } = {},
) {
  const before = (await books.order(told.orderId))!;
  const held = await books.position(before.positionId);
  const { after, booked } = changeBy(before, told, held);
  const position = booked && { ...booked.position, ...seen };
  const change = {
    after,
    booked: booked && { ...booked, position: position! },
  };
  await books.recordReport(before, after, change.booked, alerts);
  return change;
}

/** Everything a report could have changed. */
export async function all(
  books: TradingStore,
  journal: Opened["journal"],
) {
  const { cash, positions, orders } = await books.ledger(DATE);
  return { cash, positions, orders, rows: (await journal()).length };
}
