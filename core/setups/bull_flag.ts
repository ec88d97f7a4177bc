/** A sharp rise, a tight pause just under its top, and the rise once more. @module */
import { z } from "zod";
import { confidenceOf, shareOf } from "./confidence.ts";
import { margins } from "./margins.ts";
import { percent } from "../percent.ts";
import { highestAt, lowestAt } from "./range.ts";
import { setup } from "./setup.ts";

/** All thresholds and levels are the original's; it asked for no volume. */
export const bullFlag = setup({
  name: "bull_flag",
  parameters: z.object({
    lookback: z.int().min(15).max(49).default(40)
      .describe("Bars within which the pole must have topped"),
    pole: z.number().min(0.02).max(0.2).default(0.05)
      .describe("Least rise of the pole, as a ratio of its low"),
    poleBars: z.int().min(3).max(20).default(10)
      .describe("Most bars before the top in which the pole rose"),
    flagBars: z.int().min(3).max(14).default(5)
      .describe("Least bars since the top"),
    range: z.number().min(0.1).max(0.8).default(0.5)
      .describe(
        "Greatest high-to-low range of the flag, as a ratio of the pole",
      ),
    retrace: z.number().min(0.1).max(0.8).default(0.5)
      .describe("Greatest fall from the top, as a ratio of the pole"),
    ...margins,
  }),
  find({ bars: { length, high, low } }, p) {
    const top = highestAt(high, length - p.lookback, length);
    const flagBars = length - 1 - top;
    if (flagBars < p.flagBars) return;

    const from = Math.max(0, top - p.poleBars);
    // A higher bar before it: a slope that the lookback cut, and no top.
    if (highestAt(high, from, top + 1) !== top) return;
    const base = low[lowestAt(low, from, top)]!;
    const pole = high[top]! - base;
    if (pole < p.pole * base) return;

    const flagHigh = high[highestAt(high, top + 1, length)]!;
    const flagLow = low[lowestAt(low, top + 1, length)]!;
    const range = (flagHigh - flagLow) / pole;
    const retrace = (high[top]! - flagLow) / pole;
    if (range > p.range || retrace > p.retrace) return;

    const entry = flagHigh * (1 + p.entryAbove);
    return {
      // The original's weights; a pole of twice the least is as good as any.
      confidence: confidenceOf(
        0.3 * shareOf(pole / base, p.pole, 2 * p.pole) +
          0.4 * shareOf(range, p.range, 0) +
          0.3 * shareOf(retrace, p.retrace, 0),
      ),
      entry,
      stop: flagLow * (1 - p.stopBelow),
      target: entry + pole,
      reason: `pole ${percent(pole / base, 1)}, flag of ${flagBars} bars, ` +
        `range ${percent(range, 1)} and retrace ${
          percent(retrace, 1)
        } of the pole`,
    };
  },
});
