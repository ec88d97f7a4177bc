/** Tickets and exposures in which nothing is wrong, for the tests of gate and sizing. @module */
import type { Exposure } from "../core/risk/exposure.ts";
import type { Ticket } from "../core/risk/gate.ts";
import { money } from "../core/money.ts";
import { amount, NOW, price } from "./desk.ts";

/** Buys one lot of 0700 at 400: HKD 40,000, all that one symbol may be worth. */
export const ENTRY: Ticket = {
  id: "intl_claude-20261123-2",
  positionId: "intl_claude-20261123-2",
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
  entryVolumePpm: null,
  parameterVersion: "intl_claude-p1",
};

/** Sells what that bought. */
export const EXIT: Ticket = {
  ...ENTRY,
  id: "intl_claude-20261123-3",
  side: "sell",
  purpose: "exit",
  trigger: "stop_loss_hit",
};

/** Rests 3 % under what that paid. */
export const STOP: Ticket = {
  ...EXIT,
  id: "intl_claude-20261123-4",
  trigger: "protective_stop",
  type: "stop",
  limitPrice: null,
  stopPrice: price("388"),
};

/** An empty account at ten o'clock. */
export const CALM: Exposure = {
  unpriced: [],
  at: NOW,
  tradingState: "active",
  calendarCovered: true,
  phase: "regular",
  toCloseMinutes: 360,
  inUniverse: true,
  venueDown: null,
  feedSilentMs: 0,
  orphaned: false,
  lotSize: 100,
  tickSize: 200_000,
  lastPrice: price("400"),
  quoteAgeMs: 0,
  priorClose: 400_000_000,
  averageDailyVolume: 20_000_000,
  positions: 0,
  symbolHeld: false,
  symbolValue: money(0),
  grossValue: money(0),
  freeCash: amount("1000000"),
  exitableQuantity: 100,
  unknownOrders: 0,
  openOrders: 0,
  workingBuys: 0,
  workingSells: 0,
  ordersLastMinute: 0,
  ordersThisSession: 0,
  symbolOrdersThisSession: 0,
  recent: [],
  dayPnl: money(0),
  openRisk: money(0),
  riskPerShare: amount("12"),
  mishaps: 0,
};
