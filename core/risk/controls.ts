/**
 * The pre-trade controls, in the order they are reported. The list follows
 * SEC 15c3-5 and RTS 6 articles 12 and 15 as far as no live venue is needed.
 *
 * @module
 */
import * as exposure from "./exposure_controls.ts";
import * as order from "./order_controls.ts";
import * as pace from "./pace_controls.ts";
import type { Control } from "./control.ts";

const ALWAYS: readonly Control[] = [
  order.traced,
  order.notHalted,
  order.calendarCovered,
  order.sessionOpen,
  order.wholeLots,
  order.onTick,
  order.withinCollar,
  order.noneWorking,
  order.noOpposite,
];

export const EXITING: readonly Control[] = [...ALWAYS, order.notOversold];

/**
 * A stop that rests adds nothing to what is at stake and trades only in a
 * session: neither a halt, nor the hour, nor where the price is may keep it out.
 */
export const PROTECTING: readonly Control[] = [
  order.traced,
  order.wholeLots,
  order.onTick,
  order.notOversold,
];

export const ENTERING: readonly Control[] = [
  ...ALWAYS,
  order.inUniverse,
  order.notOrphaned,
  pace.notReducing,
  pace.notEnding,
  pace.quoteFresh,
  pace.quoteExplained,
  pace.venueUp,
  pace.feedAlive,
  pace.noUnknownOrder,
  pace.withinOpenOrders,
  pace.withinPace,
  pace.notDuplicate,
  pace.withinMishaps,
  exposure.shortAllowed,
  exposure.withinCount,
  exposure.withinValue,
  exposure.withinGross,
  exposure.withinVolume,
  exposure.withinCash,
  exposure.everythingPriced,
  exposure.withinDayLoss,
  exposure.withinOpenRisk,
];
