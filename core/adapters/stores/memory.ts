/** Books in memory: the same promises as the database, without one. @module */
import type {
  Begun,
  Ledger,
  OrderWithPosition,
  TradingStore,
} from "../../ports.ts";
import type { Instant } from "../../time.ts";
import type {
  Cycle,
  ScanResult,
  StateChange,
  TradingSession,
} from "../../trading/cycle.ts";
import type { Command } from "../../trading/command.ts";
import type { Decision } from "../../trading/decision.ts";
import type { Fill } from "../../trading/fill.ts";
import type { Monitor } from "../../trading/monitor.ts";
import type { Answer, Order } from "../../trading/order.ts";
import type { Position } from "../../trading/position.ts";
import { withAnswer } from "../../trading/progress.ts";
import { type Alerts, MemoryAccount } from "./memory_account.ts";
import { MemoryOrders } from "./memory_orders.ts";
import { MemorySessions } from "./memory_sessions.ts";

/** Every method is one transaction: it throws before it writes. */
export class MemoryBooks extends MemoryAccount implements TradingStore {
  readonly scanResults: ScanResult[] = [];
  readonly decisions = new Map<string, Decision>();
  readonly #orders = new MemoryOrders();
  readonly #sessions = new MemorySessions();
  readonly #numbers = new Map<string, number>();

  get sessions(): ReadonlyMap<string, TradingSession> {
    return this.#sessions.all;
  }

  get cycles(): readonly Cycle[] {
    return this.#sessions.cycles;
  }

  get orders(): ReadonlyMap<string, Order> {
    return this.#orders.all;
  }

  async ledger(date: string): Promise<Ledger> {
    return {
      session: this.sessions.get(date) ?? null,
      unclosed: this.#sessions.unclosed(),
      state: this.operator.stateOf(this.states.at(-1)!),
      lastRunAt: this.#sessions.lastRunAt,
      cash: this.cash,
      positions: [...this.held.open.values()],
      orders: this.#orders.of(date),
      orphans: this.reconciliation?.orphans ?? [],
      monitors: this.held.monitors,
    };
  }

  async order(id: string): Promise<Order | undefined> {
    return this.orders.get(id);
  }

  async orderWithPosition(
    id: string,
  ): Promise<OrderWithPosition | undefined> {
    const order = this.orders.get(id);
    if (!order) return;
    return { order, position: this.positions.get(order.positionId) };
  }

  async nextNumber(session: string): Promise<number> {
    const number = (this.#numbers.get(session) ?? 0) + 1;
    this.#numbers.set(session, number);
    return number;
  }

  async openSession(session: TradingSession): Promise<void> {
    if (!this.#sessions.open(session)) return;
    this.log("session", session.date, session.openedAt, session);
  }

  async closeSession(session: TradingSession): Promise<void> {
    this.#sessions.all.set(session.date, session);
    this.log("session", session.date, session.closedAt!, session);
  }

  async recordCycle(
    cycle: Cycle,
    results: readonly ScanResult[],
    alerts?: Alerts,
  ): Promise<void> {
    if (this.#sessions.knows(cycle)) {
      throw new Error(`Cannot record cycle ${cycle.id}: it is on record`);
    }
    this.#begin({ cycle, found: results });
    this.operator.tell(alerts);
  }

  async recordDecision(
    decision: Decision,
    position?: Position,
    begun?: Begun,
    alerts?: Alerts,
  ): Promise<void> {
    this.#decide(decision, begun);
    if (position) this.hold(position, decision.at);
    this.operator.tell(alerts);
  }

  async recordIntent(
    decision: Decision,
    order: Order,
    begun?: Begun,
  ): Promise<void> {
    if (this.orders.has(order.id)) return;
    this.#decide(decision, begun);
    this.#keep(order, order.at);
  }

  async claim(orderId: string): Promise<boolean> {
    const order = this.orders.get(orderId);
    if (order?.status !== "intent") return false;
    this.#keep({ ...order, status: "submitting" }, order.at);
    return true;
  }

  async recordAnswer(orderId: string, answer: Answer): Promise<void> {
    const order = this.#orders.existing(orderId);
    const after = withAnswer(order, answer);
    if (after !== order) this.#keep(after, order.at);
  }

  async expireIntent(orderId: string, reason: string): Promise<void> {
    const order = this.#orders.existing(orderId);
    if (order.status !== "intent") return;
    this.#keep({ ...order, status: "expired", reason }, order.at);
  }

  async recordCancelAsked(orderId: string, at: Instant): Promise<void> {
    const order = this.#orders.existing(orderId);
    const cancelAsks = order.cancelAsks + 1;
    this.#keep({ ...order, cancelAskedAt: at, cancelAsks }, at);
  }

  async recordReport(
    before: Order,
    after: Order,
    booked?: { fill: Fill; position: Position },
    alerts?: Alerts,
  ): Promise<void> {
    this.#orders.expect(before);
    if (booked) this.held.expect(before, booked);
    const at = booked?.fill.at ?? after.at;
    this.#keep(after, at);
    if (booked) this.book(after.side, booked.fill, booked.position);
    this.operator.tell(alerts);
  }

  async recordChecks(
    checks: readonly { position: Position; monitor: Monitor }[],
  ): Promise<void> {
    for (const check of checks) this.held.check(check);
  }

  async commands(): Promise<Command[]> {
    return this.operator.pending();
  }

  async obey(
    command: Command,
    outcome: string,
    at: Instant,
    change?: StateChange,
    alerts?: Alerts,
  ): Promise<void> {
    if (!this.operator.obey(command, outcome)) return;
    if (change) await this.setState(change);
    this.log("command", `${command.id}`, at, { ...command, outcome });
    this.operator.tell(alerts);
  }

  async alert(alert: Alerts[number]): Promise<void> {
    this.operator.tell([alert]);
  }

  #begin({ cycle, found }: Begun): void {
    if (this.#sessions.knows(cycle)) return;
    this.#sessions.begin(cycle);
    this.scanResults.push(...found);
    this.log("cycle", cycle.id, cycle.at, cycle);
  }

  #decide(decision: Decision, begun?: Begun): void {
    if (begun) this.#begin(begun);
    this.decisions.set(decision.id, decision);
    this.log("decision", decision.id, decision.at, decision);
  }

  #keep(order: Order, at: Instant): void {
    this.#orders.keep(order);
    this.log("order", order.id, at, order);
  }
}
