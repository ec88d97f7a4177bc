/** Production: Hong Kong stocks on a Moomoo paper account. @module */
import { money } from "../money.ts";
import { SECOND_MS } from "../time.ts";
import type { Trader } from "./agent.ts";

export const intlClaude: Trader = {
  id: "intl_claude",
  role: "production",
  market: "HKEX",
  broker: "moomoo",
  databaseEnv: "INTL_DATABASE_URL",
  dailyBudgetUsd: 5,
  paperCash: money(1_000_000_000_000), // HKD 1,000,000
  limits: {
    maxPositions: 5,
    maxPositionValue: money(40_000_000_000), // HKD 40,000
    maxGrossValue: money(200_000_000_000), // HKD 200,000
    maxDayLoss: money(16_000_000_000), // HKD 16,000
    allowShort: false,
    maxOpenOrders: 10,
    maxOrdersPerMinute: 5,
    maxOrdersPerSession: 40,
    maxOrdersPerSymbol: 4,
    maxMishaps: 3,
    maxVolumeShare: 0.01,
    priceCollar: 0.03,
    maxMove: 0.1,
    maxQuoteAgeMs: 30 * SECOND_MS,
  },
  heartbeatHours: 2,
  entry: {
    maxCandidates: 3,
    minScore: 0.6,
    maxBelow: 0.01,
    reach: 0.002,
    patienceMinutes: 5,
  },
  exit: { reach: 0.01, patienceMinutes: 3 },
  rules: {},
  setups: {},
};
