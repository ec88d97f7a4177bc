/** What an agent consists of, to somebody who looks at it. @module */
import { z } from "zod";
import { Activity } from "../core/adapters/stores/read/activity.ts";
import { AgentProcess } from "../core/adapters/stores/read/agent_process.ts";
import { Account } from "../core/adapters/stores/read/trader_facts.ts";
import type { Limits } from "../core/risk/limits.ts";
import {
  Cycle,
  Mode,
  StateChange,
  TradingSession,
} from "../core/trading/cycle.ts";
import { builder, type Run } from "./builder.ts";
import { enumOf, objectOf } from "./model.ts";

export const TradingStateType = objectOf(
  StateChange.meta({
    title: "TradingStateChange",
    description: "The trading state an agent is in, and why",
  }),
  {
    state: "What it may do.",
    cause: "Who or what set it: only that may lift it.",
    reason: "Why, in words.",
    at: "Since when, in market time.",
  },
);

export const AgentProcessType = objectOf(AgentProcess, {
  alive: true,
  holder: true,
  build: true,
  takenAt: true,
  renewedAt: true,
});

export const AccountType = objectOf(Account, {
  account: true,
  currency: "What every amount of this agent is in.",
  openingCash: true,
  cash: true,
  equity: true,
  unpriced: true,
});

export const TradingSessionType = objectOf(
  TradingSession.meta({
    title: "TradingSession",
    description: "One session of the market in the books of an agent",
  }),
  {
    date: { type: "Date", description: "Its date on the exchange's calendar." },
    status: "Whether it still runs in the books.",
    startingEquity: true,
    endingEquity: "Cash and holdings at its end; null while it runs.",
    openedAt: "When the agent opened it, in market time.",
    closedAt: "When the agent closed it, in market time; null while it runs.",
  },
);

export const CycleType = objectOf(Cycle, {
  id: "Agent, session and counter.",
  session: { type: "Date", description: "The session it belongs to." },
  mode: "What it did.",
  at: "When it began, in market time.",
  note: true,
});

export const ActivityType = objectOf(Activity, {
  mode: "What it says it is doing.",
  statusMessage: true,
  lastWakeAt: true,
  lastActionAt: true,
  nextWakeAt: true,
  spentTodayUsd: true,
  spentMonthUsd: true,
  lastError: true,
  lastErrorAt: true,
});

const CycleBreak = z.enum(["lunch", "close"]).meta({ title: "CycleBreak" });

export const ScheduledRunType = builder.objectRef<Run>("ScheduledRun")
  .implement({
    description: "A run of an agent that is to come.",
    fields: (t) => ({
      mode: t.field({
        type: enumOf(Mode),
        description: "What it will do.",
        resolve: ({ mode }) => mode,
      }),
      at: t.field({
        type: "DateTime",
        description: "When, in market time.",
        resolve: ({ at }) => at,
      }),
      localTime: t.string({
        description:
          'The same on the clock of the exchange, e.g. "2026-11-23 09:00"; in UTC for the overseer.',
        resolve: ({ at, timezone }) =>
          Temporal.Instant.fromEpochMilliseconds(at)
            .toZonedDateTimeISO(timezone).toPlainDateTime()
            .toString({ smallestUnit: "minute" }).replace("T", " "),
      }),
      timezone: t.exposeString("timezone", {
        description: "The IANA zone of that clock.",
      }),
      before: t.field({
        type: enumOf(CycleBreak),
        nullable: true,
        description: "What a close review precedes; null for other runs.",
        resolve: ({ before }) => before,
      }),
    }),
  });

export const LimitsType = builder.objectRef<Limits>("Limits").implement({
  description:
    "How much an agent may risk. Amounts are in its currency; ratios are plain numbers, 0.03 is 3 %.",
  fields: (t) => ({
    maxPositions: t.exposeInt("maxPositions", {
      description: "Open positions, and entries that may yet become one.",
    }),
    maxPositionValue: t.field({
      type: "Decimal",
      description: "Value of one symbol, working entries included.",
      resolve: ({ maxPositionValue }) => maxPositionValue,
    }),
    maxGrossValue: t.field({
      type: "Decimal",
      description: "Value of everything held, working entries included.",
      resolve: ({ maxGrossValue }) => maxGrossValue,
    }),
    maxDayLoss: t.field({
      type: "Decimal",
      description: "Loss of a session, realized and not, fees included.",
      resolve: ({ maxDayLoss }) => maxDayLoss,
    }),
    allowShort: t.exposeBoolean("allowShort", {
      description: "Whether it may sell what it does not hold.",
    }),
    maxOpenOrders: t.exposeInt("maxOpenOrders", {
      description: "Orders that work at a time.",
    }),
    maxOrdersPerMinute: t.exposeInt("maxOrdersPerMinute", {
      description: "Orders in any minute.",
    }),
    maxOrdersPerSession: t.exposeInt("maxOrdersPerSession", {
      description: "Orders in a session.",
    }),
    maxOrdersPerSymbol: t.exposeInt("maxOrdersPerSymbol", {
      description: "Orders for one symbol in a session.",
    }),
    maxMishaps: t.exposeInt("maxMishaps", {
      description: "Stop-outs and rejections that end a session's entries.",
    }),
    maxVolumeShare: t.exposeFloat("maxVolumeShare", {
      description: "Share of the 20-session average volume in one order.",
    }),
    priceCollar: t.exposeFloat("priceCollar", {
      description: "Farthest a limit price may lie from the last price.",
    }),
    maxMove: t.exposeFloat("maxMove", {
      description: "Largest move from the prior close without explanation.",
    }),
    maxQuoteAgeMs: t.exposeInt("maxQuoteAgeMs", {
      description: "Age of a price in milliseconds beyond which it is stale.",
    }),
  }),
});
