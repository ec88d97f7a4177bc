/** What a replay came to, in a shape that can be compared and read. @module */
import type { Bars } from "./bars.ts";
import type { Outcome } from "./loop.ts";

/** Orders and trades in words, so that a difference can be read. */
export interface Told {
  orders: object[];
  trades: object[];
  cash: number;
}

/** The same of what the reference did. */
export function asTold({ orders, holdings, cash }: Outcome): Told {
  return {
    orders: orders.map((order) => ({
      at: order.at,
      symbol: order.symbol,
      side: order.purpose === "entry" ? "buy" : "sell",
      purpose: order.purpose,
      trigger: order.trigger,
      quantity: order.quantity,
      limit: order.limit,
      status: order.status,
      filled: order.filled,
      value: order.value,
      fees: order.fees,
    })),
    trades: holdings.map((holding) => ({
      symbol: holding.symbol,
      openedAt: holding.openedAt,
      closedAt: holding.closedAt,
      quantity: holding.bought,
      realized: holding.realized,
      fees: holding.fees,
    })),
    cash,
  };
}

interface Columns
  extends Record<Exclude<keyof Bars, "symbol">, ArrayLike<number>> {
  symbol: string;
  length: number;
}

/** Columns of a parsed file as plain arrays. */
export function plain(series: Columns): Bars {
  const { symbol, length } = series;
  const column = (values: ArrayLike<number>) =>
    Array.from(values).slice(0, length);
  return {
    symbol,
    at: column(series.at),
    open: column(series.open),
    high: column(series.high),
    low: column(series.low),
    close: column(series.close),
    volume: column(series.volume),
  };
}
