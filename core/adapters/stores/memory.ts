/** Books in memory: the same promises as the database, without one. @module */
import { type Money, money } from "../../money.ts";
import type { Ledger, TradingStore } from "../../ports.ts";
import type { Instant } from "../../time.ts";
import type {
  Cycle,
  ScanResult,
  StateChange,
  TradingSession,
} from "../../trading/cycle.ts";
import type { Alert } from "../../trading/alert.ts";
import type { Command } from "../../trading/command.ts";
import type { Decision } from "../../trading/decision.ts";
import type { Fill } from "../../trading/fill.ts";
import type { JournalRow } from "../../trading/journal.ts";
import type { Monitor } from "../../trading/monitor.ts";
import { type Answer, isLive, type Order } from "../../trading/order.ts";
import type { Position } from "../../trading/position.ts";
import { withAnswer } from "../../trading/progress.ts";
import { FIRST_STATE, MemoryOperator } from "./memory_operator.ts";
import { MemoryPositions } from "./memory_positions.ts";

type Kind = JournalRow["kind"];

/** Every method is one transaction: it throws before it writes. */
export class MemoryBooks implements TradingStore {
  cash: Money;
  readonly sessions = new Map<string, TradingSession>();
  readonly states: StateChange[] = [FIRST_STATE];
  readonly cycles: Cycle[] = [];
  readonly scanResults: ScanResult[] = [];
  readonly decisions = new Map<string, Decision>();
  readonly orders = new Map<string, Order>();
  readonly fills: Fill[] = [];
  readonly journal: JournalRow[] = [];
  readonly operator = new MemoryOperator();

  readonly #held = new MemoryPositions();
  /** What a ledger is made of, so that asking costs what is open, not what ever was. */
  readonly #current = new Map<string, Order>();
  readonly #cycleIds = new Set<string>();
  readonly #numbers = new Map<string, number>();
  #date = "";
  #lastSession = "";
  #lastRunAt: Instant | null = null;

  /** New books with `cash`. */
  constructor(cash: Money) {
    this.cash = cash;
  }

  get positions(): ReadonlyMap<string, Position> {
    return this.#held.all;
  }

