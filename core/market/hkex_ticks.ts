/**
 * Hong Kong price steps (part A of the spread table: equities and REITs), in
 * millionths of a Hong Kong dollar. Source: HKEX, "Reduction of Minimum Spreads".
 *
 * @module
 */
import type { Band, Ticks } from "./ticks.ts";

const BELOW_HALF: readonly Band[] = [[0, 1_000], [250_000, 5_000]];
const FROM_HALF: Band = [500_000, 10_000];
const FROM_HUNDRED: readonly Band[] = [
  [100_000_000, 100_000],
  [200_000_000, 200_000],
  [500_000_000, 500_000],
  [1_000_000_000, 1_000_000],
  [2_000_000_000, 2_000_000],
  [5_000_000_000, 5_000_000],
];
/** Phase 1 halves the step of 10–20 and cuts that of 20–50 from 0.05 to 0.02. */
const PHASE_1: readonly Band[] = [
  [10_000_000, 10_000],
  [20_000_000, 20_000],
  [50_000_000, 50_000],
  ...FROM_HUNDRED,
];

export const HKEX_TICKS: readonly Ticks[] = [
  {
    from: "2012-01-01",
    bands: [
      ...BELOW_HALF,
      FROM_HALF,
      [10_000_000, 20_000],
      [20_000_000, 50_000],
      ...FROM_HUNDRED,
    ],
  },
  { from: "2025-08-04", bands: [...BELOW_HALF, FROM_HALF, ...PHASE_1] },
  // Phase 2 halves the step of 0.50–10. Announced for mid-2026, no date
  // confirmed: set `from` when HKEX names the day. Until then the step of phase
  // 1 is used, and every price on it stays valid under phase 2.
  { from: null, bands: [...BELOW_HALF, [500_000, 5_000], ...PHASE_1] },
];
