/** What is listed in Hong Kong, with its lots, as OpenD has it today. @module */
import type { Market } from "../../../market/market.ts";
import { StaticInfo } from "./answers.ts";
import { byHalves } from "./by_halves.ts";
import { Refused, TooOften } from "./failure.ts";
import type { Line } from "./line.ts";
import { securityOf } from "./spelling.ts";
import { HONG_KONG, SHARES_AND_FUNDS } from "./words.ts";

/** Codes in one request, as OpenD takes them. */
const BATCH = 200;

/**
 * Board lots of what is listed of `wanted`, by our symbol. It is asked for by
 * name; where that is refused, as for one unknown code, the whole market is
 * asked for, and where that is refused too, by ever fewer names.
 *
 * @param wanted Null for everything.
 * @throws {Error} If it could not be read.
 */
export async function listedLots(
  line: Line,
  market: Market,
  wanted: readonly string[] | null,
): Promise<Map<string, number>> {
  if (wanted === null) return await wholeMarket(line, market);
  const batches = Math.ceil(wanted.length / BATCH);
  const named = (symbols: readonly string[]) =>
    lotsIn(line, market, { securityList: symbols.map(securityOf) });
  const asRefused = (error: unknown) => {
    if (error instanceof Refused && !(error instanceof TooOften)) return;
    throw error;
  };
  const atOnce: [string, number][] = [];
  for (let i = 0; i < batches; i++) {
    const some = wanted.slice(i * BATCH, (i + 1) * BATCH);
    const lots = await named(some).catch(asRefused);
    if (!lots) break;
    atOnce.push(...lots);
    if (i + 1 === batches) return new Map(atOnce);
  }
  const all = await wholeMarket(line, market).catch(asRefused);
  if (!all) return new Map(await byHalves(wanted, BATCH, named));
  return new Map([...all].filter(([symbol]) => wanted.includes(symbol)));
}

async function wholeMarket(
  line: Line,
  market: Market,
): Promise<Map<string, number>> {
  const lots = new Map<string, number>();
  for (const secType of SHARES_AND_FUNDS) {
    const query = { market: HONG_KONG, secType };
    for (const [symbol, lot] of await lotsIn(line, market, query)) {
      lots.set(symbol, lot);
    }
  }
  return lots;
}

async function lotsIn(
  line: Line,
  market: Market,
  query: object,
): Promise<[symbol: string, lot: number][]> {
  const { staticInfoList } = await line.ask(
    "Qot_GetStaticInfo",
    query,
    StaticInfo,
  );
  return staticInfoList.flatMap(({ basic }) => {
    const { security, lotSize, delisting } = basic;
    const symbol = market.symbolOf(security.code);
    const listed = symbol && lotSize > 0 && !delisting;
    return listed ? [[symbol, lotSize] as [string, number]] : [];
  });
}
