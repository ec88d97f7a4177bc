/** Trd_PlaceOrder and Trd_ModifyOrder, which here only cancels. @module */
import { z } from "zod";
import { vendorPrice } from "../../../core/market/vendor_price.ts";
import type { Price } from "../../../core/money.ts";
import { HEADER, Header } from "./account.ts";
import { type Ask, reading, Refusal } from "./ask.ts";
import { LIMIT, numberOf, orderIdOf, SIDES } from "./order_view.ts";
import { symbolOf } from "./security.ts";

const HONG_KONG = 1;
const REMARK_BYTES = 64;
/** TimeInForce_DAY, the only one on paper. */
const DAY = 0;
/** ModifyOrderOp_Cancel. */
const CANCEL = 2;

const PacketId = z.object({ connID: z.string(), serialNo: z.int() });

const Placement = z.object({
  packetID: PacketId,
  header: Header,
  trdSide: z.int(),
  orderType: z.literal(LIMIT, "only limit orders are taken"),
  code: z.string(),
  qty: z.int("shares are whole").positive(),
  price: z.number().positive(),
  remark: z.string().refine(
    (text) => new TextEncoder().encode(text).length <= REMARK_BYTES,
    `longer than ${REMARK_BYTES} bytes`,
  ).default(""),
  timeInForce: z.literal(DAY, "only day orders are taken").default(DAY),
});

const Modification = z.object({
  packetID: PacketId,
  header: Header,
  orderID: z.string(),
  modifyOrderOp: z.literal(CANCEL, "only cancelling is possible"),
  forAll: z.literal(false, "one order at a time").default(false),
});

export const placeOrder = reading(Placement, async (ask) => {
  const { floor, c2s } = ask;
  takeOnce(ask);
  const side = SIDES[c2s.trdSide - 1];
  if (!side) throw new Refusal(`${c2s.trdSide} is no side to order`);
  const symbol = symbolOf(floor, { market: HONG_KONG, code: c2s.code });
  const placed = await floor.place({
    // A remark is free text to OpenD; to the floor it is what tells orders apart.
    id: c2s.remark || `${ask.client.connID}-${c2s.packetID.serialNo}`,
    symbol,
    side,
    quantity: c2s.qty,
    limitPrice: exact(c2s.price),
  });
  if ("refused" in placed) throw new Refusal(placed.refused);
  const orderID = orderIdOf(placed.number);
  return { header: HEADER, orderID, orderIDEx: orderID };
});

export const modifyOrder = reading(Modification, async (ask) => {
  const { floor, c2s: { orderID } } = ask;
  takeOnce(ask);
  const order = floor.orderOf(numberOf(orderID) ?? 0);
  if (!order) throw new Refusal(`Order ${orderID} is not there`);
  if (!await floor.cancel(order.id)) {
    const { status } = floor.order(order.id) ?? order;
    throw new Refusal(`Order ${orderID} is ${status}, nothing to cancel`);
  }
  return { header: HEADER, orderID, orderIDEx: orderID };
});

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
