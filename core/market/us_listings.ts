/** Where the US universe is listed, drawn up by hand on 2026-11-22. @module */
import { US_UNIVERSE } from "./us_universe.ts";

/** Of the universe; the rest of it is listed on NYSE. Walmart moved on 2025-12-09. */
const NASDAQ: readonly string[] = [
  ...["AAPL", "ADBE", "AMD", "AMZN", "AVGO", "COST", "CSCO", "GOOGL", "INTC"],
  ...["META", "MSFT", "MU", "NFLX", "NVDA", "PEP", "PLTR", "QCOM", "TSLA"],
  "WMT",
];

/** Exchange code as in table `exchanges`; undefined outside the universe: never guessed. */
export function usExchange(symbol: string): "NYSE" | "NASDAQ" | undefined {
  if (!US_UNIVERSE.symbols.includes(symbol)) return;
  return NASDAQ.includes(symbol) ? "NASDAQ" : "NYSE";
}
