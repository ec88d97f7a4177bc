/** What is told without being asked, as frames that serve every client. @module */
import { frameBytes } from "../../../core/adapters/brokers/opend/frame.ts";
import { encodeResponse } from "../../../core/adapters/brokers/opend/messages.ts";
import {
  PROTOCOL,
  type PushName,
} from "../../../core/adapters/brokers/opend/protocol.ts";
import type { Bar } from "../../../core/market/bar.ts";
import type { Floor, PlacedOrder } from "../floor.ts";
import { HEADER } from "./account.ts";
import { blankAfter, lineOf } from "./lines.ts";
import { orderView, SUBMITTING } from "./order_view.ts";
import { quoteView } from "./quotes.ts";
import { securityOf } from "./security.ts";

/** KLType_1Min. */
const MINUTE_LINE = 1;
/** RehabType_None. */
const UNADJUSTED = 0;

/**
 * Trd_UpdateOrder. A new order is told twice, as OpenD does: on its way to the
 * exchange, and there.
 */
export function orderFrames(floor: Floor, order: PlacedOrder): Uint8Array[] {
  const views = [orderView(floor, order)];
  if (order.status === "accepted" && !order.cancelAsked) {
    views.unshift(orderView(floor, order, SUBMITTING));
  }
  return views.map((view) =>
    pushed("Trd_UpdateOrder", { header: HEADER, order: view })
  );
}

/**
 * Qot_UpdateKL, once the minute is full: the minute, and the blank line of the
 * next, which says that nothing can be added to it.
 */
export function lineFrame(
  { market: { timezone } }: Floor,
  symbol: string,
  bar: Bar,
): Uint8Array {
  return pushed("Qot_UpdateKL", {
    rehabType: UNADJUSTED,
    klType: MINUTE_LINE,
    security: securityOf(symbol),
    name: symbol,
    klList: [lineOf(bar, timezone), blankAfter(bar, timezone)],
  });
}

/** Qot_UpdateBasicQot. */
export function quotesFrame(
  floor: Floor,
  symbols: readonly string[],
): Uint8Array {
  return pushed("Qot_UpdateBasicQot", {
    basicQotList: symbols.map((symbol) => quoteView(floor, symbol)),
  });
}

/** The serial of a push means nothing, so all clients share the bytes. */
function pushed(name: PushName, s2c: object): Uint8Array {
  const body = encodeResponse(name, s2c);
  return frameBytes({ protocol: PROTOCOL[name], serial: 0, body });
}
