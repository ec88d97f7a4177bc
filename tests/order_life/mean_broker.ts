/**
 * A venue that is true to itself and mean to its clients: requests are lost or
 * arrive long after their timeout, answers and reports are lost, late, doubled
 * and out of order, cancels race fills, look-ups miss what is there.
 *
 * @module
 */
import { type Money, money, price } from "../../core/money.ts";
import {
  type Broker,
  type BrokerAccount,
  BrokerUnavailable,
} from "../../core/ports.ts";
import type { Random } from "../../core/practice/random.ts";
import type { ApprovedOrder } from "../../core/risk/gate.ts";
import type { Instant } from "../../core/time.ts";
import type { Answer, OrderReport } from "../../core/trading/order.ts";
import { CALM, type Faults, LATEST } from "./faults.ts";

/** One order as the venue truly has it. */
export interface VenueOrder {
  sent: ApprovedOrder;
  status: OrderReport["status"];
  filled: number;
  value: number;
  /** Value after each cumulative quantity, 0 included. */
  values: Map<number, number>;
  visibleFrom: number;
  reason: string | null;
}

export class MeanBroker implements Broker {
  faults: Faults;
  now: Instant;
  readonly orders = new Map<string, VenueOrder>();
  readonly holdings = new Map<string, number>();
  /** How often each fault was chosen, to show that a simulation was one. */
  readonly happened = new Map<keyof Faults, number>();
  readonly #random: Random;
  #step = 0;
  #coming: { step: number; act: () => void }[] = [];
  #telling: { step: number; report: OrderReport }[] = [];
  /** Handed over, and not known to be heard until the next call. */
  #handed: OrderReport[] = [];

  constructor(random: Random, faults: Faults, now: Instant) {
    this.#random = random;
    this.faults = faults;
    this.now = now;
  }

  async submit(order: ApprovedOrder): Promise<Answer> {
    const lost: Answer = { status: "unknown", reason: "Timed out" };
    if (this.happens("requestLost")) return lost;
    if (this.happens("requestLate")) {
      this.#later(LATEST, () => this.#arrive(order));
      return lost;
    }
    const { status, reason } = this.#arrive(order);
    if (this.happens("answerLost")) return lost;
    return status === "rejected"
      ? { status, reason: reason! }
      : { status: "accepted", brokerOrderId: `venue-${order.id}` };
  }

