/** Hold a healthy profit; have a large one reviewed. @module */
import { z } from "zod";
import { signedPercent } from "../percent.ts";
import { rule, signal } from "./rule.ts";

const HEALTHY = signal("healthy_profit", "hold", "moderate");
// Moderate on purpose: a target alone must not end a trend.
const TARGET = signal("profit_target_reached", "exit", "moderate");

export const profit = rule({
  name: "profit",
  parameters: z.object({
    healthyFrom: z.number().min(0).max(0.05).default(0.01)
      .describe("Smallest healthy gain, as a ratio of cost"),
    healthyTo: z.number().min(0.01).max(0.2).default(0.05)
      .describe("Largest gain that is no reason to look again"),
    target: z.number().min(0.02).max(0.5).default(0.08)
      .describe("Gain that asks for a review, as a ratio of cost"),
  }),
  read({ gain }, { healthyFrom, healthyTo, target }) {
    if (gain >= target) return TARGET;
    if (gain >= healthyFrom && gain <= healthyTo) return HEALTHY;
  },
  // Between healthy and target the rule is silent: the trail has the word.
  explain: ({ gain }) => `gain ${signedPercent(gain)}`,
});
