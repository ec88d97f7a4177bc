/** Which path is answered by whom. @module */
import { accountView, listPositions, positionOf } from "./account.ts";
import { listActivities } from "./activities.ts";
import type { Answer, Ask } from "./ask.ts";
import { assetOf, listAssets } from "./assets.ts";
import { calendarView, clockView } from "./calendar.ts";
import { cancelAll, cancelOrder } from "./cancels.ts";
import { closeAll, closePosition } from "./closing.ts";
import {
  latestBars,
  latestQuotes,
  latestTrades,
  listBars,
  listSnapshots,
} from "./data.ts";
import { calendarOf, clocksView } from "./exchange_calendar.ts";
import { placeOrder } from "./order_entry.ts";
import { listOrders, orderByClientId, orderById } from "./orders.ts";

export type Answers = (ask: Ask) => Answer;

/** A path that ends with "/" takes a name behind it. */
const ROUTES: Readonly<Record<string, Answers>> = {
  "GET /v2/account": accountView,
  "GET /v2/account/activities": listActivities,
  "GET /v2/account/activities/": listActivities,
  "GET /v2/positions": listPositions,
  "GET /v2/positions/": positionOf,
  "DELETE /v2/positions": closeAll,
  "DELETE /v2/positions/": closePosition,
  "GET /v2/orders": listOrders,
  "GET /v2/orders/": orderById,
  "GET /v2/orders:by_client_order_id": orderByClientId,
  "POST /v2/orders": placeOrder,
  "DELETE /v2/orders": cancelAll,
  "DELETE /v2/orders/": cancelOrder,
  "GET /v2/clock": clockView,
  "GET /v3/clock": clocksView,
  "GET /v2/calendar": calendarView,
  "GET /v3/calendar/": calendarOf,
  "GET /v2/assets": listAssets,
  "GET /v2/assets/": assetOf,
  "GET /v2/stocks/bars": listBars,
  "GET /v2/stocks/bars/latest": latestBars,
  "GET /v2/stocks/quotes/latest": latestQuotes,
  "GET /v2/stocks/trades/latest": latestTrades,
  "GET /v2/stocks/snapshots": listSnapshots,
};

/** Ids and symbols need no escapes. */
const NAME = /^(.*\/)([\w.:-]+)$/;

/** Who answers, and what the path names; undefined where there is nothing. */
export function routeOf(
  method: string,
  path: string,
): { answer: Answers; name: string } | undefined {
  const whole = ROUTES[`${method} ${path}`];
  if (whole) return { answer: whole, name: "" };
  const [, folder, name] = NAME.exec(path) ?? [];
  const answer = ROUTES[`${method} ${folder}`];
  return answer && { answer, name: name ?? "" };
}
