/** The Hong Kong equity market. @module */
import { calendarOf } from "./calendar.ts";
import { HKEX_CLOSURES } from "./hkex_closures.ts";
import { hkexFees } from "./hkex_fees.ts";
import { HKEX_LOTS } from "./hkex_lots.ts";
import { hkexSymbol } from "./hkex_symbol.ts";
import { HKEX_TICKS } from "./hkex_ticks.ts";
import type { Hours, Stretch } from "./hours.ts";
import type { Market } from "./market.ts";
import { tickIn } from "./ticks.ts";
import { HKEX_UNIVERSE } from "./hkex_universe.ts";

const ID = "HKEX";
const TIMEZONE = "Asia/Hong_Kong";

/** Alike on every day: the pre-opening session and the morning. */
const MORNING: readonly Stretch[] = [
  ["auction", "09:00", "09:30"],
  ["regular", "09:30", "12:00"],
];
/** The afternoon from 13:00, since 2012-03-05. */
const AFTERNOON: readonly Stretch[] = [
  ["lunch", "12:00", "13:00"],
  ["regular", "13:00", "16:00"],
];

const HOURS: readonly Hours[] = [
  {
    from: "2012-01-01",
    full: [
      ...MORNING,
      ["lunch", "12:00", "13:30"],
      ["regular", "13:30", "16:00"],
    ],
    short: MORNING,
  },
  // HKEX news release 2012-03-01: second phase of the new trading hours.
  { from: "2012-03-05", full: [...MORNING, ...AFTERNOON], short: MORNING },
  // The closing auction session; its end is random from 16:08 (12:08), last 16:10.
  {
    from: "2016-07-25",
    full: [...MORNING, ...AFTERNOON, ["auction", "16:00", "16:10"]],
    short: [...MORNING, ["auction", "12:00", "12:10"]],
  },
];

export const hkex: Market = {
  id: ID,
  timezone: TIMEZONE,
  currency: "HKD",
  universe: HKEX_UNIVERSE,
  ...calendarOf({
    id: ID,
    timezone: TIMEZONE,
    hours: HOURS,
    closures: HKEX_CLOSURES,
  }),
  symbolOf: hkexSymbol,
  exchangeOf: () => ID,
  tickAt: (price, date) => tickIn(HKEX_TICKS, price, date),
  lotOf: (symbol) => HKEX_LOTS.get(symbol),
  feesOf: hkexFees,
};
