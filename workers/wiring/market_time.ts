/** Opens market time: a practice venue's if there is one, else the machine's. @module */
import type { MarketTime } from "../../core/adapters/clocks/market_time.ts";
import { openPracticeTime } from "../../core/adapters/clocks/practice_time.ts";
import { systemTime } from "../../core/adapters/clocks/system_time.ts";

/** A venue that the same launcher starts may be a moment behind. */
const PATIENCE_MS = 10_000;

/** @throws {ClockRefused} If that is no clock to follow, or nobody keeps it. */
export async function openMarketTime(
  practiceUrl: string | null,
): Promise<MarketTime> {
  if (practiceUrl === null) return systemTime();
  return await openPracticeTime(practiceUrl, { deadlineMs: PATIENCE_MS });
}
