/**
 * Is the short trend still with us? Named after the fact, as VWAP's signals are:
 * `below_ema20` warns a long and holds a short.
 *
 * @module
 */
import { z } from "zod";
import { signedPercent } from "../percent.ts";
import { rule, signal } from "./rule.ts";

const HOLD_ABOVE = signal("above_ema20", "hold", "moderate");
const HOLD_BELOW = signal("below_ema20", "hold", "moderate");
const EXIT_ABOVE = signal("above_ema20", "exit", "moderate");
const EXIT_BELOW = signal("below_ema20", "exit", "moderate");

const distance = z.number().min(0.001).max(0.1);

export const ema20 = rule({
  name: "ema20",
  parameters: z.object({
    favourable: distance.default(0.005)
      .describe("Distance in our favour that supports holding, a ratio of EMA"),
    adverse: distance.default(0.01)
      .describe("Distance against us that asks for a review, a ratio of EMA"),
  }),
  read({ side, aboveEma20 }, { favourable, adverse }) {
    if (side === "long") {
      if (aboveEma20 >= favourable) return HOLD_ABOVE;
      if (aboveEma20 <= -adverse) return EXIT_BELOW;
    } else {
      if (aboveEma20 <= -favourable) return HOLD_BELOW;
      if (aboveEma20 >= adverse) return EXIT_ABOVE;
    }
  },
  explain: ({ aboveEma20 }) => `${signedPercent(aboveEma20)} from EMA(20)`,
});
