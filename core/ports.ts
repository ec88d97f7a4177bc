/**
 * The doors out of the core. Adapters implement these; tests fake them.
 *
 * Words: a *desk* is one trader with all its doors; *books* are its trading
 * database; a *ledger* is what the books say of one session; a *mind* is
 * Claude, or nobody; a *report* is what a venue tells of an order.
 *
 * @module
 */
import type { Overseer, Trader } from "./agents/agent.ts";
import type { Market } from "./market/market.ts";
import type { Money, Price } from "./money.ts";
import type { ApprovedOrder } from "./risk/gate.ts";
import type { Candidate } from "./setups/rank.ts";
import type { Chart } from "./setups/setup.ts";
import type { Reading, Signal } from "./signals/rule.ts";
import type { Technicals } from "./signals/technicals.ts";
import type { Instant } from "./time.ts";
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
import type { Answer, Order, OrderReport } from "./trading/order.ts";
import type { ParameterVersion } from "./trading/parameter_version.ts";
import type { Position } from "./trading/position.ts";

/** Market time. Leases, deadlines and budgets run on machine time, never on this. */
export interface MarketClock {
  now(): Instant;
  /**
   * Waits until `at`, or until the broker has a report to tell, whichever is
   * first. Answers whether `at` was reached.
   */
  until(at: Instant): Promise<boolean>;
}

/** One symbol as the market shows it now. */
export interface Snapshot {
  symbol: string;
  /** Last trade, and when. */
  price: Price;
  at: Instant;
  technicals: Technicals;
}

/** Prices and bars, as far as rules and setups need them. */
export interface MarketData {
  /** Everything that may be traded, sorted. */
  universe(): readonly string[];
  /**
   * One snapshot per symbol that has ever traded; the others are left out.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  snapshots(symbols: readonly string[]): Promise<Map<string, Snapshot>>;
  /**
   * The charts of the universe, one after the other. Each is only good until
   * the next: its columns are reused.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  charts(): Promise<Iterable<Chart>>;
}

/** What the venue says an account holds: the truth the books must equal. */
export interface BrokerAccount {
  /** The venue's own name of it. */
  account: string;
  currency: "USD" | "HKD";
  /** Settled or not, of what has traded; orders that work take nothing off. */
  cash: Money;
  /** Shares by symbol in our spelling, negative when short; what is zero is left out. */
  positions: ReadonlyMap<string, number>;
}

/** One brokerage account, always a paper one. */
export interface Broker {
  /**
   * Sends an order that passed the risk gate, once. A timeout, a lost
   * connection or an unreadable answer is `unknown`: the order may be working,
   * so it is never sent again and never taken for rejected.
   */
  submit(order: ApprovedOrder): Promise<Answer>;
  /**
   * Asks for an order to be cancelled. Whether it was is told by a report.
   *
   * @throws {BrokerUnavailable} If the request may not have arrived.
   */
  cancel(orderId: string): Promise<void>;
  /** What is new since the last call. A report may repeat, none is missed. */
  reports(): Promise<OrderReport[]>;
  /**
   * What the venue knows of one order. Nothing found proves nothing: it may
   * still be on its way.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  find(orderId: string): Promise<OrderReport | undefined>;
  /**
   * Cash and shares as the venue has them now.
   *
   * @throws {BrokerUnavailable} If nothing could be read.
   */
  account(): Promise<BrokerAccount>;
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
  /** What the monitor last said of each open position. */
  monitors: ReadonlyMap<string, Monitor>;
}

/** One agent's own trading database. Each method is one transaction. */
export interface TradingStore {
  ledger(session: string): Promise<Ledger>;
  position(id: string): Promise<Position | undefined>;
  order(id: string): Promise<Order | undefined>;
  /** The next number of this agent and session, never given twice. */
  nextNumber(session: string): Promise<number>;
  /** Opens a session once; again changes nothing. */
  openSession(session: TradingSession): Promise<void>;
  closeSession(session: TradingSession): Promise<void>;
  setState(change: StateChange): Promise<void>;
  recordCycle(cycle: Cycle, results: readonly ScanResult[]): Promise<void>;
  /**
   * A decision that sends nothing, with the position it changed, and the cycle
   * it was made in unless that is on record.
   */
  recordDecision(
    decision: Decision,
    position?: Position,
    cycle?: Cycle,
  ): Promise<void>;
  /** Writes down why, what and the cycle, before any byte leaves. Twice is once. */
  recordIntent(decision: Decision, order: Order, cycle?: Cycle): Promise<void>;
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
  ): Promise<void>;
  /** Tells a person, unless the same was told and is not acknowledged. */
  alert(alert: Alert): Promise<void>;
}

/** Claude as a second opinion, spending the agent's budget; or nobody, for free. */
export interface Mind {
  /** Asked when the rules say REVIEW. */
  review(
    reading: Reading,
    signals: readonly Signal[],
  ): Promise<"exit" | "hold" | "no advice">;
  /** Asked to order candidates that the rules would enter: indices, best first. */
  rank(candidates: readonly Candidate[]): Promise<number[] | "no advice">;
}

/** Everything one agent needs to trade: itself and its doors. */
export interface Desk {
  agent: Trader;
  parameters: ParameterVersion;
  market: Market;
  clock: MarketClock;
  data: MarketData;
  broker: Broker;
  books: TradingStore;
  mind: Mind;
}

/** The overseer's own row of what the agents share. Routine: not journalled. */
export interface OverseerStore {
  /** Awake now, or asleep until `nextAt`; null when nothing more is planned. */
  tell(
    state: {
      mode: "awake" | "sleeping";
      message: string;
      nextAt: Instant | null;
    },
  ): Promise<void>;
}

/** Everything the overseer needs: itself and its doors. */
export interface OverseerDesk {
  agent: Overseer;
  clock: MarketClock;
  store: OverseerStore;
  /** The first instant after `at` that a cron pattern in UTC names; undefined if none will come. */
  nextAfter(pattern: string, at: Instant): Instant | undefined;
}

/** A read failed. What it would have shown is not known; it is not empty. */
export class BrokerUnavailable extends Error {
  override name = "BrokerUnavailable";
}

/**
 * The books could not be reached, or did not answer in time. What a read would
 * have shown is not known; a write may or may not have been made.
 */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
}