  async cancel(orderId: string): Promise<void> {
    if (this.happens("cancelLost")) {
      if (this.#random.chance(0.5)) return;
      throw new BrokerUnavailable("Cannot cancel: connection reset");
    }
    const late = this.happens("cancelLate");
    this.#later(late ? LATEST : 1, () => this.#cancel(orderId));
  }

  async reports(): Promise<OrderReport[]> {
    const due = this.#telling.filter(({ step }) => step <= this.#step);
    this.#telling = this.#telling.filter(({ step }) => step > this.#step);
    this.#handed = due.map(({ report }) => report);
    for (let i = this.#handed.length - 1; i > 0; i--) {
      const j = this.#random.whole(0, i);
      const [a, b] = [this.#handed[i]!, this.#handed[j]!];
      [this.#handed[i], this.#handed[j]] = [b, a];
    }
    return [...this.#handed];
  }

  async find(orderId: string): Promise<OrderReport | undefined> {
    if (this.happens("lookUpFails")) {
      throw new BrokerUnavailable("Cannot look up: connection reset");
    }
    const order = this.orders.get(orderId);
    if (!order) return;
    const hidden = order.visibleFrom > this.#step && this.faults !== CALM;
    return hidden ? undefined : this.#reportOf(order);
  }

  /** Cash as it would be without fees, which no report tells. */
  async account(): Promise<BrokerAccount> {
    if (this.happens("lookUpFails")) {
      throw new BrokerUnavailable("Cannot read account: connection reset");
    }
    let cash = 0;
    for (const { sent, value } of this.orders.values()) {
      cash += sent.side === "buy" ? -value : value;
    }
    const held = [...this.holdings].filter(([, shares]) => shares !== 0);
    const positions = new Map(held);
    return { account: "mean", currency: "USD", cash: money(cash), positions };
  }

  /** A new process asks: what the last one took and may not have booked comes again. */
  reconnect(): void {
    const step = this.#step;
    for (const report of this.#handed) this.#telling.push({ step, report });
    this.#handed = [];
  }

  /** One step of the venue's own life. */
  pass(now: Instant): void {
    this.now = now;
    this.#step++;
    const due = this.#coming.filter(({ step }) => step <= this.#step);
    this.#coming = this.#coming.filter(({ step }) => step > this.#step);
    for (const { act } of due) act();
    for (const order of this.orders.values()) {
      if (isWorking(order) && this.#random.chance(0.15)) {
        this.#trade(order);
        this.#tell(this.#reportOf(order));
      }
    }
  }

  /** The session is over: what still works never fills. */
  expireAll(): void {
    for (const order of this.orders.values()) {
      if (!isWorking(order)) continue;
      order.status = "expired";
      this.#tell(this.#reportOf(order));
    }
  }

  #arrive(sent: ApprovedOrder): VenueOrder {
    const hidden = this.happens("lookUpMisses") ? this.#random.whole(1, 4) : 0;
    const reason = this.happens("rejected")
      ? "Not today"
      : sent.side === "sell" && sent.quantity > this.#sellable(sent.symbol)
      ? "Not enough shares"
      : null;
    const order: VenueOrder = {
      sent,
      status: reason ? "rejected" : "accepted",
      filled: 0,
      value: 0,
      values: new Map([[0, 0]]),
      visibleFrom: this.#step + hidden,
      reason,
    };
    this.orders.set(sent.id, order);
    this.#tell(this.#reportOf(order));
    // A fill may be told before the answer to the submit is.
    if (!reason && this.#random.chance(0.3)) {
      this.#trade(order);
      this.#tell(this.#reportOf(order));
    }
    return order;
  }

  #trade(order: VenueOrder): void {
    const { side, symbol, quantity, limitPrice } = order.sent;
    const rest = quantity - order.filled;
    const shares = this.#random.chance(0.4)
      ? rest
      : this.#random.whole(1, rest);
    const better = this.#random.whole(0, 20) * 10_000;
    const at = price(
      side === "buy" ? limitPrice - better : limitPrice + better,
    );
    order.filled += shares;
    order.value += at * shares;
    order.values.set(order.filled, order.value);
    order.status = order.filled === quantity ? "filled" : "partial";
    const held = this.holdings.get(symbol) ?? 0;
    this.holdings.set(symbol, held + (side === "buy" ? shares : -shares));
  }

  #cancel(orderId: string): void {
    const order = this.orders.get(orderId);
    if (!order || !isWorking(order)) return;
    order.reason = "As asked";
    const told: OrderReport = { ...this.#reportOf(order), status: "cancelled" };
    const missed = this.happens("fillAfterCancel");
    if (missed) this.#trade(order);
    const whole = order.status === "filled";
    if (!whole) order.status = "cancelled";
    this.#tell(told);
    const late: OrderReport = {
      ...this.#reportOf(order),
      status: whole ? "filled" : "partial",
    };
    if (missed) this.#later(LATEST, () => this.#tell(late));
  }

  #sellable(symbol: string): number {
    let free = this.holdings.get(symbol) ?? 0;
    for (const order of this.orders.values()) {
      if (order.sent.symbol !== symbol || order.sent.side !== "sell") continue;
      if (isWorking(order)) free -= order.sent.quantity - order.filled;
    }
    return free;
  }

  #reportOf({ sent, status, filled, value, reason }: VenueOrder): OrderReport {
    return {
      orderId: sent.id,
      brokerOrderId: `venue-${sent.id}`,
      status,
      cumulativeQuantity: filled,
      cumulativeValue: value as Money,
      executionId: null,
      reason,
      at: this.now,
    };
  }

  #tell(report: OrderReport): void {
    const slow = this.happens("reportSlow") ? this.#random.whole(1, 8) : 0;
    this.#telling.push({ step: this.#step + slow, report });
    if (!this.happens("reportTwice")) return;
    const again = this.#step + this.#random.whole(0, 20);
    this.#telling.push({ step: again, report });
  }

  #later(most: number, act: () => void): void {
    this.#coming.push({ step: this.#step + this.#random.whole(1, most), act });
  }

  happens(fault: keyof Faults): boolean {
    const happens = this.#random.chance(this.faults[fault]);
    if (happens) this.happened.set(fault, (this.happened.get(fault) ?? 0) + 1);
    return happens;
  }
}

export function isWorking({ status }: VenueOrder): boolean {
  return status === "accepted" || status === "partial";
}
