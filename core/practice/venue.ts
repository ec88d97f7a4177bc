/** The matching core of the practice exchange: a deterministic state machine. @module */
import type { Market } from "../market/market.ts";
import { localDate, nextSession } from "../market/sessions.ts";
import { type Money, money, type Price } from "../money.ts";
import { type Instant, plus } from "../time.ts";
import type { Answer, OrderReport } from "../trading/order.ts";
import { tradeIn } from "./matching.ts";
import { Register } from "./register.ts";
import { type LastOf, refusalOf } from "./venue_rules.ts";
import {
  brokerId,
  type OrderRecord,
  reportOf,
  type VenueOrder,
  type VenueStatus,
  type Working,
} from "./working.ts";

export type { VenueOrder, Working } from "./working.ts";

/** One bar of the tape, as far as matching needs it. Prices in millionths. */
export interface Print {
  open: number;
  high: number;
  low: number;
  volume: number;
}

export interface VenueOptions {
  /** From our send to the venue's book, in milliseconds. */
  latencyMs: number;
  /** Largest share of a bar's volume that one bar gives to our orders. */
  participation: number;
}

export const DEFAULT_OPTIONS: VenueOptions = {
  latencyMs: 250,
  participation: 0.1,
};

export class Venue {
  /** Cash and holdings as the venue sees them: the truth the books must equal. */
  cash: Money;
  readonly holdings = new Map<string, number>();
  readonly #market: Market;
  readonly #options: VenueOptions;
  readonly #working: Working[] = [];
  readonly #register = new Register();
  #news: OrderReport[] = [];

  constructor(market: Market, cash: Money, options = DEFAULT_OPTIONS) {
    this.#market = market;
    this.cash = cash;
    this.#options = options;
  }

  /** Puts an order back as it was told of last, where a venue goes on. */
  restore(
    order: Working,
    status: VenueStatus,
    reason: string | null,
    at: Instant,
  ): void {
    if (status === "accepted" || status === "partial") {
      this.#working.push(order);
    }
    const report = reportOf(order, status, at, reason);
    this.#register.note({ order, report });
  }

