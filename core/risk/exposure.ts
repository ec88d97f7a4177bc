/** All that the gate and the sizing look at besides the ticket. @module */
import type { OrderSide, Phase } from "../market/market.ts";
import type { Money, Price } from "../money.ts";
import type { Instant } from "../time.ts";
import type { TradingState } from "../trading/cycle.ts";

/** What the market and the books say of one symbol at one moment. */
export interface Exposure {
  at: Instant;
  tradingState: TradingState;
  /** Is this year's calendar known? */
  calendarCovered: boolean;
  phase: Phase;
  /** Until the session ends; NaN outside one. */
  toCloseMinutes: number;
  inUniverse: boolean;
  /** Why the venue cannot be reached; null while it can. */
  venueDown: string | null;
  /** Since any bar came while the session was open, at the market's pace. */
  feedSilentMs: number;
  /** Does the venue hold shares of this symbol that are not ours? */
  orphaned: boolean;
  lotSize: number;
  /** Price steps at this price and date, in millionths. */
  tickSize: number;
  /** Last trade; null when none is known. */
  lastPrice: Price | null;
  /** Age of that trade. */
  quoteAgeMs: number;
  /** Close of the last full session in millionths; NaN unknown. */
  priorClose: number;
  /** Mean shares per session over 20 sessions; NaN unknown. */
  averageDailyVolume: number;
  /** Open positions, orphans, and entries that may yet become one, other symbols included. */
  positions: number;
  /** Is this symbol among them? */
  symbolHeld: boolean;
  /** Value of this symbol, held, orphaned or on order. */
  symbolValue: Money;
  /** Value of every symbol, held, orphaned or on order. */
  grossValue: Money;
  /** Cash less what working buys may still take. */
  freeCash: Money;
  /** Shares held less every exit that may still fill, an unknown one in full. */
  exitableQuantity: number;
  /** Orders of this symbol whose fate nobody knows. */
  unknownOrders: number;
  /** Protective stops apart: they rest, and only reduce. */
  openOrders: number;
  /** Working orders of this symbol by side. */
  workingBuys: number;
  workingSells: number;
  ordersLastMinute: number;
  ordersThisSession: number;
  symbolOrdersThisSession: number;
  /** Orders of this symbol this session, for finding one sent twice. */
  recent: readonly { side: OrderSide; quantity: number; at: Instant }[];
  /** Symbols that are held and have no price. */
  unpriced: readonly string[];
  /** Equity now less equity at the session's opening. */
  dayPnl: Money;
  /** Further loss if every stop were hit now, working entries included. */
  openRisk: Money;
  /** Further loss if this ticket fills and its stop is hit, per share. */
  riskPerShare: Money;
  /** Stop-outs and rejections this session. */
  mishaps: number;
}
