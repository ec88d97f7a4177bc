/** OpenD's numbers for what we ask of it. Paper alone: the real environment has no name here. @module */

/** TrdEnv_Simulate. */
export const PAPER = 0;
/** SimAccType_Stock: trades securities, and nothing else. */
export const STOCK_ACCOUNT = 1;
/** Hong Kong as TrdMarket, TrdSecMarket and QotMarket. */
export const HONG_KONG = 1;
export const HKD = 1;

export const SIDE = { buy: 1, sell: 2 } as const;
/** OrderType_Normal: in Hong Kong an enhanced limit order. */
export const LIMIT = 1;
/** TimeInForce_DAY, the only one on paper. */
export const DAY = 0;
/** ModifyOrderOp_Cancel. */
export const CANCEL = 2;
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
