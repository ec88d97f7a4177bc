/** The last full bar closed above a resistance that had held, on volume. @module */
import { z } from "zod";
import { confidenceOf, shareOf } from "./confidence.ts";
import { margins } from "./margins.ts";
import { percent } from "../percent.ts";
import { highestAt, lowestAt, volumeSurge } from "./range.ts";
import { setup } from "./setup.ts";

/** Bars whose mean volume the breaking bar is held against: most of a session. */
const VOLUME_BARS = 20;

/**
 * The original's thresholds, its stricter version; the later one (tolerance
 * 0.02, volume 1.3) lies within the bounds. It was silent on the target.
 */
export const breakout = setup({
  name: "breakout",
  parameters: z.object({
    window: z.int().min(15).max(50).default(30)
      .describe("Bars looked back upon"),
    settle: z.int().min(2).max(10).default(5)
      .describe("Latest bars of the window that do not make the resistance"),
    tolerance: z.number().min(0).max(0.02).default(0)
      .describe(
        "Previous close above resistance still fresh, as a ratio of it",
      ),
    volume: z.number().min(1).max(5).default(1.5)
      .describe("Least volume of the breaking bar over the mean of 20 before"),
    stopBelow: margins.stopBelow,
  }),
  find({ bars, price }, p) {
    const { length, high, low, close, volume } = bars;
    const from = length - p.window, to = length - p.settle;
    const resistance = high[highestAt(high, from, to)]!;
    const last = close[length - 1]!;
    // A price back under the resistance makes it a false break.
    if (last <= resistance || price <= resistance) return;
    if (close[length - 2]! > resistance * (1 + p.tolerance)) return;

    // The bar's own volume, not the last five minutes': it is the bar that broke.
    const surge = volumeSurge(volume, length, VOLUME_BARS);
    if (!(surge >= p.volume)) return;

    const top = high[length - 1]!, foot = low[length - 1]!;
    return {
      // Twice the volume asked, a close at the bar's high, not yet run 2 % away.
      confidence: confidenceOf(
        0.5 * shareOf(surge, p.volume, 2 * p.volume) +
          0.3 * shareOf(last, foot, top) +
          0.2 * shareOf(price / resistance, 1.02, 1),
      ),
      // It has broken: what there is to wait for has happened.
      entry: price,
      stop: resistance * (1 - p.stopBelow),
      // Textbook measured move: the height of the base above the entry.
      target: price + resistance - low[lowestAt(low, from, to)]!,
      reason:
        `close ${percent(last / resistance - 1, 1)} above resistance on ` +
        `${surge.toFixed(2)}× the volume of the ${VOLUME_BARS} bars before`,
    };
  },
});
