/** One agent's trading database: the port `TradingStore` on PostgreSQL. @module */
import type { Trader } from "../../../agents/agent.ts";
import type { Market } from "../../../market/market.ts";
import type {
  Adjusted,
  Begun,
  Ledger,
  OrderWithPosition,
  TradingStore,
} from "../../../ports.ts";
import type { Instant } from "../../../time.ts";
import type {
  Cycle,
  ScanResult,
  StateChange,
  TradingSession,
} from "../../../trading/cycle.ts";
import type { Alert } from "../../../trading/alert.ts";
import type { Command } from "../../../trading/command.ts";
import type { Contents } from "../../../trading/contents.ts";
import type { Decision } from "../../../trading/decision.ts";
import type { Monitor } from "../../../trading/monitor.ts";
import type { Answer, Order } from "../../../trading/order.ts";
import type { ParameterVersion } from "../../../trading/parameter_version.ts";
import type { Position, Protection } from "../../../trading/position.ts";
import type { Reconciliation } from "../../../trading/reconciliation.ts";
import type { Database } from "../database.ts";
import type { Lease } from "../lease.ts";
import { openAccount, recordParameters, requireAccount } from "./account.ts";
import { adjust } from "./adjust.ts";
import { recordAlert } from "./alerts.ts";
import { recordChecks } from "./checks.ts";
import { readContents } from "./contents.ts";
import { recordCycle } from "./cycles.ts";
import { LedgerReader } from "./ledger.ts";
import { Numbers } from "./numbers.ts";
import { obey, readCommands } from "./operator.ts";
import * as orders from "./orders.ts";
import { type Booked, readPosition, setProtection } from "./positions.ts";
import { recordReconciliation } from "./reconciliation.ts";
import { recordReport } from "./report.ts";
import { securitiesOf } from "./securities.ts";
import * as sessions from "./sessions.ts";
import type { Writer } from "./writer.ts";

/** Books that are there already. */
export interface ExistingBooks {
  database: Database;
  agent: Pick<Trader, "id">;
  market: Market;
  broker: Writer["broker"];
  /** Paper account at the broker. */
  account: string;
  lease: Pick<Lease, "fence">;
  /** Hears each alert that is new, once it is committed. */
  onAlert?: (alert: Alert) => void;
}

export interface BooksOptions extends ExistingBooks {
  agent: Pick<Trader, "id" | "paperCash">;
  parameters: ParameterVersion;
}

/** Every method is one transaction, under the fence of its lease. */
export class PostgresBooks implements TradingStore {
  readonly #writer: Writer;
  readonly #numbers: Numbers;
  readonly #ledger: LedgerReader;
  /** Written down here and not claimed yet: claiming them needs no look first. */
  readonly #intents = new Map<string, Order>();

  private constructor(writer: Writer) {
    this.#writer = writer;
    this.#numbers = new Numbers(writer);
    this.#ledger = new LedgerReader(writer);
  }

  /** Opens the books of an account; new ones start with the agent's paper cash. */
  static async open(options: BooksOptions): Promise<PostgresBooks> {
    const writer = await writerOf(options);
    await openAccount(writer, options.agent.paperCash);
    await recordParameters(writer, options.parameters);
    return new PostgresBooks(writer);
  }

  /**
   * Opens books for somebody who stands in: nothing is written by that.
   *
   * @throws {StoreRefused} If the agent has not opened them for this account.
   */
  static async existing(options: ExistingBooks): Promise<PostgresBooks> {
    const writer = await writerOf(options);
    await requireAccount(writer);
    return new PostgresBooks(writer);
  }

  ledger(session: string): Promise<Ledger> {
    return this.#ledger.read(session);
  }

