/** The agents: what they are, how they stand, what they will do next. @module */
import { z } from "zod";
import type { Agent, Trader } from "../core/agents/agent.ts";
import { AGENTS } from "../core/agents/mod.ts";
import { marketOf } from "../core/market/mod.ts";
import { MILLION, money } from "../core/money.ts";
import { agentOf } from "./agent_id.ts";
import {
  AccountType,
  ActivityType,
  AgentProcessType,
  CycleType,
  LimitsType,
  ScheduledRunType,
  TradingSessionType,
  TradingStateType,
} from "./agent_parts.ts";
import { badInput, builder, type Context } from "./builder.ts";
import { CommandType } from "./command_type.ts";
import { MarketIdType } from "./market.ts";
import { enumOf } from "./model.ts";
import type { TraderFacts } from "./reads.ts";
import { ReconciliationType } from "./reconciliation.ts";

const RUNS = 5;
const RUNS_MAX = 50;

const AgentRole = z.enum(["sandbox", "production", "overseer"])
  .meta({ title: "AgentRole" });

export const AgentType = builder.objectRef<Agent>("Agent").implement({
  description:
    "One of the three that act. What comes from its database is null while that does not answer.",
  fields: (t) => ({
    id: t.exposeID("id", { description: "Its name." }),
    role: t.field({
      type: enumOf(AgentRole),
      description: "What it is there for.",
      resolve: ({ role }) => role,
    }),
    market: t.field({
      type: MarketIdType,
      nullable: true,
      description: "Where it trades; null for the overseer.",
      resolve: (agent) => traderOf(agent)?.market ?? null,
    }),
    broker: t.string({
      nullable: true,
      description: "Whose paper account it trades on; null for the overseer.",
      resolve: (agent) => traderOf(agent)?.broker ?? null,
    }),
    timezone: t.string({
      description: "The IANA zone its schedule is written in.",
      resolve: (agent) => zoneOf(agent),
    }),
    dailyBudgetUsd: t.field({
      type: "Decimal",
      description: "What it may spend on Claude a day, in US dollars.",
      resolve: ({ dailyBudgetUsd }) => money(dailyBudgetUsd * MILLION),
    }),
    limits: t.field({
      type: LimitsType,
      nullable: true,
      description: "How much it may risk; null for the overseer.",
      resolve: (agent) => traderOf(agent)?.limits ?? null,
    }),
    nextRuns: t.field({
      type: [ScheduledRunType],
      description: "What it will do next, in order.",
      args: {
        first: t.arg.int({
          defaultValue: RUNS,
          description: `How many, 1 to ${RUNS_MAX}.`,
        }),
      },
      resolve: (agent, { first }, { nextRuns, time }) =>
        nextRuns(agent, time.now(), countOf(first ?? RUNS)),
    }),
    reachable: t.boolean({
      description: "Whether its database answers.",
      resolve: async (agent, _, context) =>
        await unreachable(agent, context) === null,
    }),
    unreachableBecause: t.string({
      nullable: true,
      description: "Why its database does not answer; null while it does.",
      resolve: (agent, _, context) => unreachable(agent, context),
    }),
    process: t.field({
      type: AgentProcessType,
      nullable: true,
      description: "The process that works for it; null before the first.",
      resolve: async (agent, _, context) => {
        const reached = await reach(agent, context);
        return "facts" in reached ? reached.facts.process : null;
      },
    }),
    state: t.field({
      type: TradingStateType,
      nullable: true,
      description: "Its trading state; null for the overseer.",
      resolve: async (agent, _, context) =>
        (await factsOf(agent, context))?.state ?? null,
    }),
    account: t.field({
      type: AccountType,
      nullable: true,
      description: "Its account; null until it has opened its books.",
      resolve: async (agent, _, context) =>
        (await factsOf(agent, context))?.account ?? null,
    }),
    session: t.field({
      type: TradingSessionType,
      nullable: true,
      description: "Today's session in its books; null until it is opened.",
      resolve: async (agent, _, context) =>
        (await factsOf(agent, context))?.session ?? null,
    }),
    lastCycle: t.field({
      type: CycleType,
      nullable: true,
      description: "Its last run that left something; null before the first.",
      resolve: async (agent, _, context) =>
        (await factsOf(agent, context))?.lastCycle ?? null,
    }),
    reconciliation: t.field({
      type: ReconciliationType,
      nullable: true,
      description:
        "How its books last compared with the venue's; null before the first.",
      resolve: async (agent, _, context) =>
        (await factsOf(agent, context))?.reconciliation ?? null,
    }),
    pendingCommands: t.field({
      type: [CommandType],
      nullable: true,
      description: "What the operator asked and it has not obeyed yet.",
      resolve: async (agent, _, context) =>
        (await factsOf(agent, context))?.pending ?? null,
    }),
    activity: t.field({
      type: ActivityType,
      nullable: true,
      description: "What it says of itself in catalyst_research.",
      resolve: async ({ id }, _, { reads }) => {
        const reached = await reads.overseerFacts();
        if ("unreachable" in reached) return null;
        return reached.facts.activities
          .find(({ agentId }) => agentId === id) ?? null;
      },
    }),
  }),
});

builder.queryFields((t) => ({
  agents: t.field({
    type: [AgentType],
    description: "All agents.",
    resolve: () => [...AGENTS],
  }),
  agent: t.field({
    type: AgentType,
    nullable: true,
    description: "One agent; null if there is none of that name.",
    args: { id: t.arg.id({ required: true, description: "Its name." }) },
    resolve: (_, { id }) => agentOf(id) ?? null,
  }),
}));

function traderOf(agent: Agent): Trader | undefined {
  return agent.role === "overseer" ? undefined : agent;
}

function zoneOf(agent: Agent): string {
  const trader = traderOf(agent);
  return trader ? marketOf(trader.market).timezone : "UTC";
}

function reach(agent: Agent, { reads }: Context) {
  const trader = traderOf(agent);
  return trader ? reads.traderFacts(trader) : reads.overseerFacts();
}

/** What the books of a trader say; null for the overseer, and while they do not answer. */
async function factsOf(
  agent: Agent,
  { reads }: Context,
): Promise<TraderFacts | null> {
  const trader = traderOf(agent);
  if (!trader) return null;
  const reached = await reads.traderFacts(trader);
  return "facts" in reached ? reached.facts : null;
}

async function unreachable(
  agent: Agent,
  context: Context,
): Promise<string | null> {
  const reached = await reach(agent, context);
  return "unreachable" in reached ? reached.unreachable : null;
}

function countOf(first: number): number {
  if (first >= 1 && first <= RUNS_MAX) return first;
  throw badInput(`Cannot tell ${first} runs: first is 1 to ${RUNS_MAX}`);
}
