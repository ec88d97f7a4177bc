/** How much one agent may risk, as data. @module */
import type { Money } from "../money.ts";

/** Amounts in the agent's currency; ratios are plain numbers, 0.03 is 3 %. */
export interface Limits {
  /** Open positions, and entries that may yet become one. */
  maxPositions: number;
  /** Value of one symbol, working entries included. */
  maxPositionValue: Money;
  /** Value of everything held, working entries included. */
  maxGrossValue: Money;
  /** Loss of a session, realized and unrealized, fees included. */
  maxDayLoss: Money;
  /** May it sell what it does not hold? */
  allowShort: boolean;
  maxOpenOrders: number;
  maxOrdersPerMinute: number;
  maxOrdersPerSession: number;
  maxOrdersPerSymbol: number;
  /** Stop-outs and rejections in one session that stop new entries. */
  maxMishaps: number;
  /** Largest share of the 20-session average volume in one order. */
  maxVolumeShare: number;
  /** Farthest a limit price may lie from the last price. */
  priceCollar: number;
  /** Largest move from the prior close that needs no explanation. */
  maxMove: number;
  maxQuoteAgeMs: number;
}
