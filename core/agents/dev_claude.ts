/** The sandbox: US stocks on an Alpaca paper account. @module */
import { money } from "../money.ts";
import { SECOND_MS } from "../time.ts";
import type { Trader } from "./agent.ts";

export const devClaude: Trader = {
  id: "dev_claude",
  role: "sandbox",
  market: "US",
  broker: "alpaca",
  databaseEnv: "DEV_DATABASE_URL",
  dailyBudgetUsd: 5,
  paperCash: money(100_000_000_000), // $100,000
  limits: {
    maxPositions: 15,
    maxPositionValue: money(5_000_000_000), // $5,000
    maxGrossValue: money(75_000_000_000), // $75,000
    maxDayLoss: money(2_000_000_000), // $2,000
    allowShort: false,
    maxOpenOrders: 20,
    maxOrdersPerMinute: 10,
    maxOrdersPerSession: 100,
    maxOrdersPerSymbol: 6,
    maxMishaps: 5,
    maxVolumeShare: 0.01,
    priceCollar: 0.03,
    maxMove: 0.1,
    maxQuoteAgeMs: 15 * SECOND_MS,
  },
  heartbeatHours: 3,
  entry: {
    maxCandidates: 5,
    minScore: 0.6,
    maxBelow: 0.01,
    reach: 0.002,
    patienceMinutes: 5,
  },
  exit: { reach: 0.01, patienceMinutes: 3 },
  rules: {},
  setups: {},
};
