/** Servers that say what a vendor may say and keep what they were sent, with the real adapter in front. @module */
import type { VenueLink } from "../../core/adapters/brokers/link.ts";
import { scripted as scriptedAlpaca } from "../alpaca/scripted_link.ts";
import { wireOrder, wireUpdate } from "../alpaca/scripted_venue.ts";
import { heard, type Kind } from "../opend/practice.ts";
import {
  HEADER,
  HEALTHY,
  scripted as scriptedOpenD,
} from "../opend/scripted.ts";

/** An order as it arrived there. */
export interface Sent {
  side: "buy" | "sell" | string;
  /** As it stands on the wire: text at Alpaca, a double at OpenD. */
  price: unknown;
}

export interface Vendor {
  link: VenueLink;
  sent(): Sent[];
  /** Tells that an order of ten shares, or lots, is now `state`. */
  tell(orderId: string, state: string | number, filled: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Shares of the orders that are told of. */
export const ORDERED = 1_000;
/** What one of them cost, in currency units. */
export const PAID = 10.5;
const OPEND_SIDES: Record<number, string> = { 1: "buy", 2: "sell" };

export async function alpacaVendor(): Promise<Vendor> {
  const agent = await scriptedAlpaca({ "POST /v2/orders": () => wireOrder() });
  const { venue } = agent;
  return {
    link: agent.link,
    sent: () =>
      venue.asked.filter(({ method }) => method === "POST").map(({ body }) => {
        const { side, limit_price, stop_price } = JSON.parse(body);
        return { side, price: limit_price ?? stop_price };
      }),
    async tell(orderId, state, filled) {
      venue.update(wireUpdate({
        ...{ id: `v-${orderId}`, client_order_id: orderId, status: state },
        ...{ qty: String(ORDERED), filled_qty: String(filled) },
        filled_avg_price: filled > 0 ? String(PAID) : null,
      }));
    },
    [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
  };
}

export async function openDVendor(kind: Kind): Promise<Vendor> {
  const placed = { header: HEADER, orderID: "7", orderIDEx: "7" };
  const openD = scriptedOpenD(kind, { ...HEALTHY, Trd_PlaceOrder: placed });
  const agent = await heard(kind, openD.port);
  return {
    link: agent.link,
    sent: () =>
      openD.asked.filter(([name]) => name === "Trd_PlaceOrder")
        .map(([, { trdSide, price }]) => ({
          side: OPEND_SIDES[trdSide] ?? `${trdSide}`,
          price,
        })),
    tell: (remark, orderStatus, fillQty) => {
      const orderID = `7${remark.replaceAll(/\D/g, "")}`;
      return openD.tell("Trd_UpdateOrder", {
        header: HEADER,
        order: {
          ...{ trdSide: 1, orderType: 1, orderStatus, remark, fillQty },
          ...{ orderID, orderIDEx: orderID, name: "" },
          ...{ code: "00700", qty: ORDERED, price: PAID },
          createTime: "2026-01-05 09:35:00",
          updateTime: "2026-01-05 09:35:00",
          fillAvgPrice: fillQty > 0 ? PAID : 0,
        },
      });
    },
    async [Symbol.asyncDispose]() {
      await agent.link.close();
      await openD[Symbol.asyncDispose]();
    },
  };
}
