/** A rise AB, half of it given back to C, and the same rise again to D. @module */
import { z } from "zod";
import { confidenceOf, shareOf } from "./confidence.ts";
import { margins } from "./margins.ts";
import { percent } from "../percent.ts";
import { highestAt, lowestAt } from "./range.ts";
import { setup } from "./setup.ts";
import { peakBefore, troughBefore } from "./swing.ts";

/**
 * The retrace band and the reward are the original's; it was silent on the
 * least leg, the levels and the confidence. AB = CD is the textbook's.
 */
export const abcd = setup({
  name: "abcd",
  parameters: z.object({
    swing: z.int().min(1).max(5).default(3)
      .describe("Bars on each side that A, B and C must stand out from"),
    leg: z.number().min(0.01).max(0.15).default(0.03)
      .describe("Least rise AB, as a ratio of A: below it swings are noise"),
    retraceLeast: z.number().min(0.2).max(0.5).default(0.38)
      .describe("Least fall BC, as a ratio of AB"),
    retraceMost: z.number().min(0.5).max(0.9).default(0.62)
      .describe("Greatest fall BC, as a ratio of AB"),
    rewardRisk: z.number().min(1).max(4).default(1.5)
      .describe("Least reward for each unit of risk"),
    ...margins,
  }),
  find({ bars: { length, high, low } }, p) {
    const c = troughBefore(low, length, length, p.swing);
    const b = peakBefore(high, length, c, p.swing);
    const a = troughBefore(low, length, b, p.swing);
    if (a < 0) return;

    const leg = high[b]! - low[a]!;
    if (leg < p.leg * low[a]!) return;
    const retrace = (high[b]! - low[c]!) / leg;
    if (!(retrace >= p.retraceLeast && retrace <= p.retraceMost)) return;
    // C was undercut since: it was not the end of the fall.
    if (low[lowestAt(low, c + 1, length)]! < low[c]!) return;

    // Enter above all since C: the leg to D has begun, and the later the dearer.
    const entry = high[highestAt(high, c, length)]! * (1 + p.entryAbove);
    const stop = low[c]! * (1 - p.stopBelow);
    const target = low[c]! + leg;
    const rewardRisk = (target - entry) / (entry - stop);
    if (rewardRisk < p.rewardRisk) return;

    const middle = (p.retraceLeast + p.retraceMost) / 2;
    const edge = (p.retraceMost - p.retraceLeast) / 2;
    return {
      // A retrace in the middle of its band, a reward up to twice what is asked.
      confidence: confidenceOf(
        0.6 * shareOf(Math.abs(retrace - middle), edge, 0) +
          0.4 * shareOf(rewardRisk, p.rewardRisk, 2 * p.rewardRisk),
      ),
      entry,
      stop,
      target,
      reason: `AB ${percent(leg / low[a]!, 1)}, BC gave back ` +
        `${percent(retrace, 1)} of it, reward ${rewardRisk.toFixed(2)} to risk`,
    };
  },
});
