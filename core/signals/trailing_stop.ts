/** Exit when a good profit is being given back. @module */
import { z } from "zod";
import { signedPercent } from "../percent.ts";
import { rule, signal } from "./rule.ts";

const HIT = signal("trailing_stop_hit", "exit", "strong");

export const trailingStop = rule({
  name: "trailing_stop",
  parameters: z.object({
    // Without an arming level the trail would hide every wider fixed stop.
    armedAbove: z.number().min(0).max(0.1).default(0.02)
      .describe("Best gain above which the trail is armed, as a ratio of cost"),
    giveback: z.number().min(0.005).max(0.1).default(0.03)
      .describe("Retreat that exits, as a ratio of the high watermark"),
  }),
  read(reading, { armedAbove, giveback }) {
    if (reading.bestGain > armedAbove && reading.giveback >= giveback) {
      return HIT;
    }
  },
  explain({ bestGain, giveback }) {
    return `best ${signedPercent(bestGain)}, given back ${
      signedPercent(giveback)
    }`;
  },
});
