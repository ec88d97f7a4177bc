/** The practice venue's record of every order, fill and holding of one market. @module */
import { type Money, money, mulDiv } from "../money.ts";
import type { Holding, PlacedFill, PlacedOrder } from "./placed_order.ts";
import type { Changes, Kept } from "./venue_keeper.ts";
import type { OrderRecord } from "./working.ts";

/** What one report changed. */
export interface Noted {
  order: PlacedOrder;
  /** The shares it told of, if any. */
  fill: PlacedFill | undefined;
}

export class Blotter {
  /** By number; number n stands at n − 1. */
  readonly orders: PlacedOrder[];
  readonly fills: PlacedFill[];
  /** By symbol; none is zero. */
  readonly holdings = new Map<string, Holding>();
  readonly #numbers = new Map<string, number>();
  #changed = nothing();

  constructor(kept?: Kept) {
    this.orders = [...kept?.orders ?? []];
    this.fills = [...kept?.fills ?? []];
    for (const { id, number } of this.orders) this.#numbers.set(id, number);
    for (const holding of kept?.holdings ?? []) {
      this.holdings.set(holding.symbol, holding);
    }
  }

  orderOf(id: string): PlacedOrder | undefined {
    return this.orders[(this.#numbers.get(id) ?? 0) - 1];
  }

  /** Notes how an order stands, right after each report of it. */
  note({ order, report }: OrderRecord): Noted {
    const before = this.orderOf(order.id);
    const number = before?.number ?? this.orders.length + 1;
    const { symbol, side, quantity, limitPrice } = order;
    const { arrivesAt, expiresAt, cancelsAt } = order;
    const after: PlacedOrder = {
      ...{ number, id: order.id, symbol, side, quantity, limitPrice },
      status: report.status as PlacedOrder["status"],
      filledQuantity: order.filled,
      filledValue: order.value,
      fees: order.fees,
      reason: report.reason,
      submittedAt: before?.submittedAt ?? report.at,
      updatedAt: report.at,
      cancelAsked: cancelsAt !== Infinity,
      arrivesAt,
      expiresAt,
      cancelsAt: cancelsAt === Infinity ? null : cancelsAt as typeof arrivesAt,
    };
    this.orders[number - 1] = after;
    this.#numbers.set(after.id, number);
    this.#changed.orders.set(number, after);
    return { order: after, fill: this.#book(before, after) };
  }

  /** What changed since the last call, each as it now is; undefined if nothing did. */
  takeChanges(): Pick<Changes, "orders" | "holdings" | "fills"> | undefined {
    const { orders, holdings, fills } = this.#changed;
    if (orders.size === 0) return;
    this.#changed = nothing();
    const byNumber = [...orders.values()].sort((a, b) => a.number - b.number);
    return { orders: byNumber, holdings: [...holdings.values()], fills };
  }

  #book(
    before: PlacedOrder | undefined,
    after: PlacedOrder,
  ): PlacedFill | undefined {
    const { number, filledQuantity, filledValue, fees, updatedAt } = after;
    const quantity = filledQuantity - (before?.filledQuantity ?? 0);
    if (quantity === 0) return;
    const fill: PlacedFill = {
      sequence: this.fills.length + 1,
      number,
      cumulativeQuantity: filledQuantity,
      quantity,
      value: money(filledValue - (before?.filledValue ?? 0)),
      fee: money(fees - (before?.fees ?? 0)),
      at: updatedAt,
    };
    this.fills.push(fill);
    this.#changed.fills.push(fill);
    this.#hold(after, fill);
    return fill;
  }

  /** A sale takes its share of the cost, and the last share what is left. */
  #hold({ symbol, side }: PlacedOrder, { quantity, value }: PlacedFill): void {
    const held = this.holdings.get(symbol);
    const had = held?.quantity ?? 0, cost = held?.cost ?? money(0);
    const after: Holding = side === "buy"
      ? { symbol, quantity: had + quantity, cost: money(cost + value) }
      : { symbol, quantity: had - quantity, cost: rest(cost, had, quantity) };
    if (after.quantity === 0) this.holdings.delete(symbol);
    else this.holdings.set(symbol, after);
    this.#changed.holdings.set(symbol, after);
  }
}

function rest(cost: Money, held: number, sold: number): Money {
  return money(cost - mulDiv(cost, sold, held, "nearest"));
}

function nothing() {
  return {
    orders: new Map<number, PlacedOrder>(),
    holdings: new Map<string, Holding>(),
    fills: [] as PlacedFill[],
  };
}
