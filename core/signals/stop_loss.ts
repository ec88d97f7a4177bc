/** Exit when the loss since entry reaches the limit. @module */
import { z } from "zod";
import { signedPercent } from "../percent.ts";
import { rule, signal } from "./rule.ts";

const HIT = signal("stop_loss_hit", "exit", "strong");
const NEAR = signal("stop_loss_near", "exit", "moderate");

// Beyond a tenth of the cost it would be no stop any more.
const loss = z.number().min(0.005).max(0.1);

export const stopLoss = rule({
  name: "stop_loss",
  parameters: z.object({
    loss: loss.default(0.03)
      .describe("Loss since entry that exits at once, as a ratio of cost"),
    near: loss.default(0.02)
      .describe("Loss since entry that asks for a review, as a ratio of cost"),
    tightenStep: z.number().min(0).max(0.02).default(0.005)
      .describe("How much one review without advice tightens the stop"),
  }),
  // `tightened` is counted by the position: the rule only spends it.
  read({ gain, tightened }, { loss, near }) {
    if (gain <= -(loss - tightened)) return HIT;
    if (gain <= -near) return NEAR;
  },
  explain({ gain, tightened }) {
    const less = tightened > 0
      ? `, stop tightened ${signedPercent(tightened)}`
      : "";
    return `gain ${signedPercent(gain)}${less}`;
  },
});
