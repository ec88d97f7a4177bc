/** What Alpaca lets trade. @module */
import { z } from "zod";
import type { Access } from "./client.ts";
import { asked, isNotFound } from "./failure.ts";

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
  access: Omit<Access, "now">,
  wanted: readonly string[] | null,
): Promise<string[]> {
  const { alpaca, requests, market } = access;
  const query = { status: "active", assetClass: "us_equity" };
  const assets = await asked("list assets", async () => {
    const found = wanted
      ? await each(wanted, (symbol) => assetOf(access, symbol))
      : await requests.get((init) =>
        alpaca.trading.assets.getV2Assets(query, init)
      );
    return found.flatMap((asset) => asset ? [WireAsset.parse(asset)] : []);
  });
  return assets
    .filter(({ status, tradable }) => status === "active" && tradable)
    .flatMap(({ symbol }) => market.symbolOf(symbol) ?? [])
    .sort();
}

async function assetOf(
  { alpaca, requests }: Omit<Access, "now">,
  symbolOrAssetId: string,
) {
  const { assets } = alpaca.trading;
  try {
    return await requests.get((init) =>
      assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId }, init)
    );
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
