/** What the schema asks, answered from the databases: built once per request. @module */
import type { Database } from "../core/adapters/stores/database.ts";
import { journalTail } from "../core/adapters/stores/journal_tail.ts";
import {
  askCommand,
  OPERATOR,
} from "../core/adapters/stores/operator_commands.ts";
import { readOverseerFacts } from "../core/adapters/stores/read/activity.ts";
import {
  acknowledge,
  listAlerts,
} from "../core/adapters/stores/read/alerts.ts";
import { listDecisions } from "../core/adapters/stores/read/decisions.ts";
import { listLearnings } from "../core/adapters/stores/read/learnings.ts";
import { readMonitorHealth } from "../core/adapters/stores/read/monitor_health.ts";
import { listOrders } from "../core/adapters/stores/read/orders.ts";
import {
  adjustmentsOf,
  listPositions,
  monitorOf,
} from "../core/adapters/stores/read/positions.ts";
import { readTraderFacts } from "../core/adapters/stores/read/trader_facts.ts";
import { StoreRefused } from "../core/adapters/stores/refused.ts";
import type { Trader } from "../core/agents/agent.ts";
import { AGENTS } from "../core/agents/mod.ts";
import { marketOf } from "../core/market/mod.ts";
import { localDate } from "../core/market/sessions.ts";
import { StoreUnavailable } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import type { Reached, Reads } from "../schema/reads.ts";

export interface Sources {
  databaseOf(agentId: string): Database;
  now(): Instant;
  follow: Reads["follow"];
}

const OVERSEER = AGENTS.find(({ role }) => role === "overseer")!.id;

export function readsOf({ databaseOf, now, follow }: Sources): Reads {
  const once = memory();
  const research = () => databaseOf(OVERSEER);
  return {
    traderFacts: (agent) =>
      once(
        agent.id,
        () =>
          reached(
            readTraderFacts(databaseOf(agent.id), agent.id, today(agent)),
          ),
      ),
    overseerFacts: () =>
      once(OVERSEER, () => reached(readOverseerFacts(research(), OVERSEER))),
    positions: ({ id }, filter, page) =>
      listPositions(databaseOf(id), filter, page),
    monitorOf: (id, positionId) => monitorOf(databaseOf(id), positionId),
    adjustmentsOf: (id, positionId) =>
      adjustmentsOf(databaseOf(id), positionId),
    orders: ({ id }, filter, page) => listOrders(databaseOf(id), filter, page),
    decisions: ({ id }, filter, page) =>
      listDecisions(databaseOf(id), filter, page),
    monitorHealth: ({ id }) => readMonitorHealth(databaseOf(id)),
    learnings: (status, page) => listLearnings(research(), status, page),
    alerts: ({ id }, page) => listAlerts(databaseOf(id), id, page),
    journal: ({ id }, page) => journalPage(databaseOf(id), page),
    ask: ({ id }, asked) => askCommand(databaseOf(id), asked),
    acknowledge: ({ id: agent }, id) =>
      acknowledge(databaseOf(agent), { agent, id, by: OPERATOR }),
    follow,
  };

  function today({ market }: Trader): string {
    return localDate(marketOf(market), now());
  }
}

/** Facts of a database, or in one line why there are none. */
async function reached<T>(facts: Promise<T>): Promise<Reached<T>> {
  try {
    return { facts: await facts };
  } catch (error) {
    const away = error instanceof StoreUnavailable ||
      error instanceof StoreRefused;
    if (away) return { unreachable: error.message };
    throw error;
  }
}

async function journalPage(
  database: Database,
  { first, after }: { first: number; after: number | null },
) {
  const rows = await journalTail(database, after ?? 0, first + 1);
  return {
    rows: rows.slice(0, first).map((node) => ({ key: node.seq, node })),
    more: rows.length > first,
  };
}

/** Runs each piece of work once, however often and by whomever it is asked for. */
function memory() {
  const known = new Map<string, Promise<unknown>>();
  return <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const found = known.get(name) as Promise<T> | undefined;
    const answer = found ?? work();
    known.set(name, answer);
    return answer;
  };
}
