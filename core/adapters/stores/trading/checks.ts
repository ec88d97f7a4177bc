/** Routine: status rows and watermarks, not journalled. @module */
import type { Monitor } from "../../../trading/monitor.ts";
import type { Position } from "../../../trading/position.ts";
import { MINUTE_MS } from "../../../time.ts";
import { monitors, positions } from "./tables.ts";
import type { Writer } from "./writer.ts";

/** All checks of one pass in one statement; what a fill since has changed stays. */
export async function recordChecks(
  { database, agent, fence }: Writer,
  checks: readonly { position: Position; monitor: Monitor }[],
): Promise<void> {
  if (checks.length === 0) return;
  const rows = JSON.stringify(checks.map(checkRow));
  await database.write((sql) =>
    sql`
      with fence as (select ops.require_fence(${agent}, ${fence}::bigint)),
      seen as (
        select p.position_id, c.* from jsonb_to_recordset(${rows}::text::jsonb)
          as c (${sql.unsafe(CHECK_COLUMNS)})
        join positions p using (position_key), fence where p.status = 'open'
      ), marked as (
        update positions p set high_watermark = seen.high_watermark,
          tightened_ppm = seen.tightened_ppm, reviews = seen.reviews,
          reviewed_bars = seen.reviewed_bars, overnight = seen.overnight,
          unrealized_pnl = ${sql.unsafe(UNREALIZED)},
          unrealized_pnl_pct = seen.current_pnl_pct
        from seen where p.position_id = seen.position_id
      )
      update position_monitor_status m set ${sql.unsafe(MONITOR_CHANGES)}
      from seen where m.position_id = seen.position_id`
  );
}

const UNREALIZED = `case p.side
  when 'long' then p.quantity * seen.last_price - p.cost
  else p.cost - p.quantity * seen.last_price end`;

/** Every column a check writes, with its SQL type; rows travel as JSON text. */
const TYPES: Record<string, string> = {
  high_watermark: "numeric",
  tightened_ppm: "integer",
  reviews: "integer",
  reviewed_bars: "integer",
  overnight: "date",
  hold_signals: "text[]",
  exit_signals: "text[]",
  last_price: "numeric",
  current_pnl_pct: "numeric",
  last_rsi: "numeric",
  checks_completed: "integer",
  last_check_at: "timestamptz",
  next_check_at: "timestamptz",
};

const OF_MONITOR = [
  ...monitors.columns.filter((column) => column !== "position_key"),
  ...["status", "high_watermark", "recommendation_reason"],
];
const MONITOR_CHANGES = OF_MONITOR
  .map((column) => `${column} = seen.${column}`).join(", ");
const CHECK_COLUMNS = [
  ...new Set(["position_key", ...Object.keys(TYPES), ...OF_MONITOR]),
].map((column) => `${column} ${TYPES[column] ?? "text"}`).join(", ");

function checkRow(
  { position, monitor }: { position: Position; monitor: Monitor },
) {
  const { high_watermark, tightened_ppm, reviews, reviewed_bars, overnight } =
    positions.row(position);
  const { at, nextAt, exitSignals, holdSignals } = monitor;
  const sleeps = nextAt === null || nextAt - at > MINUTE_MS;
  const signals = monitor.advice === "hold" ? holdSignals : exitSignals;
  return {
    ...monitors.row(monitor),
    ...{ high_watermark, tightened_ppm, reviews, reviewed_bars, overnight },
    status: sleeps ? "sleeping" : "running",
    recommendation_reason: signals.join(", "),
  };
}
