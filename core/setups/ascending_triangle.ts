/** Level highs over rising lows: buyers pay ever more for what is sold at one price. @module */
import { z } from "zod";
import { confidenceOf, shareOf } from "./confidence.ts";
import { margins } from "./margins.ts";
import { percent } from "../percent.ts";
import { setup } from "./setup.ts";
import { peakBefore, troughBefore } from "./swing.ts";

/**
 * Peaks, σ and nearness are the original's. It was silent on how a swing
 * stands out, on the least height, and on all three levels.
 */
export const ascendingTriangle = setup({
  name: "ascending_triangle",
  parameters: z.object({
    swing: z.int().min(1).max(5).default(2)
      .describe("Bars on each side that a peak or trough must stand out from"),
    flatness: z.number().min(0.002).max(0.03).default(0.02)
      .describe(
        "Greatest deviation (σ) of the peaks, as a ratio of their mean",
      ),
    nearness: z.number().min(0.9).max(1).default(0.97)
      .describe("Least price, as a ratio of the resistance"),
    height: z.number().min(0).max(0.1).default(0.02)
      .describe(
        "Least height, as a ratio of the resistance: below it is noise",
      ),
    ...margins,
  }),
  find({ bars: { length, high, low }, price }, p) {
    const peak3 = peakBefore(high, length, length, p.swing);
    const peak2 = peakBefore(high, length, peak3, p.swing);
    const peak1 = peakBefore(high, length, peak2, p.swing);
    const trough3 = troughBefore(low, length, length, p.swing);
    const trough2 = troughBefore(low, length, trough3, p.swing);
    const trough1 = troughBefore(low, length, trough2, p.swing);
    if (peak1 < 0 || trough1 < 0) return;

    const floor = low[trough1]!, support = low[trough3]!;
    // Each low above the one before: without that it is a range.
    if (!(floor < low[trough2]! && low[trough2]! < support)) return;
    const flatness = deviation(high[peak1]!, high[peak2]!, high[peak3]!);
    if (flatness > p.flatness) return;

    // The highest of the peaks: a break of it is a break of all three.
    const resistance = Math.max(high[peak1]!, high[peak2]!, high[peak3]!);
    if (price < p.nearness * resistance) return;

    const height = resistance - floor;
    if (height < p.height * resistance) return;
    const rise = (support - floor) / height;
    const entry = resistance * (1 + p.entryAbove);
    return {
      // Textbook: a flat top, lows that close in on it, a price about to try it.
      confidence: confidenceOf(
        0.4 * shareOf(flatness, p.flatness, 0) + 0.3 * shareOf(rise, 0, 1) +
          0.3 * shareOf(price / resistance, p.nearness, 1),
      ),
      entry,
      stop: support * (1 - p.stopBelow),
      // Textbook measured move: the triangle's height above the break.
      target: entry + height,
      reason: `peaks within σ ${percent(flatness, 1)}, lows rose ` +
        `${percent(rise, 1)} of a height of ${percent(height / resistance, 1)}`,
    };
  },
});

/** Standard deviation of three values as a ratio of their mean. */
function deviation(a: number, b: number, c: number): number {
  const mean = (a + b + c) / 3;
  const squares = (a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2;
  return Math.sqrt(squares / 3) / mean;
}
