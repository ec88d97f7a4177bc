/** The tables of a trading database and the shapes they store. @module */
import { Adjustment } from "../../../trading/adjustment.ts";
import { Alert } from "../../../trading/alert.ts";
import { Command } from "../../../trading/command.ts";
import {
  Cycle,
  ScanResult,
  StateChange,
  TradingSession,
} from "../../../trading/cycle.ts";
import { Decision } from "../../../trading/decision.ts";
import { Fill } from "../../../trading/fill.ts";
import { Monitor } from "../../../trading/monitor.ts";
import { Order } from "../../../trading/order.ts";
import { Position } from "../../../trading/position.ts";
import { Reconciliation } from "../../../trading/reconciliation.ts";
import { table } from "../table.ts";

export const sessions = table("trading_sessions", TradingSession, {
  date: "session_date",
  startingEquity: "starting_capital",
  endingEquity: "ending_capital",
  openedAt: "started_at",
  closedAt: "ended_at",
});

export const states = table("ops.trading_states", StateChange);

export const cycles = table("trading_cycles", Cycle, {
  id: "cycle_id",
  session: "date",
  at: "started_at",
  note: "notes",
});

export const scanResults = table("scan_results", ScanResult, {
  reason: "selection_reason",
});

export const decisions = table("decisions", Decision, {
  id: "decision_key",
  session: "session_date",
});

export const orders = table("orders", Order, {
  id: "client_order_id",
  session: "session_date",
  purpose: "order_purpose",
  positionId: "position_key",
  type: "order_type",
});

export const fills = table("ops.fills", Fill, { orderId: "client_order_id" });

export const positions = table("positions", Position, {
  id: "position_key",
  setup: "entry_reason",
});

export const adjustments = table("ops.adjustments", Adjustment, {
  id: "adjustment_id",
  session: "session_date",
  positionId: "position_key",
});

export const reconciliations = table("ops.reconciliations", Reconciliation);

export const monitors = table("position_monitor_status", Monitor, {
  positionId: "position_key",
  strength: "signal_strength",
  price: "last_price",
  gainPpm: "current_pnl_pct",
  rsi: "last_rsi",
  macd: "last_macd_signal",
  vwap: "last_vwap_position",
  ema20: "last_ema20_position",
  checks: "checks_completed",
  at: "last_check_at",
  nextAt: "next_check_at",
});

export const commands = table("ops.commands", Command, { id: "command_id" });

export const alerts = table("ops.alerts", Alert);
