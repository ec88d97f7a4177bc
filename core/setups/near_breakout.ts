/** A price pressing against an unbroken resistance while volume gathers. @module */
import { z } from "zod";
import { confidenceOf, shareOf } from "./confidence.ts";
import { margins } from "./margins.ts";
import { percent } from "../percent.ts";
import { highestAt, lowestAt } from "./range.ts";
import { setup } from "./setup.ts";

/** Distance and volume are the original's; it was silent on the levels. */
export const nearBreakout = setup({
  name: "near_breakout",
  parameters: z.object({
    window: z.int().min(15).max(50).default(30)
      .describe("Bars looked back upon"),
    settle: z.int().min(2).max(10).default(5)
      .describe("Latest bars of the window that do not make the resistance"),
    below: z.number().min(0.002).max(0.03).default(0.01)
      .describe("Greatest distance under the resistance, as a ratio of it"),
    volume: z.number().min(1).max(5).default(1.2)
      .describe("Volume that must be exceeded, relative to the slot's usual"),
    ...margins,
  }),
  find({ bars: { length, high, low, close }, technicals, price }, p) {
    // Volume is now, not of a bar: the pressure has to be there as we look.
    if (!(technicals.relativeVolume > p.volume)) return;

    const from = length - p.window, to = length - p.settle;
    const resistance = high[highestAt(high, from, to)]!;
    const below = 1 - price / resistance;
    if (!(below > 0 && below <= p.below)) return;
    // A close above it since means it broke and failed: no resistance any more.
    if (close[highestAt(close, to, length)]! > resistance) return;

    const entry = resistance * (1 + p.entryAbove);
    const base = low[lowestAt(low, from, to)]!;
    return {
      // The nearer and the busier, up to twice the volume asked.
      confidence: confidenceOf(
        0.5 * shareOf(below, p.below, 0) +
          0.5 * shareOf(technicals.relativeVolume, p.volume, 2 * p.volume),
      ),
      entry,
      // Under the latest lows: where the pressing would have ended.
      stop: low[lowestAt(low, to, length)]! * (1 - p.stopBelow),
      // Textbook measured move: the height of the base above the break.
      target: entry + resistance - base,
      reason: `${percent(below, 1)} below resistance on ` +
        `${technicals.relativeVolume.toFixed(2)}× the usual volume`,
    };
  },
});
