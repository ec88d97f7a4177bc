/** What came of comparing the books with the venue. @module */
import { z } from "zod";
import { Money } from "../money.ts";
import { Instant } from "../time.ts";

/**
 * adjusted: the books follow the venue. orphan: held there and not here.
 * foreign: an order of somebody else. unknown: not settled, so nothing enters.
 */
export const Difference = z.object({
  kind: z.enum(["adjusted", "orphan", "foreign", "unknown"])
    .meta({ title: "DifferenceKind" }),
  subject: z.enum(["position", "order", "cash", "calendar"])
    .meta({ title: "DifferenceSubject" }),
  symbol: z.string().nullable(),
  orderId: z.string().nullable().describe("Ours where it has one, else theirs"),
  books: z.string().nullable().describe("As the books have it"),
  venue: z.string().nullable().describe("As the venue has it"),
  text: z.string(),
}).meta({
  title: "Difference",
  description: "In what the books differ from the venue",
});
export type Difference = z.output<typeof Difference>;

/** Shares at the venue that no order of ours explains. */
export const Orphan = z.object({
  symbol: z.string(),
  quantity: z.int().describe("Shares, negative when short"),
  value: Money.describe("What the venue says was paid for them"),
  since: Instant.describe("When they were first seen"),
}).meta({ title: "Orphan", description: "A holding that is not ours" });
export type Orphan = z.output<typeof Orphan>;

export const Reconciliation = z.object({
  at: Instant,
  outcome: z.enum(["equal", "adjusted", "blocked", "failed"])
    .meta({ title: "ReconciliationOutcome" })
    .describe("Blocked and failed keep entries out until the next that is not"),
  note: z.string(),
  matched: z.int().nonnegative()
    .describe("Orders, positions and amounts of cash that were equal"),
  differences: z.array(Difference),
  orphans: z.array(Orphan),
}).meta({
  title: "Reconciliation",
  description: "The books compared with the venue",
});
export type Reconciliation = z.output<typeof Reconciliation>;
