/** The doors to an agent's books. @module */
import type { Money } from "./money.ts";
import type { Instant } from "./time.ts";
import type { Adjustment } from "./trading/adjustment.ts";
import type { Alert } from "./trading/alert.ts";
import type { Command } from "./trading/command.ts";
import type {
  Cycle,
  ScanResult,
  StateChange,
  TradingSession,
} from "./trading/cycle.ts";
import type { Decision } from "./trading/decision.ts";
import type { Fill } from "./trading/fill.ts";
import type { Monitor } from "./trading/monitor.ts";
import type { Answer, Order } from "./trading/order.ts";
import type { Position, Protection } from "./trading/position.ts";
import type { Orphan, Reconciliation } from "./trading/reconciliation.ts";

/** An adjustment, with the position as it was and as it then is. */
export interface Adjusted {
  adjustment: Adjustment;
  /** Undefined for an adopted one, and where it is about cash alone. */
  before?: Position;
  position?: Position;
}

/** A run as it goes on record: its cycle, and what a scan found in it. */
export interface Begun {
  cycle: Cycle;
  found: readonly ScanResult[];
}

/** What the books say of one session and of everything still open. */
export interface Ledger {
  /** The session of the date asked for, once it is opened. */
  session: TradingSession | null;
  /** The latest session that was opened and not closed; the same, or an earlier one. */
  unclosed: TradingSession | null;
  /** As last set; a halt that is asked for and not obeyed yet counts already. */
  state: StateChange;
  /** When the latest cycle ran, watch apart; null before the first. */
  lastRunAt: Instant | null;
  cash: Money;
  /** Open positions, oldest first. */
  positions: readonly Position[];
  /** Orders of the session, and live ones of any, oldest first. */
  orders: readonly Order[];
  /** What the last reconciliation found at the venue that is not ours. */
  orphans: readonly Orphan[];
  /** What the monitor last said of each open position. */
  monitors: ReadonlyMap<string, Monitor>;
}

export interface OrderWithPosition {
  order: Order;
  position: Position | undefined;
}

/**
 * One agent's own trading database. Each method is one transaction; alerts that
 * it is given are told in the same one.
 */
export interface TradingStore {
  ledger(session: string): Promise<Ledger>;
  position(id: string): Promise<Position | undefined>;
  order(id: string): Promise<Order | undefined>;
  /** An order and the position it belongs to, if that is there yet, of one moment. */
  orderWithPosition(id: string): Promise<OrderWithPosition | undefined>;
  /** The next number of this agent and session, never given twice. */
  nextNumber(session: string): Promise<number>;
  /** Opens a session once; again changes nothing. */
  openSession(session: TradingSession): Promise<void>;
  closeSession(session: TradingSession): Promise<void>;
  setState(change: StateChange, alerts?: readonly Alert[]): Promise<void>;
  recordCycle(
    cycle: Cycle,
    results: readonly ScanResult[],
    alerts?: readonly Alert[],
  ): Promise<void>;
  /**
   * A decision that sends nothing, with the position it changed, and the run it
   * was made in unless that is on record.
   */
  recordDecision(
    decision: Decision,
    position?: Position,
    begun?: Begun,
    alerts?: readonly Alert[],
  ): Promise<void>;
  /** Writes down why, what and in which run, before any byte leaves. Twice is once. */
  recordIntent(decision: Decision, order: Order, begun?: Begun): Promise<void>;
  /** `intent` → `submitting`, for one caller only; the others hear false. */
  claim(orderId: string): Promise<boolean>;
  /** `submitting` → `answer`; no effect once a report has moved it on. */
  recordAnswer(orderId: string, answer: Answer): Promise<void>;
  /** `intent` → `expired`: it was never sent and never will be. */
  expireIntent(orderId: string, reason: string): Promise<void>;
  recordCancelAsked(orderId: string, at: Instant): Promise<void>;
  /**
   * Writes what a report changed: the order, and with a fill the fill and the
   * position that follow from it.
   *
   * @throws {Error} If another writer moved the order or the position first;
   * nothing is written.
   */
  recordReport(
    before: Order,
    after: Order,
    booked?: { fill: Fill; position: Position },
    alerts?: readonly Alert[],
  ): Promise<void>;
  /** Says who protects a position from now on. */
  setProtection(
    positionId: string,
    protection: Protection,
    at: Instant,
    alerts?: readonly Alert[],
  ): Promise<void>;
  /**
   * Makes the books equal the venue's where no fill did it, all or nothing.
   *
   * @throws {Error} If a position moved meanwhile; nothing is written.
   */
  adjust(
    adjusted: readonly Adjusted[],
    alerts?: readonly Alert[],
  ): Promise<void>;
  /** The last comparison with the venue, with the state it asks for. */
  recordReconciliation(
    reconciliation: Reconciliation,
    also?: { state?: StateChange; alerts?: readonly Alert[] },
  ): Promise<void>;
  /** Routine: status rows and watermarks, not journalled. */
  recordChecks(
    checks: readonly { position: Position; monitor: Monitor }[],
  ): Promise<void>;
  /** What the operator asked for and was not obeyed yet, oldest first. */
  commands(): Promise<Command[]>;
  /** Says what came of a command, and sets the state it asked for. Twice is once. */
  obey(
    command: Command,
    outcome: string,
    at: Instant,
    change?: StateChange,
    alerts?: readonly Alert[],
  ): Promise<void>;
  /** Tells a person, unless the same was told and is not acknowledged. */
  alert(alert: Alert): Promise<void>;
}
