/** What was heard of orders and not taken yet, and which of them may still fill. @module */
import type { OrderReport } from "../../../trading/order.ts";

/** Reports kept for whoever takes none; and orders remembered. */
const KEPT_MAX = 10_000;

export class OrderNews {
  #reports: OrderReport[] = [];
  /** Venue's id by ours of orders that work, oldest first. */
  readonly #working = new Map<string, string>();

  /** Whether it was kept; else it must be asked for again. */
  hear(report: OrderReport): boolean {
    const { orderId, status } = report;
    if (!["accepted", "partial"].includes(status)) {
      this.#working.delete(orderId);
    }
    if (this.#reports.length >= KEPT_MAX) return false;
    this.#reports.push(report);
    return true;
  }

  /** All that is new. */
  take(): OrderReport[] {
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  /** Remembers an order that was sent or listed, until it is heard to be over. */
  works(orderId: string, brokerOrderId: string): void {
    this.#working.set(orderId, brokerOrderId);
    if (this.#working.size <= KEPT_MAX) return;
    this.#working.delete(this.#working.keys().next().value!);
  }

  /** Orders that were not heard to be over. */
  working(): string[] {
    return [...this.#working.keys()];
  }

  brokerIdOf(orderId: string): string | undefined {
    return this.#working.get(orderId);
  }
}