  async ledger(date: string): Promise<Ledger> {
    this.#turnTo(date);
    const last = this.sessions.get(this.#lastSession);
    return {
      session: this.sessions.get(date) ?? null,
      unclosed: last?.status === "open" ? last : null,
      state: this.operator.stateOf(this.states.at(-1)!),
      lastRunAt: this.#lastRunAt,
      cash: this.cash,
      positions: [...this.#held.open.values()],
      orders: [...this.#current.values()].filter((order) =>
        order.session === date || isLive(order)
      ),
      monitors: this.#held.monitors,
    };
  }

  async position(id: string): Promise<Position | undefined> {
    return this.positions.get(id);
  }

  async order(id: string): Promise<Order | undefined> {
    return this.orders.get(id);
  }

  async nextNumber(session: string): Promise<number> {
    const number = (this.#numbers.get(session) ?? 0) + 1;
    this.#numbers.set(session, number);
    return number;
  }

  async openSession(session: TradingSession): Promise<void> {
    if (this.sessions.has(session.date)) return;
    this.sessions.set(session.date, session);
    this.#lastSession = session.date;
    this.#log("session", session.date, session.openedAt, session);
  }

  async closeSession(session: TradingSession): Promise<void> {
    this.sessions.set(session.date, session);
    this.#log("session", session.date, session.closedAt!, session);
  }

  async setState(change: StateChange): Promise<void> {
    this.states.push(change);
    this.#log("state", change.state, change.at, change);
  }

  async recordCycle(
    cycle: Cycle,
    results: readonly ScanResult[],
  ): Promise<void> {
    if (this.#cycleIds.has(cycle.id)) {
      throw new Error(`Cannot record cycle ${cycle.id}: it is on record`);
    }
    this.#begin(cycle);
    this.scanResults.push(...results);
  }

  async recordDecision(
    decision: Decision,
    position?: Position,
    cycle?: Cycle,
  ): Promise<void> {
    this.#decide(decision, cycle);
    if (position) this.#hold(position, decision.at);
  }

  async recordIntent(
    decision: Decision,
    order: Order,
    cycle?: Cycle,
  ): Promise<void> {
    if (this.orders.has(order.id)) return;
    this.#decide(decision, cycle);
    this.#keep(order, order.at);
  }

  async claim(orderId: string): Promise<boolean> {
    const order = this.orders.get(orderId);
    if (order?.status !== "intent") return false;
    this.#keep({ ...order, status: "submitting" }, order.at);
    return true;
  }

  async recordAnswer(orderId: string, answer: Answer): Promise<void> {
    const order = this.#existing(orderId);
    const after = withAnswer(order, answer);
    if (after !== order) this.#keep(after, order.at);
  }

  async expireIntent(orderId: string, reason: string): Promise<void> {
    const order = this.#existing(orderId);
    if (order.status !== "intent") return;
    this.#keep({ ...order, status: "expired", reason }, order.at);
  }

  async recordCancelAsked(orderId: string, at: Instant): Promise<void> {
    this.#keep({ ...this.#existing(orderId), cancelAskedAt: at }, at);
  }

  async recordReport(
    before: Order,
    after: Order,
    booked?: { fill: Fill; position: Position },
  ): Promise<void> {
    const { status, filledQuantity } = this.#existing(before.id);
    if (status !== before.status || filledQuantity !== before.filledQuantity) {
      throw new Error(
        `Cannot record report: order ${before.id} is ${status} at ${filledQuantity} shares, not ${before.status} at ${before.filledQuantity}`,
      );
    }
    if (booked) this.#held.expect(before, booked);
    const at = booked?.fill.at ?? after.at;
    this.#keep(after, at);
    if (!booked) return;
    const { fill, position } = booked;
    const got = after.side === "sell" ? fill.value : -fill.value;
    this.cash = money(this.cash + got - fill.fee);
    this.fills.push(fill);
    this.#log("fill", fill.orderId, at, fill);
    this.#hold(position, at);
  }

  async recordChecks(
    checks: readonly { position: Position; monitor: Monitor }[],
  ): Promise<void> {
    for (const check of checks) this.#held.check(check);
  }

  async commands(): Promise<Command[]> {
    return this.operator.pending();
  }

  async obey(
    command: Command,
    outcome: string,
    at: Instant,
    change?: StateChange,
  ): Promise<void> {
    if (!this.operator.obey(command, outcome)) return;
    if (change) await this.setState(change);
    this.#log("command", `${command.id}`, at, { ...command, outcome });
  }

  async alert(alert: Alert): Promise<void> {
    this.operator.alert(alert);
  }

  #begin(cycle: Cycle): void {
    if (this.#cycleIds.has(cycle.id)) return;
    this.#cycleIds.add(cycle.id);
    this.cycles.push(cycle);
    if (cycle.mode !== "watch") this.#lastRunAt = cycle.at;
    this.#log("cycle", cycle.id, cycle.at, cycle);
  }

  #decide(decision: Decision, cycle?: Cycle): void {
    if (cycle) this.#begin(cycle);
    this.decisions.set(decision.id, decision);
    this.#log("decision", decision.id, decision.at, decision);
  }

  #keep(order: Order, at: Instant): void {
    this.orders.set(order.id, order);
    this.#current.set(order.id, order);
    this.#log("order", order.id, at, order);
  }

  #hold(position: Position, at: Instant): void {
    this.#held.place(position);
    this.#log("position", position.id, at, position);
  }

  #existing(orderId: string): Order {
    const order = this.orders.get(orderId);
    if (order) return order;
    throw new Error(`Cannot change order ${orderId}: the books have no such`);
  }

  /** A new date leaves behind the orders that are over. */
  #turnTo(date: string): void {
    if (date === this.#date) return;
    this.#date = date;
    for (const order of this.#current.values()) {
      if (order.session !== date && !isLive(order)) {
        this.#current.delete(order.id);
      }
    }
  }

  #log(kind: Kind, id: string, at: Instant, body: object): void {
    this.journal.push({ seq: this.journal.length + 1, kind, id, at, body });
  }
}
