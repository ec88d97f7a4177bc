/** Cash and positions of an account in memory, and how they compare with the venue's. @module */
import { type Money, money } from "../../money.ts";
import type { Adjusted, TradingStore } from "../../ports.ts";
import type { Instant } from "../../time.ts";
import type { Adjustment } from "../../trading/adjustment.ts";
import type { Alert } from "../../trading/alert.ts";
import type { StateChange } from "../../trading/cycle.ts";
import type { Fill } from "../../trading/fill.ts";
import type { JournalRow } from "../../trading/journal.ts";
import type { Order } from "../../trading/order.ts";
import type { Position, Protection } from "../../trading/position.ts";
import type { Reconciliation } from "../../trading/reconciliation.ts";
import { FIRST_STATE, MemoryOperator } from "./memory_operator.ts";
import { MemoryPositions } from "./memory_positions.ts";

export type Alerts = readonly Alert[];

type Parts =
  | "position"
  | "setProtection"
  | "adjust"
  | "setState"
  | "recordReconciliation";

/** The part of the books that is about an account; journal and operator are of all of them. */
export class MemoryAccount implements Pick<TradingStore, Parts> {
  cash: Money;
  readonly states: StateChange[] = [FIRST_STATE];
  readonly fills: Fill[] = [];
  readonly adjustments: Adjustment[] = [];
  reconciliation: Reconciliation | null = null;
  readonly journal: JournalRow[] = [];
  readonly operator: MemoryOperator;
  protected readonly held = new MemoryPositions();

  constructor(cash: Money, onAlert?: (alert: Alert) => void) {
    this.cash = cash;
    this.operator = new MemoryOperator(onAlert);
  }

  get positions(): ReadonlyMap<string, Position> {
    return this.held.all;
  }

  async position(id: string): Promise<Position | undefined> {
    return this.held.all.get(id);
  }

  async setProtection(
    positionId: string,
    protection: Protection,
    at: Instant,
    alerts?: Alerts,
  ): Promise<void> {
    const position = this.held.protect(positionId, protection);
    if (position) this.log("position", positionId, at, position);
    this.operator.tell(alerts);
  }

  async adjust(adjusted: readonly Adjusted[], alerts?: Alerts): Promise<void> {
    for (const one of adjusted) this.held.expectAdjusted(one);
    for (const { adjustment, position } of adjusted) {
      const { id, cash, at } = adjustment;
      this.cash = money(this.cash + cash);
      this.adjustments.push(adjustment);
      this.log("adjustment", id, at, adjustment);
      if (position) this.hold(position, at);
    }
    this.operator.tell(alerts);
  }

  async setState(change: StateChange, alerts?: Alerts): Promise<void> {
    this.states.push(change);
    this.log("state", change.state, change.at, change);
    this.operator.tell(alerts);
  }

  async recordReconciliation(
    reconciliation: Reconciliation,
    { state, alerts }: { state?: StateChange; alerts?: Alerts } = {},
  ): Promise<void> {
    const { outcome, at } = reconciliation;
    const isNew = foundBy(reconciliation) !== foundBy(this.reconciliation);
    this.reconciliation = reconciliation;
    if (isNew) this.log("reconciliation", outcome, at, reconciliation);
    if (state) await this.setState(state);
    this.operator.tell(alerts);
  }

  /** A fill of `side` with the position that follows from it. */
  protected book(side: Order["side"], fill: Fill, position: Position): void {
    const got = side === "sell" ? fill.value : -fill.value;
    this.cash = money(this.cash + got - fill.fee);
    this.fills.push(fill);
    this.log("fill", fill.orderId, fill.at, fill);
    this.hold(position, fill.at);
  }

  protected hold(position: Position, at: Instant): void {
    const held = this.held.change(position);
    this.log("position", position.id, at, held);
  }

  protected log(
    kind: JournalRow["kind"],
    id: string,
    at: Instant,
    body: object,
  ): void {
    this.journal.push({ seq: this.journal.length + 1, kind, id, at, body });
  }
}

/** What makes it another finding than the one before. */
function foundBy(reconciliation: Reconciliation | null): string {
  const { outcome, differences, orphans } = reconciliation ?? {};
  return JSON.stringify([outcome, differences, orphans]);
}
