/** An hour without a market is coming. @module */
import { z } from "zod";
import { rule, signal } from "./rule.ts";

const SOON = signal("lunch_break_soon", "exit", "moderate");

export const lunchBreak = rule({
  name: "lunch_break",
  parameters: z.object({
    soonMinutes: z.number().min(1).max(60).default(10)
      .describe("Minutes before the lunch break that ask for a review"),
  }),
  // Once the break has begun nothing can be sold, so nothing is said.
  read({ toLunchMinutes }, { soonMinutes }) {
    if (toLunchMinutes > 0 && toLunchMinutes <= soonMinutes) return SOON;
  },
  explain({ toLunchMinutes }) {
    return `${toLunchMinutes.toFixed(0)} min to the lunch break`;
  },
});
