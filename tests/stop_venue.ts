/** A desk at a venue where stops rest: it keeps them, refuses or forgets them as told. @module */
import { devClaude } from "../core/agents/dev_claude.ts";
import { work } from "../core/flows/agenda.ts";
import { Guard } from "../core/flows/guard.ts";
import { protect, type Protected } from "../core/flows/protect.ts";
import { money } from "../core/money.ts";
import type { BrokerAccount } from "../core/ports.ts";
import type { ApprovedOrder } from "../core/risk/gate.ts";
import { plus } from "../core/time.ts";
import type {
  Answer,
  ListedOrder,
  OrderReport,
} from "../core/trading/order.ts";
import type { Position } from "../core/trading/position.ts";
import { amount, at, price, TestDesk } from "./desk.ts";
import { position } from "./records.ts";

/** 11:00 in New York on an ordinary Monday. */
export const ELEVEN = at("2026-11-23T16:00:00Z");

interface Kept {
  sent: ApprovedOrder;
  status: OrderReport["status"];
  filled: number;
}

export class StopDesk extends TestDesk {
  readonly guard = new Guard();
  /** Everything the venue has taken and not forgotten. */
  readonly kept = new Map<string, Kept>();
  /** How many of the next stops it forgets, rejects, or answers not at all. */
  drops = 0;
  rejects = 0;
  /** How many of the next exits it rejects. */
  rejectsExits = 0;
  loses = 0;
  /** How many of the next cancels it does not do. */
  deaf = 0;
  /** How many of the next look-ups miss. */
  misses = 0;

  constructor(now = ELEVEN) {
    super({ agent: devClaude, now, stops: true });
    const { broker } = this.desk;
    const { submit, cancel } = broker;
    broker.submit = async (order) => {
      await submit(order);
      return this.#take(order);
    };
    broker.cancel = async (id) => {
      await cancel(id);
      if (this.deaf-- > 0) return;
      this.end(id, "cancelled");
    };
    broker.find = async (id) => {
      if (this.misses-- > 0) return;
      const kept = this.kept.get(id);
      return kept && this.#reportOf(id, kept);
    };
    this.account = () => this.#account();
    // Market and machine go together, and whoever waits is woken each second.
    this.desk.clock.until = async (at) => {
      const step = Math.min(Math.max(at - this.now, 0), 1_000);
      this.machineMs += step;
      this.now = plus(this.now, step);
      this.onTick();
      return this.now >= at;
    };
  }

  /** What happens each second while somebody waits. */
  onTick: () => void = () => {};

  /** Works for some seconds. */
  async work(seconds: number): Promise<void> {
    await work(this.desk, plus(this.now, seconds * 1_000));
  }

  /** 100 AAPL bought at 100, at the venue too. */
  async holdApple(changes: Partial<Position> = {}): Promise<Position> {
    this.show("AAPL", "100");
    return await this.hold(position({
      symbol: "AAPL",
      cost: amount("10000"),
      highWatermark: price("100"),
      protection: "none",
      openedAt: this.now,
      ...changes,
    }));
  }

  /** The orders that work there: "sell 100 stop 97". */
  working(): string[] {
    return [...this.kept.values()].flatMap(({ sent, status, filled }) => {
      if (status !== "accepted" && status !== "partial") return [];
      const { side, quantity, type, limitPrice, stopPrice } = sent;
      const at = (limitPrice ?? stopPrice!) / 1e6;
      return [`${side} ${quantity - filled} ${type} ${at}`];
    });
  }

  /** Everything it has taken and not forgotten, as its list shows it. */
  listed(): ListedOrder[] {
    return [...this.kept].map(([id, kept]) => {
      const { symbol, side, quantity, type } = kept.sent;
      return { ...this.#reportOf(id, kept), symbol, side, quantity, type };
    });
  }

  /** Ends an order there, and tells of it. */
  end(id: string, status: OrderReport["status"]): void {
    const kept = this.kept.get(id);
    if (!kept || (kept.status !== "accepted" && kept.status !== "partial")) {
      return;
    }
    kept.status = status;
    if (status === "filled") kept.filled = kept.sent.quantity;
    this.news.push(this.#reportOf(id, kept));
  }

  /** One look of `protect`, after some seconds of machine time. */
  async look(seconds = 0, judged = false): Promise<Protected> {
    this.machineMs += seconds * 1_000;
    return await protect(this.desk, this.guard, judged);
  }

  alerts(): string[] {
    return this.books.operator.alerts.map(({ kind, message }) =>
      `${kind}: ${message}`
    );
  }

  #take(sent: ApprovedOrder): Answer {
    const { id, type } = sent;
    const brokerOrderId = `b-${id}`;
    if (type === "stop" && this.rejects-- > 0) {
      return { status: "rejected", reason: "Not here" };
    }
    if (type !== "stop" && this.rejectsExits-- > 0) {
      return { status: "rejected", reason: "Not now" };
    }
    if (type === "stop" && this.loses-- > 0) {
      return { status: "unknown", reason: "Timed out" };
    }
    if (type !== "stop" || this.drops-- <= 0) {
      this.kept.set(id, { sent, status: "accepted", filled: 0 });
    }
    return { status: "accepted", brokerOrderId };
  }

  #reportOf(id: string, { sent, status, filled }: Kept): OrderReport {
    const at = sent.limitPrice ?? sent.stopPrice!;
    return {
      orderId: id,
      brokerOrderId: `b-${id}`,
      status,
      cumulativeQuantity: filled,
      cumulativeValue: money(at * filled),
      executionId: null,
      reason: null,
      at: this.now,
    };
  }

  #account(): BrokerAccount {
    const { positions, ...account } = this.equal();
    const free = new Map([...positions].map(([symbol, position]) => {
      const held = [...this.kept.values()].filter(({ sent, status }) =>
        sent.symbol === symbol && sent.side === "sell" &&
        (status === "accepted" || status === "partial")
      ).reduce((sum, { sent, filled }) => sum + sent.quantity - filled, 0);
      return [symbol, { ...position, available: position.quantity - held }];
    }));
    return { ...account, positions: free };
  }
}
