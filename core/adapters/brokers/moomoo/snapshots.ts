/** Securities as OpenD has them at this moment: last price, price step, lot. @module */
import type { Market } from "../../../market/market.ts";
import { vendorPrice } from "../../../market/vendor_price.ts";
import type { LastPrice } from "../link.ts";
import { instantAt, instantOf } from "../opend/local_time.ts";
import { Snapshots } from "./answers.ts";
import { byHalves } from "./by_halves.ts";
import type { Line } from "./line.ts";
import { securityOf } from "./spelling.ts";

/** Codes in one request, as OpenD takes them. */
const BATCH = 400;

export interface Snapshot {
  symbol: string;
  lot: number;
  /** In millionths; null if it tells none. */
  tick: number | null;
  /** Null if it has never traded. */
  last: LastPrice | null;
}

/** @throws {Error} If it could not be read. What is not there is left out. */
export async function readSnapshots(
  line: Line,
  market: Market,
  symbols: readonly string[],
): Promise<Snapshot[]> {
  return await byHalves(symbols, BATCH, async (some) => {
    const { snapshotList } = await line.ask(
      "Qot_GetSecuritySnapshot",
      { securityList: some.map(securityOf) },
      Snapshots,
    );
    return snapshotList.flatMap(({ basic }) => {
      const symbol = market.symbolOf(basic.security.code);
      if (!symbol) return [];
      const { lotSize: lot, priceSpread } = basic;
      const tick = priceSpread > 0 ? vendorPrice(priceSpread) : null;
      return [{ symbol, lot, tick, last: lastOf(basic, market) }];
    });
  });
}

/** @throws {RangeError} If its price or its time cannot be read. */
function lastOf(
  { curPrice, updateTime, updateTimestamp }: {
    curPrice: number;
    updateTime: string;
    updateTimestamp?: number | undefined;
  },
  { timezone }: Market,
): LastPrice | null {
  if (curPrice === 0) return null;
  const at = updateTimestamp
    ? instantAt(updateTimestamp)
    : instantOf(timezone, updateTime);
  if (at !== undefined) return { price: vendorPrice(curPrice), at };
  throw new RangeError(`Cannot date price ${curPrice}: "${updateTime}"`);
}
