/** Well-known names to generate bars for: data, plausible but not quotes. @module */
import type { MarketId } from "../market/market.ts";

export interface Listing {
  symbol: string;
  /** Where its walk begins, in whole units of currency. */
  price: number;
  /** Deviation of one day's change, as a ratio. */
  dailyMove: number;
  /** Shares on an ordinary day. */
  dailyVolume: number;
  /** Share of minutes without a trade around noon, below 0.7. */
  thinness: number;
}

/** Symbol, price, daily move, daily volume in thousands of shares, thinness. */
type Row = [string, number, number, number, number];

const US: Row[] = [
  ["AAPL", 225, 0.016, 50_000, 0],
  ["MSFT", 420, 0.015, 20_000, 0],
  ["NVDA", 130, 0.032, 250_000, 0],
  ["AMZN", 200, 0.019, 40_000, 0],
  ["GOOGL", 175, 0.018, 28_000, 0],
  ["META", 580, 0.022, 14_000, 0],
  ["TSLA", 260, 0.036, 95_000, 0],
  ["AMD", 140, 0.031, 45_000, 0],
  ["JPM", 230, 0.014, 9_000, 0.02],
  ["XOM", 115, 0.015, 15_000, 0.02],
  ["KO", 65, 0.009, 14_000, 0.05],
  ["F", 11, 0.02, 55_000, 0.1],
];

const HKEX: Row[] = [
  ["0700", 400, 0.021, 20_000, 0],
  ["9988", 85, 0.028, 80_000, 0],
  ["0005", 70, 0.013, 15_000, 0.05],
  ["1299", 60, 0.022, 25_000, 0.02],
  ["0388", 300, 0.021, 6_000, 0.15],
  ["0939", 6, 0.013, 250_000, 0.02],
  ["1398", 5, 0.013, 200_000, 0.02],
  ["3690", 160, 0.033, 30_000, 0],
  ["1810", 30, 0.03, 120_000, 0],
  ["2318", 45, 0.022, 35_000, 0.02],
  ["0941", 75, 0.012, 18_000, 0.1],
  ["3988", 3.8, 0.012, 250_000, 0.05],
];

const LISTINGS: ReadonlyMap<MarketId, readonly Listing[]> = new Map([
  ["US", US.map(listing)],
  ["HKEX", HKEX.map(listing)],
]);

/** Twelve well-known names of a market, to be taken first; none of a new one. */
export function listingsOf(market: MarketId): readonly Listing[] {
  return LISTINGS.get(market) ?? [];
}

function listing([symbol, price, dailyMove, thousands, thinness]: Row) {
  const dailyVolume = thousands * 1_000;
  return { symbol, price, dailyMove, dailyVolume, thinness };
}
