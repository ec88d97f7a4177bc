/** How confidences are made, alike for every setup so that they compare. @module */

/**
 * Half for meeting every threshold at all, half for how well: `quality` is a
 * weighted mean of shares, held within 0–1. (The original added its terms up
 * and passed 1, after which all patterns looked equally good.)
 */
export function confidenceOf(quality: number): number {
  return 0.5 + 0.5 * shareOf(quality, 0, 1);
}

/** Where a value lies from worst (0) to best (1), held between; unknown is 0. */
export function shareOf(value: number, worst: number, best: number): number {
  const share = (value - worst) / (best - worst);
  return share >= 1 ? 1 : share > 0 ? share : 0;
}
