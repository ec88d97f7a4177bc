/** The practice venue's record of every order, fill and holding of one market. @module */
import { type Money, money, mulDiv } from "../money.ts";
import type { Instant } from "../time.ts";
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
  /** By number, dropped ones too; number n stands at n − 1. */
  readonly record: PlacedOrder[];
  readonly fills: PlacedFill[];
  /** By symbol; none is zero. */
  readonly holdings = new Map<string, Holding>();
  readonly #numbers = new Map<string, number>();
  #dropped = 0;
  #changed = nothing();

  constructor(kept?: Kept) {
    this.record = [...kept?.orders ?? []];
    this.fills = [...kept?.fills ?? []];
    for (const { id, number, droppedAt } of this.record) {
      this.#numbers.set(id, number);
      if (droppedAt !== null) this.#dropped++;
    }
    for (const holding of kept?.holdings ?? []) {
      this.holdings.set(holding.symbol, holding);
    }
  }

  /** By number. */
  orders(): readonly PlacedOrder[] {
    if (this.#dropped === 0) return this.record;
    return this.record.filter(({ droppedAt }) => droppedAt === null);
  }

  orderOf(id: string): PlacedOrder | undefined {
    return this.orderAt(this.#numbers.get(id) ?? 0);
  }

  orderAt(number: number): PlacedOrder | undefined {
    const order = this.record[number - 1];
    return order?.droppedAt === null ? order : undefined;
  }

  /** Shows an order no more; its number and its id stay used. */
  drop(id: string, at: Instant): void {
    this.#dropped++;
    this.#write({ ...this.orderOf(id)!, droppedAt: at });
  }

  /** Notes how an order stands, right after each report of it. */
  note({ order, report }: OrderRecord): Noted {
    const before = this.orderOf(order.id);
    const number = before?.number ?? this.record.length + 1;
    const { symbol, side, quantity, arrivesAt } = order;
    const { type, limitPrice, stopPrice, goodTill } = order;
    const after: PlacedOrder = {
      ...{ number, id: order.id, symbol, side, quantity },
      ...{ type, limitPrice, stopPrice, goodTill },
      status: report.status as PlacedOrder["status"],
      filledQuantity: order.filled,
      filledValue: order.value,
      fees: order.fees,
      reason: report.reason,
      submittedAt: before?.submittedAt ?? report.at,
      updatedAt: report.at,
      cancelAsked: order.cancelsAt !== Infinity,
      arrivesAt,
      expiresAt: finite(order.expiresAt),
      cancelsAt: finite(order.cancelsAt),
      droppedAt: null,
    };
    this.#write(after);
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

  #write(order: PlacedOrder): void {
    const { number, id } = order;
    this.record[number - 1] = order;
    this.#numbers.set(id, number);
    this.#changed.orders.set(number, order);
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

/** What never comes is null on record. */
function finite(at: number): Instant | null {
  return at === Infinity ? null : at as Instant;
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
