/** What the practice venue has on record of its orders and fills. @module */
import { z } from "zod";
import { Money, Price } from "../money.ts";
import { Instant } from "../time.ts";
import { OrderType } from "../trading/order.ts";

export const PlacedOrder = z.object({
  number: z.int().positive().describe("The venue's own, from 1 in each market"),
  id: z.string().describe("Client order id"),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  quantity: z.int().positive().describe("Shares ordered"),
  type: OrderType,
  limitPrice: Price.nullable().describe("Of a limit order alone"),
  stopPrice: Price.nullable().describe("Where a stop triggers"),
  goodTill: z.enum(["day", "cancelled"]),
  status: z.enum(["accepted", "partial", "filled", "cancelled", "expired"]),
  filledQuantity: z.int().nonnegative(),
  filledValue: Money.describe("Value of the shares filled, fees excluded"),
  fees: Money.describe("Fees on the shares filled so far"),
  reason: z.string().nullable().describe("Why it is over without being filled"),
  submittedAt: Instant,
  updatedAt: Instant.describe("When it was last told of"),
  cancelAsked: z.boolean(),
  arrivesAt: Instant.describe("A bar that began before this cannot fill it"),
  expiresAt: Instant.nullable().describe(
    "The end of its session; null when good till cancelled",
  ),
  cancelsAt: Instant.nullable().describe("When a cancel arrives; null unasked"),
  droppedAt: Instant.nullable().describe(
    "When it was forgotten on purpose: never shown since; null if it was not",
  ),
});
/** One snapshot: a change makes another. */
export type PlacedOrder = z.output<typeof PlacedOrder>;

export const PlacedFill = z.object({
  sequence: z.int().positive().describe("Counts the fills of its market"),
  number: z.int().positive().describe("The venue's number of the order"),
  cumulativeQuantity: z.int().positive()
    .describe("Shares of the order filled, these included"),
  quantity: z.int().positive(),
  value: Money,
  fee: Money.describe("What these shares add to the fees of the order"),
  at: Instant,
});
export type PlacedFill = z.output<typeof PlacedFill>;

/** Shares of one symbol, and what was paid for them, fees excluded. */
export const Holding = z.object({
  symbol: z.string(),
  quantity: z.int(),
  cost: Money,
});
export type Holding = z.output<typeof Holding>;
