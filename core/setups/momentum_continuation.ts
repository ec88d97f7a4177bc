/** A strong day in a strong week, on volume: bought as it runs. @module */
import { z } from "zod";
import { confidenceOf, shareOf } from "./confidence.ts";
import { margins } from "./margins.ts";
import { percent } from "../percent.ts";
import { lowestAt } from "./range.ts";
import { setup } from "./setup.ts";

/**
 * The three thresholds are the original's, and its best range of +3–7 % on the
 * day with more than 10 % penalised. It was silent on stop and target.
 */
export const momentumContinuation = setup({
  name: "momentum_continuation",
  parameters: z.object({
    day: z.number().min(0.01).max(0.06).default(0.03)
      .describe("Rise since the prior close that must be exceeded, as a ratio"),
    threeDays: z.number().min(0.02).max(0.15).default(0.05)
      .describe("Rise over three sessions that must be exceeded, as a ratio"),
    volume: z.number().min(1).max(5).default(1.5)
      .describe("Volume that must be exceeded, relative to the slot's usual"),
    calm: z.number().min(0.03).max(0.08).default(0.07)
      .describe("Rise of the day up to which it is not stretched, as a ratio"),
    stretched: z.number().min(0.08).max(0.2).default(0.1)
      .describe(
        "Rise of the day from which it is wholly stretched, as a ratio",
      ),
    stopBars: z.int().min(2).max(20).default(5)
      .describe("Latest bars whose low must hold"),
    reward: z.number().min(1).max(4).default(2)
      .describe("Target for each unit of risk"),
    stopBelow: margins.stopBelow,
  }),
  find({ bars: { length, low }, technicals, price }, p) {
    const day = price / technicals.priorClose - 1;
    const threeDays = price / technicals.close3 - 1;
    // Volume is now: a move that has lost its buyers does not continue.
    const volume = technicals.relativeVolume;
    if (!(day > p.day && threeDays > p.threeDays && volume > p.volume)) return;

    const floor = low[lowestAt(low, length - p.stopBars, length)]!;
    const stop = floor * (1 - p.stopBelow);
    return {
      // What was up most lost most: a stretched day earns nothing for itself.
      confidence: confidenceOf(
        0.4 * shareOf(volume, p.volume, 2 * p.volume) +
          0.3 * shareOf(threeDays, p.threeDays, 2 * p.threeDays) +
          0.3 * shareOf(day, p.stretched, p.calm),
      ),
      entry: price,
      stop,
      // No level above to measure by, so a multiple of the risk taken.
      target: price + p.reward * (price - stop),
      reason:
        `up ${percent(day, 1)} today and ${percent(threeDays, 1)} over three ` +
        `sessions on ${volume.toFixed(2)}× the usual volume`,
    };
  },
});
