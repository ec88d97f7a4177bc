/**
 * Which side of the session's average price are we on? A signal is named after
 * the fact, not the verdict: `above_vwap` holds a long and warns a short.
 *
 * @module
 */
import { z } from "zod";
import { signedPercent } from "../percent.ts";
import { rule, signal } from "./rule.ts";

const HOLD_ABOVE = signal("above_vwap", "hold", "strong");
const HOLD_BELOW = signal("below_vwap", "hold", "strong");
const EXIT_ABOVE = signal("above_vwap", "exit", "moderate");
const EXIT_BELOW = signal("below_vwap", "exit", "moderate");

const distance = z.number().min(0.001).max(0.1);

export const vwap = rule({
  name: "vwap",
  parameters: z.object({
    favourable: distance.default(0.01)
      .describe(
        "Distance in our favour that supports holding, a ratio of VWAP",
      ),
    adverse: distance.default(0.02)
      .describe("Distance against us that asks for a review, a ratio of VWAP"),
  }),
  read({ side, aboveVwap }, { favourable, adverse }) {
    if (side === "long") {
      if (aboveVwap >= favourable) return HOLD_ABOVE;
      if (aboveVwap <= -adverse) return EXIT_BELOW;
    } else {
      if (aboveVwap <= -favourable) return HOLD_BELOW;
      if (aboveVwap >= adverse) return EXIT_ABOVE;
    }
  },
  explain: ({ aboveVwap }) => `${signedPercent(aboveVwap)} from VWAP`,
});
