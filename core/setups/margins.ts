/** How far beyond a level orders are placed: touching it proves nothing. @module */
import { z } from "zod";

/** Thresholds of every setup that enters above a level and stops below one. */
export const margins = {
  entryAbove: z.number().min(0).max(0.01).default(0.001)
    .describe("Entry above the level that must break, as a ratio of it"),
  stopBelow: z.number().min(0.002).max(0.05).default(0.01)
    .describe("Stop below the level that must hold, as a ratio of it"),
};
