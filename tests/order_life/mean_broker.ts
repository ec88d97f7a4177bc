/**
 * A venue that is true to itself and mean to its clients: requests are lost or
 * arrive long after their timeout, answers and reports are lost, late, doubled
 * and out of order, cancels race fills, look-ups miss what is there.
 *
 * @module
 */
import { us } from "../../core/market/us.ts";
import { money, price } from "../../core/money.ts";
import {
  type Broker,
  type BrokerAccount,
  BrokerUnavailable,
  type Standing,
  type VenuePosition,
} from "../../core/ports.ts";
import type { Random } from "../../core/practice/random.ts";
import type { ApprovedOrder } from "../../core/risk/gate.ts";
import type { Instant } from "../../core/time.ts";
import {
  type Answer,
  type ListedOrder,
  type OrderReport,
  priceOf,
} from "../../core/trading/order.ts";
import { CALM, type Faults, LATEST } from "./faults.ts";
import {
  isWorking,
  listedOf,
  reportOf,
  shuffled,
  type VenueOrder,
} from "./mean_order.ts";

const SOUND: Standing = { connected: true, reason: null, reconnects: 0 };

export class MeanBroker implements Broker {
  readonly capabilities = { stops: false, fillsPushed: true };
  faults: Faults;
  now: Instant;
  readonly placed = new Map<string, VenueOrder>();
  readonly holdings = new Map<string, number>();
  /** How often each fault was chosen, to show that a simulation was one. */
  readonly happened = new Map<keyof Faults, number>();
  standing = () => SOUND;
  day = async (date: string) => ({
    hours: us.sessionOn(date) ?? null,
    now: this.now,
  });
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
    return shuffled(this.#handed, this.#random);
  }

  async find(orderId: string): Promise<OrderReport | undefined> {
    this.#mayFail("look up");
    const order = this.placed.get(orderId);
    if (!order) return;
    const hidden = order.visibleFrom > this.#step && this.faults !== CALM;
    return hidden ? undefined : reportOf(order, this.now);
  }

  /** Cash as it would be without fees, which no report tells. */
  async account(): Promise<BrokerAccount> {
    this.#mayFail("read account");
    let cash = 0;
    for (const { sent, value } of this.placed.values()) {
      cash += sent.side === "buy" ? -value : value;
    }
    const positions = new Map<string, VenuePosition>();
    for (const [symbol, quantity] of this.holdings) {
      if (quantity === 0) continue;
      const available = this.#sellable(symbol);
      positions.set(symbol, { quantity, available, cost: null });
    }
    return { account: "mean", currency: "USD", cash: money(cash), positions };
  }

  async orders(): Promise<ListedOrder[]> {
    this.#mayFail("list orders");
    return this.placed.values().map((order) => listedOf(order, this.now))
      .toArray();
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
    for (const order of this.placed.values()) {
      if (isWorking(order) && this.#random.chance(0.15)) {
        this.#trade(order);
        this.#tell(reportOf(order, this.now));
      }
    }
  }

  /** The session is over: what still works never fills. */
  expireAll(): void {
    for (const order of this.placed.values()) {
      if (!isWorking(order)) continue;
      order.status = "expired";
      this.#tell(reportOf(order, this.now));
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
    this.placed.set(sent.id, order);
    this.#tell(reportOf(order, this.now));
    // A fill may be told before the answer to the submit is.
    if (!reason && this.#random.chance(0.3)) {
      this.#trade(order);
      this.#tell(reportOf(order, this.now));
    }
    return order;
  }

  #trade(order: VenueOrder): void {
    const { side, symbol, quantity } = order.sent;
    const limitPrice = priceOf(order.sent);
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
    const order = this.placed.get(orderId);
    if (!order || !isWorking(order)) return;
    order.reason = "As asked";
    const told: OrderReport = {
      ...reportOf(order, this.now),
      status: "cancelled",
    };
    const missed = this.happens("fillAfterCancel");
    if (missed) this.#trade(order);
    const whole = order.status === "filled";
    if (!whole) order.status = "cancelled";
    this.#tell(told);
    const late: OrderReport = {
      ...reportOf(order, this.now),
      status: whole ? "filled" : "partial",
    };
    if (missed) this.#later(LATEST, () => this.#tell(late));
  }

  #sellable(symbol: string): number {
    let free = this.holdings.get(symbol) ?? 0;
    for (const order of this.placed.values()) {
      if (order.sent.symbol !== symbol || order.sent.side !== "sell") continue;
      if (isWorking(order)) free -= order.sent.quantity - order.filled;
    }
    return free;
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

  #mayFail(what: string): void {
    if (!this.happens("lookUpFails")) return;
    throw new BrokerUnavailable(`Cannot ${what}: connection reset`);
  }

  happens(fault: keyof Faults): boolean {
    const happens = this.#random.chance(this.faults[fault]);
    if (happens) this.happened.set(fault, (this.happened.get(fault) ?? 0) + 1);
    return happens;
  }
}
