/** When and how one market trades, as data. @module */
import type { Money, Price } from "../money.ts";
import type { Instant } from "../time.ts";
import type { Universe } from "./universe.ts";

export type MarketId = "US" | "HKEX";
/** What an instant is, on that market's own clock. */
export type Phase =
  | "closed"
  | "pre"
  | "auction"
  | "regular"
  | "lunch"
  | "post";
export type OrderSide = "buy" | "sell";

/** One trading day of one market. */
export interface Session {
  market: MarketId;
  /** Exchange-local date, ISO 8601. */
  date: string;
  open: Instant;
  close: Instant;
  /** Null where the market trades through, and on half-days. */
  lunch: { start: Instant; end: Instant } | null;
  /** Ends before the market's usual close. */
  halfDay: boolean;
}

export interface Market {
  id: MarketId;
  /** IANA zone of every local time and date. */
  timezone: string;
  currency: "USD" | "HKD";
  /** The securities its agents choose from. */
  universe: Universe;
  /** Years whose closures are known; outside them nothing trades. */
  years: { first: number; last: number };
  /** The session of an exchange-local date; undefined on a day without one. */
  sessionOn(date: string): Session | undefined;
  phaseAt(at: Instant): Phase;
  /** One spelling per security: "700.HK" → "0700". Undefined if it is none. */
  symbolOf(text: string): string | undefined;
  /** Code of the exchange a security is listed on; undefined when not known. */
  exchangeOf(symbol: string): string | undefined;
  /**
   * Price step at `price` on a local date, in millionths.
   *
   * @param symbol Whose own step counts too, where its venue has told one.
   */
  tickAt(price: Price, date: string, symbol?: string): number;
  /** Shares per board lot; undefined when not known, and then not traded. */
  lotOf(symbol: string): number | undefined;
  /**
   * All fees on one order that has traded `quantity` shares for `value`, in
   * total, so that minimums and per-order charges count once.
   */
  feesOf(
    side: OrderSide,
    value: Money,
    quantity: number,
    date: string,
  ): Money;
}
