/** Momentum: stretched, healthy or dead. @module */
import { z } from "zod";
import { rule, signal } from "./rule.ts";

const OVERBOUGHT = signal("rsi_overbought", "exit", "strong");
const HIGH = signal("rsi_high", "exit", "moderate");
const OVERSOLD = signal("rsi_oversold", "exit", "strong");
const LOW = signal("rsi_low", "exit", "moderate");
const DEAD = signal("rsi_momentum_dead", "exit", "moderate");
const HEALTHY = signal("rsi_healthy", "hold", "strong");

const upper = z.number().min(50).max(100);
const lower = z.number().min(0).max(50);

export const rsi = rule({
  name: "rsi",
  parameters: z.object({
    overbought: upper.default(85).describe("RSI that exits a long at once"),
    high: upper.default(75).describe("RSI that asks for a review of a long"),
    dead: lower.default(30)
      .describe("RSI at or below which a long has no momentum left"),
    healthyFrom: lower.default(40).describe("Lowest RSI of a healthy long"),
    healthyTo: upper.default(65).describe("Highest RSI of a healthy long"),
  }),
  read({ side, rsi }, { overbought, high, dead, healthyFrom, healthyTo }) {
    const short = side === "short";
    // What is momentum for a long is its mirror around 50 for a short.
    const momentum = short ? 100 - rsi : rsi;
    if (momentum >= overbought) return short ? OVERSOLD : OVERBOUGHT;
    if (momentum >= high) return short ? LOW : HIGH;
    if (momentum <= dead) return DEAD;
    if (momentum >= healthyFrom && momentum <= healthyTo) return HEALTHY;
  },
  // The reading as charts show it, also for a short.
  explain: ({ rsi }) => `RSI ${rsi.toFixed(1)}`,
});