  position(id: string): Promise<Position | undefined> {
    return readPosition(this.#writer, id);
  }

  order(id: string): Promise<Order | undefined> {
    return orders.readOrder(this.#writer, id);
  }

  orderWithPosition(id: string): Promise<OrderWithPosition | undefined> {
    return orders.readOrderWithPosition(this.#writer, id);
  }

  /** Everything there is, for a hash or an export. */
  contents(): Promise<Contents> {
    return readContents(this.#writer);
  }

  nextNumber(session: string): Promise<number> {
    return this.#numbers.next(session);
  }

  openSession(session: TradingSession): Promise<void> {
    return sessions.openSession(this.#writer, session);
  }

  closeSession(session: TradingSession): Promise<void> {
    return sessions.closeSession(this.#writer, session);
  }

  setState(change: StateChange, alerts?: readonly Alert[]): Promise<void> {
    return sessions.setState(this.#writer, change, alerts);
  }

  recordCycle(
    cycle: Cycle,
    results: readonly ScanResult[],
    alerts?: readonly Alert[],
  ): Promise<void> {
    return recordCycle(this.#writer, { cycle, found: results }, alerts);
  }

  recordDecision(
    decision: Decision,
    position?: Position,
    begun?: Begun,
    alerts?: readonly Alert[],
  ): Promise<void> {
    const writer = this.#writer;
    return orders.recordDecision(writer, decision, position, begun, alerts);
  }

  async recordIntent(
    decision: Decision,
    order: Order,
    begun?: Begun,
  ): Promise<void> {
    if (await orders.recordIntent(this.#writer, decision, order, begun)) {
      this.#intents.set(order.id, order);
    }
  }

  async claim(orderId: string): Promise<boolean> {
    const intent = this.#intents.get(orderId);
    this.#intents.delete(orderId);
    return await orders.claim(this.#writer, orderId, intent);
  }

  recordAnswer(orderId: string, answer: Answer): Promise<void> {
    return orders.recordAnswer(this.#writer, orderId, answer);
  }

  expireIntent(orderId: string, reason: string): Promise<void> {
    return orders.expireIntent(this.#writer, orderId, reason);
  }

  recordCancelAsked(orderId: string, at: Instant): Promise<void> {
    this.#intents.delete(orderId);
    return orders.recordCancelAsked(this.#writer, orderId, at);
  }

  recordReport(
    before: Order,
    after: Order,
    booked?: Booked,
    alerts?: readonly Alert[],
  ): Promise<void> {
    return recordReport(this.#writer, before, after, booked, alerts);
  }

  setProtection(
    positionId: string,
    protection: Protection,
    at: Instant,
    alerts?: readonly Alert[],
  ): Promise<void> {
    return setProtection(this.#writer, positionId, protection, at, alerts);
  }

  adjust(
    adjusted: readonly Adjusted[],
    alerts?: readonly Alert[],
  ): Promise<void> {
    return adjust(this.#writer, adjusted, alerts);
  }

  recordReconciliation(
    reconciliation: Reconciliation,
    also?: { state?: StateChange; alerts?: readonly Alert[] },
  ): Promise<void> {
    return recordReconciliation(this.#writer, reconciliation, also);
  }

  recordChecks(
    checks: readonly { position: Position; monitor: Monitor }[],
  ): Promise<void> {
    return recordChecks(this.#writer, checks);
  }

  commands(): Promise<Command[]> {
    return readCommands(this.#writer);
  }

  obey(
    command: Command,
    outcome: string,
    at: Instant,
    change?: StateChange,
    alerts?: readonly Alert[],
  ): Promise<void> {
    return obey(this.#writer, command, outcome, at, change, alerts);
  }

  alert(alert: Alert): Promise<void> {
    return recordAlert(this.#writer, alert);
  }
}

async function writerOf(options: ExistingBooks): Promise<Writer> {
  const { database, agent, market, broker, account, lease } = options;
  return {
    database,
    agent: agent.id,
    account,
    broker,
    currency: market.currency,
    fence: lease.fence,
    securityId: await securitiesOf(database, market),
    onAlert: options.onAlert ?? (() => {}),
  };
}
