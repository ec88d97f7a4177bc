/** A position that has survived a night is not a day trade any more. @module */
import { z } from "zod";
import { rule, signal } from "./rule.ts";

const HELD = signal("overnight_hold", "hold", "weak");

export const overnightHold = rule({
  name: "overnight_hold",
  parameters: z.object({
    heldMinutes: z.number().min(360).max(14_400).default(1_440)
      .describe("Minutes since the entry that make a hold overnight"),
  }),
  read(reading, { heldMinutes }) {
    if (reading.heldMinutes >= heldMinutes) return HELD;
  },
  explain({ heldMinutes }) {
    return `held ${(heldMinutes / 60).toFixed(1)} h`;
  },
});
