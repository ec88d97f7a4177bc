/** Last prices, as one exchange has traded. @module */
import { z } from "zod";
import { vendorPrice } from "../../../market/vendor_price.ts";
import type { Instant } from "../../../time.ts";
import type { LastPrice } from "../link.ts";
import { FEED } from "./address.ts";
import type { Access } from "./client.ts";
import { asked, isMissing } from "./failure.ts";

/** Symbols in one request, so that its URL stays short. */
const BATCH = 50;

const Trade = z.object({ p: z.number(), t: z.string() });
const LatestTrades = z.object({
  trades: z.record(z.string(), z.unknown()).nullish(),
});
const Snapshots = z.record(
  z.string(),
  z.object({ latestTrade: z.unknown() }).nullish(),
);

/**
 * By our symbol. What has not traded on that exchange, or at what is no price,
 * is left out: it is not known.
 *
 * @throws {BrokerUnavailable} If nothing could be read.
 */
export async function pricesOf(
  access: Omit<Access, "now">,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, LastPrice>> {
  const prices = new Map<string, LastPrice>();
  for (let i = 0; i < symbols.length; i += BATCH) {
    const batch = symbols.slice(i, i + BATCH);
    const trades = await asked(
      "read prices",
      () => tradesOf(access, batch.join(",")),
    );
    for (const [symbol, told] of Object.entries(trades)) {
      const ours = access.market.symbolOf(symbol) ?? symbol;
      const price = lastPriceOf(told);
      if (price && batch.includes(ours)) prices.set(ours, price);
    }
  }
  return prices;
}

/** Latest trades, or those of the snapshots where a server has nothing else. */
async function tradesOf(
  { alpaca, requests }: Omit<Access, "now">,
  symbols: string,
): Promise<Record<string, unknown>> {
  const { stocks } = alpaca.marketData;
  const query = { symbols, feed: FEED } as const;
  try {
    return await requests.get(async (init) => {
      const answer = await stocks.stockLatestTradesRaw(query, init);
      return LatestTrades.parse(await answer.raw.json()).trades ?? {};
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const told = await requests.get(async (init) => {
    const answer = await stocks.stockSnapshotsRaw(query, init);
    return Snapshots.parse(await answer.raw.json());
  });
  return Object.fromEntries(
    Object.entries(told).map(([symbol, one]) => [symbol, one?.latestTrade]),
  );
}

function lastPriceOf(told: unknown): LastPrice | undefined {
  const { data } = Trade.safeParse(told);
  const at = new Date(data?.t ?? NaN).getTime();
  if (!data || !Number.isInteger(at)) return undefined;
  try {
    return { price: vendorPrice(data.p), at: at as Instant };
  } catch {
    return undefined; // no price, so it is not known
  }
}
