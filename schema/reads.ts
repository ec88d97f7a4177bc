/** What the schema asks of the databases: one statement per call. @module */
import type {
  Activity,
  OverseerFacts,
} from "../core/adapters/stores/read/activity.ts";
import type { AlertRecord } from "../core/adapters/stores/read/alerts.ts";
import type { CommandRecord } from "../core/adapters/stores/read/commands.ts";
import type { DecisionFilter } from "../core/adapters/stores/read/decisions.ts";
import type { JudgedLearning } from "../core/adapters/stores/read/learnings.ts";
import type { MonitorHealth } from "../core/adapters/stores/read/monitor_health.ts";
import type {
  FilledOrder,
  OrderFilter,
} from "../core/adapters/stores/read/orders.ts";
import type { Listed, Page } from "../core/adapters/stores/read/page.ts";
import type {
  PositionFilter,
  WatchedPosition,
} from "../core/adapters/stores/read/positions.ts";
import type { TraderFacts } from "../core/adapters/stores/read/trader_facts.ts";
import type { Asked } from "../core/adapters/stores/operator_commands.ts";
import type { SealedRow } from "../core/adapters/stores/journal_tail.ts";
import type { Agent, Trader } from "../core/agents/agent.ts";
import type { Adjustment } from "../core/trading/adjustment.ts";
import type { Decision } from "../core/trading/decision.ts";
import type { Monitor } from "../core/trading/monitor.ts";

export type {
  Activity,
  AlertRecord,
  CommandRecord,
  FilledOrder,
  JudgedLearning,
  Listed,
  MonitorHealth,
  OverseerFacts,
  Page,
  SealedRow,
  TraderFacts,
  WatchedPosition,
};

/** What a database said, or in one line why it said nothing. */
export type Reached<T> = { facts: T } | { unreachable: string };

/**
 * Facts are read once per request, however often they are asked for.
 *
 * @throws {StoreUnavailable} From all but these, if its database does not answer.
 */
export interface Reads {
  traderFacts(agent: Trader): Promise<Reached<TraderFacts>>;
  overseerFacts(): Promise<Reached<OverseerFacts>>;
  positions(
    agent: Trader,
    filter: PositionFilter,
    page: Page,
  ): Promise<Listed<WatchedPosition>>;
  monitorOf(agentId: string, positionId: string): Promise<Monitor | null>;
  adjustmentsOf(agentId: string, positionId: string): Promise<Adjustment[]>;
  orders(
    agent: Trader,
    filter: OrderFilter,
    page: Page,
  ): Promise<Listed<FilledOrder>>;
  decisions(
    agent: Trader,
    filter: DecisionFilter,
    page: Page,
  ): Promise<Listed<Decision>>;
  monitorHealth(agent: Trader): Promise<MonitorHealth[]>;
  learnings(
    status: string | null | undefined,
    page: Page,
  ): Promise<Listed<JudgedLearning>>;
  alerts(agent: Agent, page: Page): Promise<Listed<AlertRecord>>;
  /** Rows of the agent's journal in order, after a place. */
  journal(agent: Agent, page: Page): Promise<Listed<SealedRow>>;
  /** The same as they are sealed; null begins with the next one. */
  follow(
    agent: Agent,
    after: number | null,
    wants: (row: SealedRow) => boolean,
  ): Promise<AsyncIterable<SealedRow>>;
  ask(agent: Trader, asked: Asked): Promise<CommandRecord>;
  /** Once; undefined if there is no such alert about the agent. */
  acknowledge(agent: Agent, alertId: string): Promise<AlertRecord | undefined>;
}
