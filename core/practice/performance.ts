/** What a replay came to: the books summed up, and whether that proves anything. @module */
import { type Money, money } from "../money.ts";
import type { RefusalCode } from "../outcome.ts";
import type { Decision } from "../trading/decision.ts";
import type { Order } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { clusteredMean, type Interval } from "./interval.ts";

/** What the books hold, as far as it is summed up. */
export interface Record {
  orders: Iterable<Order>;
  positions: Iterable<Position>;
  decisions: Iterable<Decision>;
  /** Profit of open positions at their last prices, fees excluded. */
  unrealized: Money;
}

export interface Performance {
  orders: number;
  /** Positions that were opened and closed. */
  trades: number;
  open: number;
  wins: number;
  realized: Money;
  unrealized: Money;
  fees: Money;
  /** Net result per trade in millionths, clustered by the session of its entry. */
  expectancy: Interval;
  /** Trades by the signal that ended them, most first. */
  exits: [trigger: string, trades: number, net: Money][];
  refusals: [code: RefusalCode, count: number][];
}

export function performanceOf(record: Record): Performance {
  const positions = [...record.positions];
  const orders = [...record.orders];
  const closed = positions.filter(({ status }) => status === "closed");
  const sum = (amounts: number[]) =>
    money(amounts.reduce((total, amount) => total + amount, 0));
  return {
    orders: orders.length,
    trades: closed.length,
    open: positions.length - closed.length,
    wins: closed.filter((position) => netOf(position) > 0).length,
    realized: sum(positions.map(realizedBy)),
    unrealized: record.unrealized,
    fees: sum(positions.map(({ fees }) => fees)),
    expectancy: clusteredMean(bySession(closed, orders)),
    exits: exitsOf(closed, orders),
    refusals: refusalsOf(record.decisions),
  };
}

/** Does the interval of the expectancy leave any doubt that it is above zero? */
export function hasEdge({ expectancy }: Performance): boolean {
  return expectancy.low > 0;
}

/** What a closed position earned after fees. */
export function netOf(position: Position): number {
  return realizedBy(position) - position.fees;
}

/** @throws {RangeError} If nobody knows: a replay tells every price. */
function realizedBy({ id, realizedPnl }: Position): Money {
  if (realizedPnl !== null) return realizedPnl;
  throw new RangeError(
    `Cannot sum up position ${id}: some of it left at a price nobody told`,
  );
}

function bySession(
  closed: readonly Position[],
  orders: readonly Order[],
): number[][] {
  const session = new Map(orders.map((order) => [order.id, order.session]));
  const groups = Map.groupBy(closed, ({ id }) => session.get(id)!);
  return [...groups.values()].map((group) => group.map(netOf));
}

/** A position ended by what its last exit order was sent for. */
function exitsOf(
  closed: readonly Position[],
  orders: readonly Order[],
): Performance["exits"] {
  const ended = new Map<string, string>();
  for (const order of orders) {
    if (order.purpose === "exit" && order.filledQuantity > 0) {
      ended.set(order.positionId, order.trigger);
    }
  }
  const groups = Map.groupBy(closed, ({ id }) => ended.get(id)!);
  return [...groups].map(([trigger, group]): Performance["exits"][number] => [
    trigger,
    group.length,
    money(group.reduce((net, position) => net + netOf(position), 0)),
  ]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function refusalsOf(decisions: Iterable<Decision>): Performance["refusals"] {
  const counts = new Map<RefusalCode, number>();
  for (const { refusals } of decisions) {
    for (const { code } of refusals) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
