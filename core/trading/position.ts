/** A holding in one security, from its first fill to its last. @module */
import { z } from "zod";
import { Money, money, mulDiv, perShare, Price } from "../money.ts";
import { Side } from "../signals/rule.ts";
import { Instant } from "../time.ts";
import type { Fill } from "./fill.ts";
import type { Order } from "./order.ts";

/** Who sells it when it falls: a stop at the venue, our own watch where a venue has none; or nobody yet. */
export const Protection = z.enum(["none", "venue", "software"])
  .meta({ title: "Protection" });
export type Protection = z.output<typeof Protection>;

export const PositionStatus = z.enum(["open", "closed"])
  .meta({ title: "PositionStatus" });

export const Position = z.object({
  id: z.string().describe("Id of the order that opened it"),
  symbol: z.string().describe("Ticker as the exchange writes it, e.g. 0700"),
  side: Side,
  quantity: z.int().nonnegative().describe("Shares held; 0 once closed"),
  cost: Money.describe("Entry value of the shares held, fees excluded"),
  highWatermark: Price.describe(
    "Best price seen since entry: the highest of a long, the lowest of a short",
  ),
  realizedPnl: Money.nullable().describe(
    "Profit already taken, fees excluded; null once a part left at a price nobody told",
  ),
  fees: Money.describe("Fees of every fill so far"),
  setup: z.string().describe("Entry pattern that opened it"),
  entryVolumePpm: z.int().nullable().describe(
    "Relative volume at entry, in millionths; null unknown",
  ),
  tightenedPpm: z.int().nonnegative().describe(
    "By how much of cost a review has tightened the stop, in millionths",
  ),
  reviews: z.int().nonnegative().describe("REVIEWs in a row without advice"),
  reviewedBars: z.int().nonnegative().describe(
    "Full bars of the symbol at the last REVIEW: the same bars are not new evidence",
  ),
  overnight: z.string().nullable().describe(
    "Session whose close review let it stay; null if none did",
  ),
  protection: Protection,
  status: PositionStatus,
  openedAt: Instant,
  closedAt: Instant.nullable(),
}).meta({ title: "Position", description: "A holding in one security" });
export type Position = z.output<typeof Position>;

/** Average entry price per share, for display; null once nothing is held. */
export function entryPrice({ cost, quantity }: Position): Price | null {
  return quantity === 0 ? null : perShare(cost, quantity);
}

/** Profit not yet taken at `price`, fees excluded. */
export function unrealized(position: Position, price: Price): Money {
  const value = position.quantity * price;
  return money(
    position.side === "long" ? value - position.cost : position.cost - value,
  );
}

/** The position once the market has shown `price`. */
export function marked(position: Position, price: Price): Position {
  const better = position.side === "long"
    ? price > position.highWatermark
    : price < position.highWatermark;
  return better ? { ...position, highWatermark: price } : position;
}

/**
 * Folds one fill of `order` into its position; the first fill opens it.
 *
 * An entry adds its value to the cost. An exit takes its share of the cost and
 * realizes the difference; the last share takes the rest, so no rounding is
 * ever lost.
 *
 * @param protection Of a position that this fill opens.
 * @throws {RangeError} If an exit exceeds the shares held: the program and the
 * broker disagree, and trading on must not continue.
 */
export function applyFill(
  position: Position | undefined,
  order: Order,
  fill: Fill,
  protection: Protection,
): Position {
  if (order.purpose === "entry") {
    return increased(position ?? opened(order, fill, protection), fill);
  }
  if (!position || fill.quantity > position.quantity) {
    throw new RangeError(
      `Cannot ${order.side} ${fill.quantity} ${order.symbol}: position holds ${
        position?.quantity ?? 0
      }`,
    );
  }
  return reduced(position, fill);
}

function opened(
  order: Order,
  fill: Fill,
  protection: Protection,
): Position {
  return {
    id: order.positionId,
    symbol: order.symbol,
    side: order.positionSide,
    quantity: 0,
    cost: money(0),
    highWatermark: perShare(fill.value, fill.quantity),
    realizedPnl: money(0),
    fees: money(0),
    setup: order.trigger,
    entryVolumePpm: order.entryVolumePpm,
    tightenedPpm: 0,
    reviews: 0,
    reviewedBars: 0,
    overnight: null,
    protection,
    status: "open",
    openedAt: fill.at,
    closedAt: null,
  };
}

function increased(position: Position, fill: Fill): Position {
  return {
    ...position,
    quantity: position.quantity + fill.quantity,
    cost: money(position.cost + fill.value),
    fees: money(position.fees + fill.fee),
    status: "open",
    closedAt: null,
  };
}

function reduced(position: Position, fill: Fill): Position {
  const { cost, quantity: held } = position;
  const quantity = held - fill.quantity;
  const share = mulDiv(cost, fill.quantity, held, "nearest");
  const gain = position.side === "long"
    ? fill.value - share
    : share - fill.value;
  return {
    ...position,
    quantity,
    cost: money(cost - share),
    realizedPnl: position.realizedPnl === null
      ? null
      : money(position.realizedPnl + gain),
    fees: money(position.fees + fill.fee),
    status: quantity === 0 ? "closed" : "open",
    closedAt: quantity === 0 ? fill.at : null,
  };
}
