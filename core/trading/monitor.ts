/** What the position monitor last saw of one open position. @module */
import { z } from "zod";
import { Instant } from "../time.ts";

export const Monitor = z.object({
  positionId: z.string(),
  advice: z.enum(["hold", "review", "exit"]).meta({ title: "Advice" }),
  signals: z.array(z.string()).describe("Names of the signals that spoke"),
  checks: z.int().nonnegative(),
  at: Instant.describe("Last check"),
}).meta({ title: "Monitor" });
export type Monitor = z.output<typeof Monitor>;
