/** The seed's view of who watches what, and how well. @module */
import { z } from "zod";
import { Price } from "../../../money.ts";
import {
  Advice,
  AdviceStrength,
  MacdSignal,
  Place,
} from "../../../trading/monitor.ts";
import { Position } from "../../../trading/position.ts";
import { Instant } from "../../../time.ts";
import type { Database } from "../database.ts";

export const MonitorState = z.enum([
  "no_monitor",
  "error",
  "stopped",
  "failing",
  "sleeping",
  "stale",
  "active",
  "starting",
  "unknown",
]).meta({ title: "MonitorState" });

export const MonitorHealth = z.object({
  positionId: z.string().describe("The open position it watches"),
  symbol: z.string().describe("Ticker as the exchange writes it"),
  side: Position.shape.side,
  quantity: z.int().describe("Shares held"),
  entryPrice: Price.describe("Average paid per share, rounded"),
  health: MonitorState,
  priority: z.int().describe("How urgent: 0 is worst, 10 is well"),
  minutesSinceCheck: z.number().nullable()
    .describe("Age of the last check or rest, in minutes of database time"),
  hoursHeld: z.number().describe(
    "Hours of market time from entry to the last check",
  ),
  checks: z.int().describe("How often it has checked"),
  lastCheckAt: Instant.nullable().describe("Its last check, in market time"),
  nextCheckAt: Instant.nullable().describe("Its next check, in market time"),
  lastPrice: Price.nullable().describe("Price at the last check"),
  highWatermark: Price.describe("Best price seen since entry"),
  gainPercent: z.number().nullable().describe(
    "Gain at the last price, in percent of cost",
  ),
  rsi: z.number().nullable().describe(
    "RSI(14) at the last check; null while trading is thin",
  ),
  macd: MacdSignal.nullable(),
  vwap: Place.nullable(),
  ema20: Place.nullable(),
  holdSignals: z.array(z.string()).describe("Names of signals for staying"),
  exitSignals: z.array(z.string()).describe("Names of signals for leaving"),
  advice: Advice.nullable(),
  strength: AdviceStrength.nullable(),
  adviceReason: z.string().nullable().describe(
    "Signals that decided the advice",
  ),
  lastError: z.string().nullable().describe("What last went wrong in a check"),
  consecutiveErrors: z.int().describe("Checks that failed in a row"),
}).meta({
  title: "MonitorHealth",
  description: "An open position and how well it is watched",
});
export type MonitorHealth = z.output<typeof MonitorHealth>;

/** No agent may hold as many. */
const POSITIONS_MAX = 200;

/** Every open position, the worst watched first, in one statement. */
export async function readMonitorHealth(
  database: Database,
): Promise<MonitorHealth[]> {
  const rows = await database.read((sql) =>
    sql.unsafe(QUERY, [], { prepare: true })
  );
  return rows.map((row) => z.parse(MonitorHealth, row));
}

/** Advice in the words of the program; of the health its word without the light. */
const QUERY =
  `select p.position_key as "positionId", v.symbol, v.side, v.quantity,
    v.entry_price::text as "entryPrice",
    lower(regexp_replace(v.health, '^[^A-Z]+', '')) as health, v.priority,
    v.minutes_since_check::float8 as "minutesSinceCheck",
    v.hours_held::float8 as "hoursHeld",
    coalesce(v.checks_completed, 0) as checks,
    v.last_check_at::text as "lastCheckAt", v.next_check_at::text as "nextCheckAt",
    v.last_price::text as "lastPrice", v.high_watermark::text as "highWatermark",
    v.current_pnl_pct::float8 as "gainPercent", v.last_rsi::float8 as rsi,
    v.last_macd_signal as macd, v.last_vwap_position as vwap,
    v.last_ema20_position as ema20, coalesce(v.hold_signals, '{}') as "holdSignals",
    coalesce(v.exit_signals, '{}') as "exitSignals",
    lower(v.recommendation) as advice, v.signal_strength as strength,
    v.recommendation_reason as "adviceReason", v.last_error as "lastError",
    coalesce(v.consecutive_errors, 0) as "consecutiveErrors"
  from v_monitor_health v join positions p using (position_id)
  order by v.priority, v.entry_time, v.position_id limit ${POSITIONS_MAX}`;
