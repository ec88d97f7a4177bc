/** Trd_PlaceOrder and Trd_ModifyOrder, which here only cancels. @module */
import { z } from "zod";
import { vendorPrice } from "../../../core/market/vendor_price.ts";
import type { Price } from "../../../core/money.ts";
import { SECOND_MS } from "../../../core/time.ts";
import type { VenueOrder } from "../floor.ts";
import { HEADER, Header } from "./account.ts";
import { type Ask, reading, Refusal, Unanswered } from "./ask.ts";
import { LIMIT, MARKET, numberOf, orderIdOf, SIDES } from "./order_view.ts";
import { symbolOf } from "./security.ts";

const HONG_KONG = 1;
const REMARK_BYTES = 64;
/** TimeInForce_DAY, the only one on paper. */
const DAY = 0;
/** ModifyOrderOp_Cancel. */
const CANCEL = 2;
/** How late what was lost on its way may still arrive, in market time. */
const LATE_MS = 15 * SECOND_MS;

const PacketId = z.object({ connID: z.string(), serialNo: z.int() });

const Placement = z.object({
  packetID: PacketId,
  header: Header,
  trdSide: z.int(),
  orderType: z.literal(
    [LIMIT, MARKET],
    "paper trading only supports limit and market orders",
  ),
  code: z.string(),
  qty: z.int("shares are whole").positive(),
  price: z.number().optional(),
  secMarket: z.literal(HONG_KONG, "the account trades HK only")
    .default(HONG_KONG),
  remark: z.string().refine(
    (text) => new TextEncoder().encode(text).length <= REMARK_BYTES,
    `longer than ${REMARK_BYTES} bytes`,
  ).default(""),
  timeInForce: z.literal(DAY, "paper trading only supports good for day")
    .default(DAY),
});
type Placement = z.output<typeof Placement>;

const Modification = z.object({
  packetID: PacketId,
  header: Header,
  orderID: z.string(),
  orderIDEx: z.string().default(""),
  modifyOrderOp: z.literal(CANCEL, "only cancelling is possible"),
  forAll: z.literal(false, "one order at a time").default(false),
});

export const placeOrder = reading(Placement, async (ask) => {
  const { gateway, floor } = ask;
  takeOnce(ask);
  gateway.limits.take("orders");
  const order = orderOf(ask);
  const placed = await oddly(ask, () => floor.place(order));
  if ("refused" in placed) throw new Refusal(placed.refused);
  const orderID = orderIdOf(placed.number);
  return { header: HEADER, orderID, orderIDEx: orderID };
});

export const modifyOrder = reading(Modification, async (ask) => {
  const { gateway, floor, c2s: { orderIDEx, orderID: id } } = ask;
  takeOnce(ask);
  gateway.limits.take("changes");
  const orderID = orderIDEx || id;
  const order = floor.orderOf(numberOf(orderID) ?? 0);
  if (!order) throw new Refusal(`Order ${orderID} is not there`);
  if (gateway.mischief.happens("refuse_cancel")) {
    throw new Refusal(`Order ${orderID} cannot be cancelled now`);
  }
  if (!await oddly(ask, () => floor.cancel(order.id))) {
    const { status } = floor.order(order.id) ?? order;
    throw new Refusal(`Order ${orderID} is ${status}, nothing to cancel`);
  }
  return { header: HEADER, orderID, orderIDEx: orderID };
});

/** Does `work` as soundly as the line is: now, later, or never. */
async function oddly<T>(
  { gateway: { mischief, alarms, speed } }: Ask,
  work: () => Promise<T>,
): Promise<T> {
  if (mischief.happens("lost_request")) throw new Unanswered(false);
  if (mischief.happens("late_arrival")) {
    alarms.set(LATE_MS / speed, () => {
      work().catch(({ message }) =>
        console.error(`Cannot do what arrived late: ${message}`)
      );
    });
    throw new Unanswered(false);
  }
  const done = await work();
  if (mischief.happens("lost_ack")) throw new Unanswered(true);
  return done;
}

/** @throws {Refusal} If it is none that could go to the exchange. */
function orderOf({ floor, client, c2s }: Ask<Placement>): VenueOrder {
  const side = SIDES[c2s.trdSide - 1];
  if (!side) throw new Refusal(`${c2s.trdSide} is no side to order`);
  const symbol = symbolOf(floor, { market: HONG_KONG, code: c2s.code });
  const lot = floor.market.lotOf(symbol) ?? 1;
  if (c2s.qty % lot !== 0) {
    throw new Refusal(`${c2s.qty} is no multiple of the lot size of ${lot}`);
  }
  const isLimit = c2s.orderType === LIMIT;
  return {
    // A remark is free text to OpenD; to the floor it is what tells orders apart.
    id: c2s.remark || `${client.connID}-${c2s.packetID.serialNo}`,
    symbol,
    side,
    quantity: c2s.qty,
    type: isLimit ? "limit" : "market",
    limitPrice: isLimit ? exact(c2s.price ?? 0) : null,
    stopPrice: null,
    goodTill: "day",
  };
}

/** What was sent once is not obeyed twice, whoever sends it again. */
function takeOnce(
  { client, c2s }: Ask<{ packetID: z.output<typeof PacketId> }>,
) {
  const { connID, serialNo } = c2s.packetID;
  if (connID !== client.connID || serialNo <= client.lastWrite) {
    throw new Refusal(`Packet ${connID}/${serialNo} is not of this connection`);
  }
  client.lastWrite = serialNo;
}

function exact(price: number): Price {
  try {
    return vendorPrice(price);
  } catch {
    throw new Refusal(`${price} is no price`);
  }
}
