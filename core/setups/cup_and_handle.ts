/** A rounded fall and recovery to the old high, then a small dip before the break. @module */
import { z } from "zod";
import { confidenceOf, shareOf } from "./confidence.ts";
import { margins } from "./margins.ts";
import { percent } from "../percent.ts";
import { highestAt, lowestAt } from "./range.ts";
import { setup } from "./setup.ts";

/**
 * Depth, rims and handle are the original's; it was silent on lengths, levels
 * and confidence. Bounds keep a least below its most, and all within 50 bars.
 */
export const cupAndHandle = setup({
  name: "cup_and_handle",
  parameters: z.object({
    depthLeast: z.number().min(0.03).max(0.2).default(0.12)
      .describe("Least depth of the cup, as a ratio of its left rim"),
    depthMost: z.number().min(0.2).max(0.5).default(0.35)
      .describe("Greatest depth of the cup, as a ratio of its left rim"),
    rims: z.number().min(0.01).max(0.1).default(0.05)
      .describe("Greatest difference of the rims, as a ratio of the left one"),
    handle: z.number().min(0.1).max(0.7).default(0.5)
      .describe("Greatest depth of the handle, as a ratio of the cup's"),
    cupBars: z.int().min(20).max(30).default(20)
      .describe("Least bars from rim to rim"),
    handleLeast: z.int().min(2).max(8).default(3)
      .describe("Least bars since the right rim"),
    handleMost: z.int().min(10).max(20).default(15)
      .describe("Most bars since the right rim"),
    ...margins,
  }),
  find({ bars: { length, high, low } }, p) {
    // Right rim first: it may top the left one, so the highest bar names neither.
    const right = highestAt(high, length - 1 - p.handleMost, length);
    if (length - 1 - right < p.handleLeast) return;
    const left = highestAt(high, 0, right - p.cupBars + 1);
    const rim = high[left]!;
    const rims = Math.abs(high[right]! - rim) / rim;
    if (rims > p.rims) return;

    const bottom = lowestAt(low, left + 1, right);
    // A higher bar after the bottom: a slope that the range cut, and no rim.
    if (highestAt(high, bottom, right + 1) !== right) return;
    const height = rim - low[bottom]!;
    const depth = height / rim;
    if (depth < p.depthLeast || depth > p.depthMost) return;

    const handleLow = low[lowestAt(low, right + 1, length)]!;
    const handle = (high[right]! - handleLow) / height;
    if (handle > p.handle) return;

    const entry = high[right]! * (1 + p.entryAbove);
    const skew = Math.abs(2 * (bottom - left) / (right - left) - 1);
    return {
      // Textbook: level rims, a shallow handle, the bottom midway between the rims.
      confidence: confidenceOf(
        0.4 * shareOf(rims, p.rims, 0) +
          0.3 * shareOf(handle, p.handle, 0) +
          0.3 * shareOf(skew, 1, 0),
      ),
      entry,
      stop: handleLow * (1 - p.stopBelow),
      // Textbook measured move: the cup's depth above the break.
      target: entry + height,
      reason: `cup ${percent(depth, 1)} deep over ${right - left} bars, ` +
        `rims ${percent(rims, 1)} apart, handle ${
          percent(handle, 1)
        } of the cup`,
    };
  },
});
