/** Positions: what an agent holds and held, and each change as it happens. @module */
import { type Money, money, type Price } from "../core/money.ts";
import { MILLION } from "../core/money.ts";
import { marketOf } from "../core/market/mod.ts";
import { Adjustment } from "../core/trading/adjustment.ts";
import { Monitor } from "../core/trading/monitor.ts";
import {
  entryPrice,
  Position,
  PositionStatus,
  unrealized,
} from "../core/trading/position.ts";
import { agentIdArg, requireTrader } from "./agent_id.ts";
import { AgentType } from "./agent.ts";
import { builder, type Context } from "./builder.ts";
import { connected, connectionOf, pageArgs, pageOf } from "./connection.ts";
import { CurrencyType } from "./market.ts";
import { enumOf, objectOf } from "./model.ts";

/** A position as asked for; what was not read along is read when asked for. */
export interface HeldPosition extends Position {
  agentId: string;
  monitor?: Monitor | null;
  adjustments?: Adjustment[];
}

const MonitorType = objectOf(
  Monitor.meta({
    title: "Monitor",
    description: "What the position monitor last saw of an open position",
  }),
  {
    advice: "What the rules said.",
    strength: "The same with its weight.",
    holdSignals: true,
    exitSignals: true,
    price: true,
    macd: "MACD against its signal line.",
    vwap: "The price against the volume-weighted average of the session.",
    ema20: "The price against the average of 20 bars.",
    checks: "How often it has checked.",
    at: "The last check, in market time.",
    nextAt: "The next check, in market time; null past the calendar.",
  },
  (t) => ({
    gain: t.float({
      description: "Gain at that price as a ratio of cost, 0.03 is 3 %.",
      resolve: ({ gainPpm }) => gainPpm / MILLION,
    }),
    rsi: t.float({
      nullable: true,
      description: "RSI(14) on full 5-minute bars; null while trading is thin.",
      resolve: ({ rsi }) => rsi,
    }),
  }),
);

const AdjustmentType = objectOf(Adjustment, {
  id: "Agent, session and counter.",
  kind: "What was made equal.",
  session: { type: "Date", description: "The session it belongs to." },
  symbol: "The security it is about; null for cash.",
  quantity: true,
  cost: true,
  cash: true,
  reason: true,
  at: "When, in market time.",
});

export const PositionType = objectOf<typeof Position, HeldPosition>(
  Position,
  {
    id: true,
    symbol: true,
    side: "Which way it gains.",
    quantity: true,
    cost: true,
    highWatermark: true,
    realizedPnl: true,
    fees: true,
    setup: true,
    reviews: true,
    overnight: {
      type: "Date",
      description: "Session whose close review let it stay; null if none did.",
    },
    protection: "Who sells it when it falls.",
    status: "Whether anything is held.",
    openedAt: "Its first fill or its adoption, in market time.",
    closedAt: "When it was left, in market time; null while it is open.",
  },
  (t) => ({
    agent: t.field({
      type: AgentType,
      description: "Whose it is.",
      resolve: ({ agentId }) => requireTrader(agentId),
    }),
    currency: t.field({
      type: CurrencyType,
      description: "What its amounts are in.",
      resolve: ({ agentId }) =>
        marketOf(requireTrader(agentId).market).currency,
    }),
    entryPrice: t.field({
      type: "Decimal",
      nullable: true,
      description: "Average paid per share held, rounded; null once closed.",
      resolve: entryPrice,
    }),
    lastPrice: t.field({
      type: "Decimal",
      nullable: true,
      description:
        "What its monitor last saw; null before that and once closed.",
      resolve: (position, _, context) => lastPrice(position, context),
    }),
    unrealizedPnl: t.field({
      type: "Decimal",
      nullable: true,
      description: "Profit not yet taken at the last price, fees excluded.",
      resolve: async (position, _, context): Promise<Money | null> => {
        const price = await lastPrice(position, context);
        return price && unrealized(position, price);
      },
    }),
    netPnl: t.field({
      type: "Decimal",
      nullable: true,
      description:
        "Profit already taken less all fees so far; null where that profit is.",
      resolve: ({ realizedPnl, fees }) =>
        realizedPnl === null ? null : money(realizedPnl - fees),
    }),
    tightened: t.float({
      description:
        "By how much of cost a review has tightened the stop, as a ratio.",
      resolve: ({ tightenedPpm }) => tightenedPpm / MILLION,
    }),
    monitor: t.field({
      type: MonitorType,
      nullable: true,
      description: "What its monitor last saw; null before the first check.",
      resolve: (position, _, context) => monitorOf(position, context),
    }),
    adjustments: t.field({
      type: [AdjustmentType],
      description:
        "What made it equal the venue's without a fill, oldest first.",
      resolve: ({ id, agentId, adjustments }, _, { reads }) =>
        adjustments ?? reads.adjustmentsOf(agentId, id),
    }),
  }),
);

const PositionConnection = connectionOf("Position", PositionType);

builder.queryField("positions", (t) =>
  t.field({
    type: PositionConnection,
    nullable: true,
    description: "Positions of one agent, open and closed.",
    args: {
      ...agentIdArg("Whose books."),
      status: t.arg({
        type: enumOf(PositionStatus),
        description: "Only those of this status.",
      }),
      symbol: t.arg.string({ description: "Only those in this security." }),
      ...pageArgs("The newest"),
    },
    resolve: async (_, { agentId, status, symbol, ...args }, { reads }) => {
      const trader = requireTrader(agentId);
      const page = pageOf(args);
      const found = await reads.positions(trader, { status, symbol }, page);
      const rows = found.rows.map(({ key, node }) => ({
        key,
        node: { ...node, agentId },
      }));
      return connected<HeldPosition>({ ...found, rows }, page);
    },
  }));

async function monitorOf(
  { id, agentId, monitor }: HeldPosition,
  { reads }: Context,
): Promise<Monitor | null> {
  return monitor === undefined ? await reads.monitorOf(agentId, id) : monitor;
}

async function lastPrice(
  position: HeldPosition,
  context: Context,
): Promise<Price | null> {
  if (position.status === "closed") return null;
  return (await monitorOf(position, context))?.price ?? null;
}
