/** OpenD's numbers for what we ask of it. Paper alone: the real environment has no name here. @module */
import type { OrderSide } from "../../../market/market.ts";

/** TrdEnv_Simulate. */
export const PAPER = 0;
/** SimAccType_Stock: trades securities, and nothing else. */
export const STOCK_ACCOUNT = 1;
/** Hong Kong as TrdMarket, TrdSecMarket and QotMarket. */
export const HONG_KONG = 1;
export const HKD = 1;

export const SIDE = { buy: 1, sell: 2 } as const;
/** TrdSide as it comes: short sales are sales, buying back is buying. */
export const SIDES: ReadonlyMap<number, OrderSide> = new Map([
  [1, "buy"],
  [2, "sell"],
  [3, "sell"],
  [4, "buy"],
]);
/** OrderType_Normal, in Hong Kong an enhanced limit order; and of the others what has a word here. */
export const ORDER_TYPE = { limit: 1, market: 2, stop: 10 } as const;
/** TimeInForce_DAY, the only one on paper. */
export const DAY = 0;
/** ModifyOrderOp_Cancel. */
export const CANCEL = 2;
/** OrderStatus, of those after which nothing can happen any more. */
export const ENDED_STATUSES: ReadonlySet<number> = new Set([
  3,
  11,
  14,
  15,
  21,
  22,
  23,
  24,
]);
/** PositionSide_Short. */
export const SHORT = 1;

/** SecurityType: shares, and trusts, which are funds. */
export const SHARES_AND_FUNDS: readonly number[] = [3, 4];
/** RehabType_None: prices as they were traded. */
export const UNADJUSTED = 0;
/** SubType_KL_1Min. */
export const MINUTE_LINES = 11;
/** KLType of a minute, and by length in milliseconds. */
export const MINUTE_LINE = 1;
export const LINE_TYPES: ReadonlyMap<number, number> = new Map([
  [60_000, MINUTE_LINE],
  [300_000, 6],
]);
/** QotRight_Bmp and QotRight_No: with these nothing can be subscribed. */
export const NO_PUSHES: readonly number[] = [1, 5];
/** TradeDateType: the morning, or the afternoon, alone. */
export const MORNING_ONLY = 1;
export const AFTERNOON_ONLY = 2;
