/** Be out before the bell, not after it. @module */
import { z } from "zod";
import { rule, signal } from "./rule.ts";

const CLOSING = signal("market_closing", "exit", "strong");
const SOON = signal("market_closing_soon", "exit", "moderate");

export const marketClosing = rule({
  name: "market_closing",
  parameters: z.object({
    closingMinutes: z.number().min(2).max(60).default(10)
      .describe("Minutes before the close that exit at once"),
    soonMinutes: z.number().min(5).max(120).default(30)
      .describe("Minutes before the close that ask for a review"),
  }),
  // Past the close the minutes are negative: whoever is still in must get out.
  read({ toCloseMinutes }, { closingMinutes, soonMinutes }) {
    if (toCloseMinutes <= closingMinutes) return CLOSING;
    if (toCloseMinutes <= soonMinutes) return SOON;
  },
  explain({ toCloseMinutes }) {
    return `${toCloseMinutes.toFixed(0)} min to the close`;
  },
});
