/** The two traders' limits and habits, as documented. Amounts in millionths. @module */
import { MINUTE } from "./bars.ts";
import type { MarketName } from "./calendar.ts";

export interface TraderFacts {
  market: MarketName;
  cash: number;
  maxPositions: number;
  maxPositionValue: number;
  maxGrossValue: number;
  maxDayLoss: number;
  maxOpenOrders: number;
  maxOrdersPerMinute: number;
  maxOrdersPerSession: number;
  maxOrdersPerSymbol: number;
  maxMishaps: number;
  maxQuoteAge: number;
  maxCandidates: number;
}

const UNIT = 1_000_000;

export const DEV_CLAUDE: TraderFacts = {
  market: "US",
  cash: 100_000 * UNIT,
  maxPositions: 15,
  maxPositionValue: 5_000 * UNIT,
  maxGrossValue: 75_000 * UNIT,
  maxDayLoss: 2_000 * UNIT,
  maxOpenOrders: 20,
  maxOrdersPerMinute: 10,
  maxOrdersPerSession: 100,
  maxOrdersPerSymbol: 6,
  maxMishaps: 5,
  maxQuoteAge: 15_000,
  maxCandidates: 5,
};

export const INTL_CLAUDE: TraderFacts = {
  market: "HKEX",
  cash: 1_000_000 * UNIT,
  maxPositions: 5,
  maxPositionValue: 40_000 * UNIT,
  maxGrossValue: 200_000 * UNIT,
  maxDayLoss: 16_000 * UNIT,
  maxOpenOrders: 10,
  maxOrdersPerMinute: 5,
  maxOrdersPerSession: 40,
  maxOrdersPerSymbol: 4,
  maxMishaps: 3,
  maxQuoteAge: 30_000,
  maxCandidates: 3,
};

/** Alike for both. */
export const MIN_SCORE = 0.6;
export const MAX_BELOW_ENTRY = 0.01;
export const ENTRY_REACH = 0.002;
export const EXIT_REACH = 0.01;
export const ENTRY_PATIENCE = 5 * MINUTE;
export const EXIT_PATIENCE = 3 * MINUTE;
export const MAX_VOLUME_SHARE = 0.01;
export const PRICE_COLLAR = 0.03;
export const MAX_MOVE = 0.1;
export const STOP_LOSS = 0.03;
