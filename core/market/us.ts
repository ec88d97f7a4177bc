/** The US equity market: NYSE, Nasdaq and Arca keep the same hours. @module */
import { calendarOf } from "./calendar.ts";
import type { Hours } from "./hours.ts";
import type { Market } from "./market.ts";
import { tickIn } from "./ticks.ts";
import { US_UNIVERSE } from "./us_universe.ts";
import { US_CLOSURES } from "./us_closures.ts";
import { usExchange } from "./us_listings.ts";
import { usFees } from "./us_fees.ts";
import { usSymbol } from "./us_symbol.ts";
import { US_TICKS } from "./us_ticks.ts";

const ID = "US";
const TIMEZONE = "America/New_York";

/** The late session of an early-close day ends at 17:00. */
const HOURS: readonly Hours[] = [{
  from: "2012-01-01",
  full: [
    ["pre", "04:00", "09:30"],
    ["regular", "09:30", "16:00"],
    ["post", "16:00", "20:00"],
  ],
  short: [
    ["pre", "04:00", "09:30"],
    ["regular", "09:30", "13:00"],
    ["post", "13:00", "17:00"],
  ],
}];

export const us: Market = {
  id: ID,
  timezone: TIMEZONE,
  currency: "USD",
  universe: US_UNIVERSE,
  ...calendarOf({
    id: ID,
    timezone: TIMEZONE,
    hours: HOURS,
    closures: US_CLOSURES,
  }),
  symbolOf: usSymbol,
  exchangeOf: usExchange,
  tickAt: (price, date) => tickIn(US_TICKS, price, date),
  lotOf: () => 1,
  feesOf: usFees,
};
