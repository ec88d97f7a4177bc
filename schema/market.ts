/** Markets: their sessions, and what time it is for them. @module */
import { z } from "zod";
import type { Market, MarketId, Session } from "../core/market/market.ts";
import { marketOf } from "../core/market/mod.ts";
import { sessionsBetween } from "../core/market/sessions.ts";
import type { Instant } from "../core/time.ts";
import { badInput, builder, type Context } from "./builder.ts";
import { enumOf } from "./model.ts";

const RANGE_DAYS_MAX = 370;

const MarketIdModel = z.enum(["US", "HKEX"]).meta({ title: "MarketId" });
const Currency = z.enum(["USD", "HKD"]).meta({ title: "Currency" });

export const MarketIdType = enumOf<MarketId>(MarketIdModel);
export const CurrencyType = enumOf<Market["currency"]>(Currency);

interface Break {
  start: Instant;
  end: Instant;
}

const LunchType = builder.objectRef<Break>("LunchBreak").implement({
  description: "The hours in the middle of a session without trading.",
  fields: (t) => ({
    start: t.field({
      type: "DateTime",
      description: "When trading stops.",
      resolve: ({ start }) => start,
    }),
    end: t.field({
      type: "DateTime",
      description: "When it goes on.",
      resolve: ({ end }) => end,
    }),
  }),
});

const MarketSessionType = builder.objectRef<Session>("MarketSession")
  .implement({
    description: "One day of regular trading, by the calendar of the program.",
    fields: (t) => ({
      market: t.field({
        type: MarketIdType,
        description: "Where.",
        resolve: ({ market }) => market,
      }),
      date: t.field({
        type: "Date",
        description: "Its date on the exchange's calendar.",
        resolve: ({ date }) => date,
      }),
      open: t.field({
        type: "DateTime",
        description: "When regular trading begins.",
        resolve: ({ open }) => open,
      }),
      close: t.field({
        type: "DateTime",
        description: "When it ends.",
        resolve: ({ close }) => close,
      }),
      lunch: t.field({
        type: LunchType,
        nullable: true,
        description: "Its lunch break; null where trading goes through.",
        resolve: ({ lunch }) => lunch,
      }),
      halfDay: t.exposeBoolean("halfDay", {
        description: "Whether it ends before the usual close.",
      }),
    }),
  });

const MarketTimeType = builder.objectRef<Context["time"]>("MarketTime")
  .implement({
    description: "The clock that sessions and schedules follow.",
    fields: (t) => ({
      now: t.field({
        type: "DateTime",
        description: "What time it is for the markets.",
        resolve: (time) => time.now(),
      }),
      speed: t.float({
        description: "Market seconds in one second; 1 is real time.",
        resolve: ({ speed }) => speed,
      }),
    }),
  });

builder.queryFields((t) => ({
  marketTime: t.field({
    type: MarketTimeType,
    description: "What time it is for the markets; practice has its own.",
    resolve: (_, _args, { time }) => time,
  }),
  marketSessions: t.field({
    type: [MarketSessionType],
    description: "The sessions of a market between two dates, in order.",
    args: {
      market: t.arg({
        type: MarketIdType,
        required: true,
        description: "Which market.",
      }),
      from: t.arg({
        type: "Date",
        required: true,
        description: "The first date.",
      }),
      to: t.arg({
        type: "Date",
        required: true,
        description: `The last date, at most ${RANGE_DAYS_MAX} days after.`,
      }),
    },
    resolve: (_, { market, from, to }) =>
      sessionsOf(marketOf(market), from, to),
  }),
}));

function sessionsOf(market: Market, from: string, to: string): Session[] {
  const days = Temporal.PlainDate.from(from).until(to).total("days");
  if (days < 0 || days > RANGE_DAYS_MAX) {
    throw badInput(
      `Cannot list sessions from ${from} to ${to}: give 0 to ${RANGE_DAYS_MAX} days`,
    );
  }
  const { first, last } = market.years;
  if (Number(from.slice(0, 4)) < first || Number(to.slice(0, 4)) > last) {
    throw badInput(
      `Cannot list sessions from ${from} to ${to}: the calendar of ${market.id} knows ${first} to ${last}`,
    );
  }
  return sessionsBetween(market, from, to);
}
