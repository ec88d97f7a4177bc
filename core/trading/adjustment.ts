/** Books that were made to equal the venue's, where no fill did it: on record, never silent. @module */
import { z } from "zod";
import { Money } from "../money.ts";
import { Instant } from "../time.ts";

export const Adjustment = z.object({
  id: z.string(),
  kind: z.enum(["position", "cash", "adoption"])
    .meta({ title: "AdjustmentKind" }),
  session: z.string().describe("Exchange-local date it belongs to"),
  symbol: z.string().nullable(),
  positionId: z.string().nullable(),
  quantity: z.int().describe("Shares added to the position, negative if fewer"),
  cost: Money.describe("Added to the cost of the position"),
  cash: Money.describe("Added to the cash of the account"),
  reason: z.string().describe("What the venue said, and how often"),
  at: Instant,
}).meta({
  title: "Adjustment",
  description: "What made the books equal the venue's without a fill",
});
export type Adjustment = z.output<typeof Adjustment>;
