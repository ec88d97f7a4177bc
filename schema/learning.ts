/** Learnings: what the agents claim to know, and how it was judged. @module */
import {
  Learning,
  LearningStatus,
} from "../core/adapters/stores/read/learnings.ts";
import { AgentType } from "./agent.ts";
import { requireAgent } from "./agent_id.ts";
import { builder } from "./builder.ts";
import { connected, connectionOf, pageArgs, pageOf } from "./connection.ts";
import { enumOf, objectOf } from "./model.ts";
import type { JudgedLearning } from "./reads.ts";

const LearningType = objectOf<typeof Learning, JudgedLearning>(Learning, {
  id: true,
  category: "What it is about.",
  learning: true,
  source: true,
  context: true,
  timesValidated: true,
  timesContradicted: true,
  appliesToMarkets: true,
  lastValidatedAt: true,
  createdAt: true,
}, (t) => ({
  agent: t.field({
    type: AgentType,
    description: "Who claims it.",
    resolve: ({ agentId }) => requireAgent(agentId),
  }),
  status: t.field({
    type: enumOf(LearningStatus),
    description: "Where it stands, by its counts.",
    resolve: ({ status }) => status,
  }),
  confidence: t.float({
    description: "0 to 1: a validation adds 0.05, a contradiction takes 0.10.",
    resolve: ({ confidence }) => confidence,
  }),
}));

const LearningConnection = connectionOf("Learning", LearningType);

builder.queryField("learnings", (t) =>
  t.field({
    type: LearningConnection,
    nullable: true,
    description: "What all agents claim to have learned.",
    args: {
      status: t.arg({
        type: enumOf(LearningStatus),
        description: "Only those that stand so.",
      }),
      ...pageArgs("The newest"),
    },
    resolve: async (_, { status, ...args }, { reads }) => {
      const page = pageOf(args);
      return connected(await reads.learnings(status, page), page);
    },
  }));
