/** Decisions: why an agent did something, or did not. @module */
import { Refusal } from "../core/outcome.ts";
import { Decision } from "../core/trading/decision.ts";
import { agentIdArg, requireTrader } from "./agent_id.ts";
import { builder } from "./builder.ts";
import { connected, connectionOf, pageArgs, pageOf } from "./connection.ts";
import { enumOf, objectOf } from "./model.ts";

const RefusalType = objectOf(Refusal, {
  code: "Which rule said no.",
  message: true,
});

const DecisionType = objectOf(Decision, {
  id: true,
  cycleId: true,
  session: { type: "Date", description: "The session it belongs to." },
  symbol: "The security it is about.",
  action: "What was chosen.",
  reasons: true,
  parameterVersion: true,
  at: "When it was made, in market time.",
}, (t) => ({
  refusals: t.field({
    type: [RefusalType],
    description: "What the gate or the sizing said no to.",
    resolve: ({ refusals }) => refusals,
  }),
}));

const DecisionConnection = connectionOf("Decision", DecisionType);

builder.queryField("decisions", (t) =>
  t.field({
    type: DecisionConnection,
    nullable: true,
    description: "Decisions of one agent, also those to do nothing.",
    args: {
      ...agentIdArg("Whose books."),
      symbol: t.arg.string({ description: "Only those about this security." }),
      action: t.arg({
        type: enumOf(Decision.shape.action),
        description: "Only those that chose this.",
      }),
      ...pageArgs("The newest"),
    },
    resolve: async (_, { agentId, first, after, ...filter }, { reads }) => {
      const page = pageOf({ first, after });
      const trader = requireTrader(agentId);
      return connected(await reads.decisions(trader, filter, page), page);
    },
  }));
