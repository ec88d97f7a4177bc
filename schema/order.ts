/** Orders with their fills. @module */
import { Fill } from "../core/trading/fill.ts";
import { Order, OrderStatus } from "../core/trading/order.ts";
import { agentIdArg, requireTrader } from "./agent_id.ts";
import { builder } from "./builder.ts";
import { connected, connectionOf, pageArgs, pageOf } from "./connection.ts";
import { enumOf, objectOf } from "./model.ts";
import type { FilledOrder } from "./reads.ts";

const FillType = objectOf(Fill, {
  quantity: true,
  cumulativeQuantity: true,
  value: true,
  fee: true,
  executionId: "The venue's id of it, where it gives one.",
  at: "When it traded, in market time.",
});

const OrderType = objectOf<typeof Order, FilledOrder>(Order, {
  id: true,
  positionId: true,
  session: { type: "Date", description: "The session it belongs to." },
  symbol: true,
  side: "Whether it buys or sells.",
  purpose: "Whether it enters or leaves.",
  positionSide: "Which way its position gains.",
  trigger: true,
  quantity: true,
  type: "How its price is bound.",
  limitPrice: "The worst price it may trade at; of a limit order alone.",
  stopPrice: true,
  status: "Where it stands.",
  brokerOrderId: true,
  reason: true,
  filledQuantity: "Shares filled so far: the greatest total reported.",
  filledValue: true,
  fees: true,
  cancelAskedAt:
    "When the agent last asked to withdraw it; null if it did not.",
  cancelAsks: "How often the agent asked to withdraw it.",
  at: true,
}, (t) => ({
  fills: t.field({
    type: [FillType],
    description: "What it has traded, oldest first.",
    resolve: ({ fills }) => [...fills],
  }),
}));

const OrderConnection = connectionOf("Order", OrderType);

builder.queryField("orders", (t) =>
  t.field({
    type: OrderConnection,
    nullable: true,
    description: "Orders of one agent, with their fills.",
    args: {
      ...agentIdArg("Whose books."),
      status: t.arg({
        type: enumOf(OrderStatus),
        description: "Only those of this status.",
      }),
      symbol: t.arg.string({ description: "Only those in this security." }),
      positionId: t.arg.id({
        description: "Only those that enter or leave this position.",
      }),
      ...pageArgs("The newest"),
    },
    resolve: async (_, { agentId, first, after, ...filter }, { reads }) => {
      const page = pageOf({ first, after });
      const trader = requireTrader(agentId);
      return connected(await reads.orders(trader, filter, page), page);
    },
  }));
