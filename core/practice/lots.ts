/** Board lots given beside the bars, for symbols the market does not list. @module */
import type { Market } from "../market/market.ts";

/**
 * Reads `symbol,lot` rows under that header: shares per board lot by symbol.
 *
 * @throws {RangeError} If a line is something else; names the line.
 */
export function parseLots(text: string, market: Market): Map<string, number> {
  const lots = new Map<string, number>();
  const [header = "", ...rows] = text.trim().split(/\r?\n/);
  if (header.toLowerCase().replaceAll(" ", "") !== "symbol,lot") {
    throw new RangeError(`Cannot read lots: line 1 is "${header}"`);
  }
  for (const [i, row] of rows.entries()) {
    const [name = "", size = "", ...more] = row.split(",");
    const symbol = market.symbolOf(name.trim());
    const lot = /^\s*[1-9]\d{0,6}\s*$/.test(size) ? Number(size) : 0;
    if (!symbol || lot === 0 || more.length > 0 || lots.has(symbol)) {
      throw new RangeError(`Cannot read lots: line ${i + 2} is "${row}"`);
    }
    lots.set(symbol, lot);
  }
  return lots;
}
