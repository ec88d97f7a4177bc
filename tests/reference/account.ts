/** Orders and holdings of one trader: books and venue in one, for here they cannot differ. @module */
import type { Sight } from "./sight.ts";
import type { TraderFacts } from "./traders.ts";

export interface Order {
  at: number;
  /** Exchange-local date: orders are good for the day. */
  date: string;
  symbol: string;
  purpose: "entry" | "exit";
  trigger: string;
  quantity: number;
  limit: number;
  status: "working" | "filled" | "cancelled" | "expired" | "rejected";
  filled: number;
  value: number;
  fees: number;
  cancelAskedAt: number | null;
  /** Relative volume when an entry was decided, in millionths; null unknown. */
  entryVolume: number | null;
  /** Of an exit from the start, of an entry from its first fill. */
  holding: Holding | undefined;
}

export interface Holding {
  symbol: string;
  openedAt: number;
  closedAt: number | null;
  quantity: number;
  /** Shares ever bought. */
  bought: number;
  cost: number;
  realized: number;
  fees: number;
  /** Best price seen since entry. */
  high: number;
  entryVolume: number | null;
  /** By how much a review has tightened the stop, as a ratio of cost. */
  tightened: number;
  reviews: number;
  reviewedBars: number;
  /** Date whose review let it stay over night: the clock rules do not ask it on that day. */
  stays: string;
}

export interface Account {
  facts: TraderFacts;
  cash: number;
  /** Of this session. */
  orders: Order[];
  /** Open, or opened in this session; in the order in which they were opened. */
  holdings: Holding[];
  /** All there ever were. */
  everyOrder: Order[];
  everyHolding: Holding[];
  /** Exits only, for the day's limit is used. */
  reducing: boolean;
  startingEquity: number;
}

/** Where and when something is decided. */
export interface Moment {
  at: number;
  date: string;
  close: number;
  sightOf: (symbol: string) => Sight | undefined;
}

export function openHoldings({ holdings }: Account): Holding[] {
  return holdings.filter(({ closedAt }) => closedAt === null);
}

export function workingOrders({ orders }: Account): Order[] {
  return orders.filter(({ status }) => status === "working");
}

export function equityOf(account: Account, { sightOf }: Moment): number {
  let equity = account.cash;
  for (const { symbol, quantity } of openHoldings(account)) {
    equity += quantity * sightOf(symbol)!.price;
  }
  return equity;
}

export function dayResultOf(account: Account, moment: Moment): number {
  return equityOf(account, moment) - account.startingEquity;
}
