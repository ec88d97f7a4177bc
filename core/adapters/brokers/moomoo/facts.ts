/** What a link tells of securities when it is asked: lots, price steps, prices, what is listed. @module */
import type { Market } from "../../../market/market.ts";
import type { LastPrice, SecurityFacts } from "../link.ts";
import { asked } from "./asked.ts";
import type { Line } from "./line.ts";
import { listedLots } from "./listed.ts";
import { readSnapshots, type Snapshot } from "./snapshots.ts";

/**
 * Lots from the list of securities and price steps from their snapshots; either
 * alone will do, without a step if need be.
 *
 * @throws {BrokerUnavailable} If neither could be read.
 */
export async function factsOf(
  line: Line,
  market: Market,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, SecurityFacts>> {
  return await asked("read securities", async () => {
    const lots = await listedLots(line, market, symbols)
      .catch((error) => error);
    const told = await readSnapshots(line, market, symbols)
      .catch((error): Snapshot[] => {
        if (lots instanceof Map) return [];
        throw error;
      });
    const shown = new Map(told.map((one) => [one.symbol, one]));
    const facts = symbols.flatMap((symbol) => {
      const tick = shown.get(symbol)?.tick ?? null;
      // Who is missing in a list that was read is not listed.
      const lot = lots instanceof Map
        ? lots.get(symbol)
        : shown.get(symbol)?.lot;
      return lot ? [[symbol, { lot, tick }] as const] : [];
    });
    return new Map(facts);
  });
}

/** @throws {BrokerUnavailable} If it could not be read. */
export async function universeOf(
  line: Line,
  market: Market,
  wanted: readonly string[] | null,
): Promise<string[]> {
  return await asked("list securities", async () => {
    const listed = await listedLots(line, market, wanted);
    const symbols = wanted ?? [...listed.keys()];
    return symbols.filter((symbol) => listed.has(symbol)).sort();
  });
}

/** @throws {BrokerUnavailable} If nothing could be read. */
export async function pricesOf(
  line: Line,
  market: Market,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, LastPrice>> {
  return await asked("read prices", async () => {
    const told = await readSnapshots(line, market, symbols);
    return new Map(
      told.flatMap(({ symbol, last }) => last ? [[symbol, last]] : []),
    );
  });
}