  /**
   * Takes an order, or says why not. An id it has seen before is refused.
   *
   * @param last Last prices: what a market order to buy is expected to cost.
   */
  submit(order: VenueOrder, at: Instant, last: LastOf = nowhere): Answer {
    const market = this.#market;
    const reason = this.#register.has(order.id)
      ? `Order id ${order.id} was used before`
      : refusalOf(order, { at, market, account: this, last });
    if (reason) return { status: "rejected", reason };
    const working: Working = {
      ...order,
      arrivesAt: plus(at, this.#options.latencyMs),
      expiresAt: order.goodTill === "cancelled"
        ? Infinity
        : nextSession(market, at)?.close ?? at,
      cancelsAt: Infinity,
      lot: market.lotOf(order.symbol)!,
      filled: 0,
      value: money(0),
      fees: money(0),
    };
    this.#working.push(working);
    this.#tell(working, "accepted", at, null);
    return { status: "accepted", brokerOrderId: brokerId(order.id) };
  }

  /** Takes a cancel; one for an order that is over changes nothing. */
  cancel(orderId: string, at: Instant): void {
    const order = this.#working.find(({ id }) => id === orderId);
    if (!order) return;
    // Asking again must not put off what was asked before.
    const arrives = plus(at, this.#options.latencyMs);
    order.cancelsAt = Math.min(order.cancelsAt, arrives);
  }

  /** Forgets an order that works and has not traded, but for its id; else false. */
  drop(orderId: string): boolean {
    const order = this.#working.find(({ id }) => id === orderId);
    if (!order || order.filled > 0) return false;
    this.#working.splice(this.#working.indexOf(order), 1);
    this.useUp(orderId);
    return true;
  }

  /** Knows an id as used, and nothing else of it. */
  useUp(orderId: string): void {
    this.#register.forget(orderId);
  }

  /** Lets time pass: cancels arrive, the session's end expires what is left. */
  pass(to: Instant): void {
    for (const order of [...this.#working]) {
      const { cancelsAt, expiresAt } = order;
      if (cancelsAt <= to && cancelsAt < expiresAt) {
        // A bar that filled a part of it meanwhile is known later than the cancel.
        const { at } = this.reportOf(order.id)!;
        const over = Math.max(cancelsAt, at) as Instant;
        this.#end(order, "cancelled", over, "As asked");
      } else if (expiresAt <= to) {
        this.#end(
          order,
          "expired",
          expiresAt as Instant,
          "The session is over",
        );
      }
    }
  }

  /** Matches one symbol's bar, which began at `began` and is known at `at`. */
  match(symbol: string, print: Print, began: Instant, at: Instant): void {
    for (const order of [...this.#working]) {
      if (order.symbol !== symbol || order.arrivesAt > began) continue;
      if (order.cancelsAt <= began) continue;
      const tick = this.#market.tickAt(
        order.limitPrice ?? print.open as Price,
        localDate(this.#market, at),
      );
      const trade = tradeIn(order, print, tick, this.#options.participation);
      if (trade) this.#fill(order, trade.quantity, trade.price, at);
    }
  }

  /** Whether time or a bar can change anything here. */
  get idle(): boolean {
    return this.#working.length === 0;
  }

  get working(): readonly Working[] {
    return this.#working;
  }

  /** All that work, and all that arrived from `since` on, oldest first. */
  ordersSince(since: Instant): OrderRecord[] {
    return this.#register.listed(this.#working, since);
  }

  /** When a cancel arrives or an order expires next; Infinity if never. */
  get nextEnd(): number {
    let first = Infinity;
    for (const { cancelsAt, expiresAt } of this.#working) {
      first = Math.min(first, cancelsAt, expiresAt);
    }
    return first;
  }

  /** The first instant at which an order expires; Infinity when none works. */
  get nextExpiry(): number {
    let first = Infinity;
    for (const { expiresAt } of this.#working) {
      if (expiresAt < first) first = expiresAt;
    }
    return first;
  }

  get hasNews(): boolean {
    return this.#news.length > 0;
  }

  /** What happened since the last call, in order. */
  takeNews(): OrderReport[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** The last report of one order. */
  reportOf(orderId: string): OrderReport | undefined {
    return this.recordOf(orderId)?.report;
  }

  /** The same with the order itself, as far as it was filled. */
  recordOf(orderId: string): OrderRecord | undefined {
    return this.#register.recordOf(orderId);
  }

  #fill(order: Working, quantity: number, price: number, at: Instant): void {
    const { symbol, side } = order;
    const value = money(quantity * price);
    order.filled += quantity;
    order.value = money(order.value + value);
    const date = localDate(this.#market, at);
    const fees = this.#market.feesOf(side, order.value, order.filled, date);
    const paid = side === "buy" ? value : -value;
    this.cash = money(this.cash - paid - (fees - order.fees));
    order.fees = fees;
    const held = this.holdings.get(symbol) ?? 0;
    this.holdings.set(symbol, held + (side === "buy" ? quantity : -quantity));
    const whole = order.filled === order.quantity;
    if (whole) this.#end(order, "filled", at, null);
    else this.#tell(order, "partial", at, null);
  }

  #end(
    order: Working,
    status: VenueStatus,
    at: Instant,
    reason: string | null,
  ): void {
    this.#working.splice(this.#working.indexOf(order), 1);
    this.#tell(order, status, at, reason);
  }

  #tell(
    order: Working,
    status: VenueStatus,
    at: Instant,
    reason: string | null,
  ): void {
    const report = reportOf(order, status, at, reason);
    this.#register.note({ order, report });
    this.#news.push(report);
  }
}

/** Where nobody asks to buy at the market. */
function nowhere(): undefined {}
