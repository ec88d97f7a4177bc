/** Lists of orders, page by page: all of them or none. @module */
import { type Instant, iso, plus } from "../../../time.ts";
import type { Access } from "./client.ts";
import { isNotFound } from "./failure.ts";
import { orderIn, type WireOrder } from "./report.ts";

/** Orders on one page; Alpaca gives no more. */
const PAGE = 500;
const PAGES_MAX = 40;

export interface Wanted {
  status: "open" | "all";
  /** Sent after it; from the first on when not given. */
  after?: Instant;
  /** What cannot wait for its turn. */
  urgent?: boolean;
}

/**
 * The orders wanted, oldest first.
 *
 * @throws {RangeError} If there are more than can be read; and as the SDK.
 */
export async function ordersOf(
  { alpaca, requests }: Pick<Access, "alpaca" | "requests">,
  { status, after, urgent = false }: Wanted,
): Promise<WireOrder[]> {
  const read = new Map<string, WireOrder>();
  let from = after;
  for (let page = 1; page <= PAGES_MAX; page++) {
    const query = {
      status,
      direction: "asc",
      limit: PAGE,
      ...from === undefined ? {} : { after: iso(from) },
    } as const;
    const told = await requests.get(
      (init) => alpaca.trading.orders.getAllOrders(query, init),
      urgent,
    );
    const before = read.size;
    for (const order of told.map(orderIn)) read.set(order.id, order);
    if (told.length < PAGE) return [...read.values()];
    const last = told.at(-1)?.submittedAt;
    // A page that tells nothing new would be the next one for ever.
    if (read.size === before || !last) break;
    // Another of the same millisecond may be on the next page.
    from = plus(last.getTime() as Instant, -1);
  }
  throw new RangeError(`${read.size} orders, and no way to the others`);
}

/** An order by the id it was sent with; undefined if it is not there. */
export async function orderNamed(
  { alpaca, requests }: Pick<Access, "alpaca" | "requests">,
  clientOrderId: string,
  urgent = false,
): Promise<WireOrder | undefined> {
  try {
    const { orders } = alpaca.trading;
    const told = await requests.get(
      (init) => orders.getOrderByClientOrderId({ clientOrderId }, init),
      urgent,
    );
    const order = orderIn(told);
    if (order.clientOrderId === clientOrderId) return order;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  throw new RangeError(`another order was told than ${clientOrderId}`);
}
