/** Trd_GetOrderList: today's, and what still works; Trd_GetHistoryOrderList: any day's. @module */
import { z } from "zod";
import { instantOf } from "../../../core/adapters/brokers/opend/local_time.ts";
import { localDate } from "../../../core/market/sessions.ts";
import type { Instant } from "../../../core/time.ts";
import type { Floor, PlacedOrder } from "../floor.ts";
import { HEADER, Header } from "./account.ts";
import { type Ask, reading, Refusal } from "./ask.ts";
import { isWorking, orderView } from "./order_view.ts";

/** TrdMarket_HK; elsewhere nothing was ordered. */
const HONG_KONG = 1;
/** Orders in one answer, so that it stays within a frame. */
const ORDERS_MAX = 10_000;

/** An empty list filters nothing. */
const Filter = z.object({
  codeList: z.array(z.string()).default([]),
  idList: z.array(z.string()).default([]),
  orderIDExList: z.array(z.string()).default([]),
  filterMarket: z.int().default(HONG_KONG),
  beginTime: z.string().optional(),
  endTime: z.string().optional(),
}).prefault({});
type Filter = z.output<typeof Filter>;

const Query = z.object({
  header: Header,
  filterConditions: Filter,
  filterStatusList: z.array(z.int()).default([]),
  refreshCache: z.boolean().default(false),
});
type Query = z.output<typeof Query>;

export const listOrders = reading(Query, (ask) => {
  const { gateway, floor, c2s } = ask;
  // What it has already, OpenD gives as often as it is asked.
  if (c2s.refreshCache) gateway.limits.take("refreshes");
  const today = localDate(floor.market, floor.now());
  const isOfToday = ({ submittedAt }: PlacedOrder) =>
    localDate(floor.market, submittedAt) === today;
  const orders = floor.orders().filter((order) =>
    isWorking(order) || isOfToday(order)
  );
  return answer(ask, orders);
});

export const listOrdersBefore = reading(Query, (ask) => {
  const { floor, c2s } = ask;
  const { beginTime, endTime } = c2s.filterConditions;
  if (beginTime === undefined || endTime === undefined) {
    throw new Refusal("History needs beginTime and endTime");
  }
  return answer(ask, floor.orders());
});

function answer(
  { gateway: { mischief }, floor, c2s }: Ask<Query>,
  orders: readonly PlacedOrder[],
) {
  const { filterConditions, filterStatusList } = c2s;
  const { codeList, idList, orderIDExList, filterMarket } = filterConditions;
  const within = withinTimes(floor, filterConditions);
  // The newest is what is looked for.
  const missed = orders.length > 0 && mischief.happens("lookup_miss");
  const known = filterMarket !== HONG_KONG
    ? []
    : missed
    ? orders.slice(0, -1)
    : orders;
  const orderList = known
    .filter(({ submittedAt }) => within(submittedAt))
    .map((order) => orderView(floor, order))
    .filter((order) =>
      takes(codeList, order.code) && takes(idList, order.orderID) &&
      takes(orderIDExList, order.orderIDEx) &&
      takes(filterStatusList, order.orderStatus)
    );
  if (orderList.length > ORDERS_MAX) {
    throw new Refusal(`${orderList.length} orders are too many for one answer`);
  }
  return { header: HEADER, orderList };
}

function takes<T>(list: readonly T[], one: T): boolean {
  return list.length === 0 || list.includes(one);
}

/** @throws {Refusal} If a time is none. */
function withinTimes(
  { market: { timezone } }: Floor,
  { beginTime, endTime }: Filter,
): (at: Instant) => boolean {
  const [begin = -Infinity, end = Infinity] = [beginTime, endTime].map(
    (text) => {
      if (text === undefined) return;
      const at = instantOf(timezone, text);
      if (at === undefined) throw new Refusal(`"${text}" is no time`);
      return at;
    },
  );
  return (at) => at >= begin && at <= end;
}
