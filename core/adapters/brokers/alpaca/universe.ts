/** What Alpaca lets trade. @module */
import { z } from "zod";
import type { Market } from "../../../market/market.ts";
import { asked, isNotFound } from "./failure.ts";
import type { Alpaca } from "./sdk.ts";

/** Requests under way at once. */
const AT_ONCE = 4;

const WireAsset = z.object({
  symbol: z.string(),
  status: z.string(),
  tradable: z.boolean(),
});

/**
 * Of `wanted`, or of everything listed when it is null, what is active and
 * tradable; sorted. The full list is 11,000 long on the real host, so what is
 * wanted is asked for one by one.
 *
 * @throws {BrokerUnavailable} If nothing could be read.
 */
export async function tradableOf(
  { trading }: Alpaca,
  market: Market,
  wanted: readonly string[] | null,
): Promise<string[]> {
  const found = await asked("list assets", async () => {
    if (wanted) return await each(wanted, (symbol) => assetOf(trading, symbol));
    return await trading.assets.getV2Assets({
      status: "active",
      assetClass: "us_equity",
    });
  });
  const assets = found.flatMap((asset) =>
    asset ? [WireAsset.parse(asset)] : []
  );
  return assets
    .filter(({ status, tradable }) => status === "active" && tradable)
    .flatMap(({ symbol }) => market.symbolOf(symbol) ?? [])
    .sort();
}

async function assetOf(trading: Alpaca["trading"], symbol: string) {
  try {
    return await trading.assets.getV2AssetsSymbolOrAssetId({
      symbolOrAssetId: symbol,
    });
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
}

/** The answers of `ask`, in the order of `list`. */
async function each<A, B>(
  list: readonly A[],
  ask: (one: A) => Promise<B>,
): Promise<B[]> {
  const answers: B[] = [];
  for (let i = 0; i < list.length; i += AT_ONCE) {
    answers.push(...await Promise.all(list.slice(i, i + AT_ONCE).map(ask)));
  }
  return answers;
}
