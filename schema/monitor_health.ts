/** How well each open position is watched. @module */
import { MonitorHealth } from "../core/adapters/stores/read/monitor_health.ts";
import { agentIdArg, requireTrader } from "./agent_id.ts";
import { builder } from "./builder.ts";
import { objectOf } from "./model.ts";

const MonitorHealthType = objectOf(MonitorHealth, {
  positionId: true,
  symbol: true,
  side: "Which way the position gains.",
  quantity: true,
  entryPrice: true,
  health: "How well it is watched.",
  priority: true,
  minutesSinceCheck: true,
  hoursHeld: true,
  checks: true,
  lastCheckAt: true,
  nextCheckAt: true,
  lastPrice: true,
  highWatermark: true,
  gainPercent: true,
  rsi: true,
  macd: "MACD against its signal line at the last check.",
  vwap: "The price against the volume-weighted average of the session.",
  ema20: "The price against the average of 20 bars.",
  holdSignals: true,
  exitSignals: true,
  advice: "What the rules said at the last check.",
  strength: "The same with its weight.",
  adviceReason: true,
  lastError: true,
  consecutiveErrors: true,
});

builder.queryField("monitorHealth", (t) =>
  t.field({
    type: [MonitorHealthType],
    nullable: true,
    description: "Every open position of one agent, the worst watched first.",
    args: { ...agentIdArg("Whose books.") },
    resolve: (_, { agentId }, { reads }) =>
      reads.monitorHealth(requireTrader(agentId)),
  }));
