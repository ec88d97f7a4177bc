/** Sends an order, once. @module */
import type { Answer } from "../../../trading/order.ts";
import type { Access } from "./client.ts";
import { described, isRefusal, NotSent } from "./failure.ts";
import { orderNamed } from "./order_list.ts";
import type { Alpaca, ApiError } from "./sdk.ts";

/** An order with the id it is known by. */
export type OrderRequest =
  & Parameters<Alpaca["trading"]["orders"]["postOrder"]>[0]["postOrderRequest"]
  & { clientOrderId: string };

/**
 * How long an order may wait for its turn, by the machine: not so long that the
 * lease it was sent under could have become another's.
 */
const PATIENCE_MS = 3_000;
/** Codes of what is malformed, and of an order id that was used. */
const MALFORMED = 40010001;
const CONFLICT = 409;

/**
 * What came of it. Whatever is not a clear no is `unknown`; what our own pace
 * held back is known not to have been sent.
 *
 * @param urgent Whether it may wait, and use what is kept for exits.
 */
export async function post(
  access: Pick<Access, "alpaca" | "requests">,
  postOrderRequest: OrderRequest,
  urgent: boolean,
): Promise<Answer> {
  const { alpaca, requests } = access;
  const { clientOrderId } = postOrderRequest;
  try {
    const { id } = await requests.send(
      (init) => alpaca.trading.orders.postOrder({ postOrderRequest }, init),
      urgent,
      urgent ? PATIENCE_MS : 0,
    );
    if (id && typeof id === "string") {
      return { status: "accepted", brokerOrderId: id };
    }
    return { status: "unknown", reason: "Alpaca answered without an id" };
  } catch (error) {
    if (error instanceof NotSent) return notSent(error.message);
    const reason = `Alpaca: ${described(error)}`;
    if (!isRefusal(error)) return { status: "unknown", reason };
    if (!mayBeUsed(error)) return { status: "rejected", reason };
    return await whoseId(access, clientOrderId, reason, urgent);
  }
}

/** The answer to what never left this machine. */
export function notSent(why: string): Answer {
  return { status: "rejected", reason: `It was not sent: ${why}` };
}

function mayBeUsed({ code, status, message }: ApiError): boolean {
  return Number(code) === MALFORMED || status === CONFLICT ||
    message.includes("client_order_id");
}

/** An id that is in use was used by us: then a first request did arrive. */
async function whoseId(
  access: Pick<Access, "alpaca" | "requests">,
  id: string,
  reason: string,
  urgent: boolean,
): Promise<Answer> {
  try {
    const found = await orderNamed(access, id, urgent);
    if (found) return { status: "accepted", brokerOrderId: found.id };
  } catch (failure) {
    return { status: "unknown", reason: `${reason}; ${described(failure)}` };
  }
  const status = /client_order_id/.test(reason) ? "unknown" : "rejected";
  return { status, reason };
}
