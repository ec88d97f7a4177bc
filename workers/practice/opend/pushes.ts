/** What is told without being asked, in bytes that serve every client. @module */
import { encodeResponse } from "../../../core/adapters/brokers/opend/messages.ts";
import {
  OPEND_GONE,
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
import type { Wire } from "./wire.ts";

/** KLType_1Min. */
const MINUTE_LINE = 1;
/** RehabType_None. */
const UNADJUSTED = 0;

/** A message and its frames, each made when first needed. */
export class Push {
  readonly #protocol: number;
  readonly #body: Uint8Array;
  readonly #frames: Partial<Record<Wire["kind"], Uint8Array>> = {};

  constructor(protocol: number, body: Uint8Array) {
    this.#protocol = protocol;
    this.#body = body;
  }

  static of(name: PushName, s2c: object): Push {
    return new Push(PROTOCOL[name], encodeResponse(name, s2c));
  }

  on(wire: Wire): Uint8Array {
    return this.#frames[wire.kind] ??= wire.push(this.#protocol, this.#body);
  }
}

/** OpenD is away behind its WebSocket. */
export const GONE = new Push(OPEND_GONE, new Uint8Array());

/**
 * Trd_UpdateOrder. A new order is told twice, as OpenD does: on its way to the
 * exchange, and there.
 */
export function orderPushes(floor: Floor, order: PlacedOrder): Push[] {
  const views = [orderView(floor, order)];
  if (order.status === "accepted" && !order.cancelAsked) {
    views.unshift(orderView(floor, order, SUBMITTING));
  }
  return views.map((view) =>
    Push.of("Trd_UpdateOrder", { header: HEADER, order: view })
  );
}

/**
 * Qot_UpdateKL, once the minute is full: the minute, and the blank line of the
 * next, which says that nothing can be added to it.
 */
export function linePush(
  { market: { timezone } }: Floor,
  symbol: string,
  bar: Bar,
): Push {
  return Push.of("Qot_UpdateKL", {
    rehabType: UNADJUSTED,
    klType: MINUTE_LINE,
    security: securityOf(symbol),
    name: symbol,
    klList: [lineOf(bar, timezone), blankAfter(bar, timezone)],
  });
}

/** Qot_UpdateBasicQot. */
export function quotePush(floor: Floor, symbol: string): Push {
  return Push.of("Qot_UpdateBasicQot", {
    basicQotList: [quoteView(floor, symbol)],
  });
}
