/** Bars of the past, page by page. @module */
import type { Bar } from "../../../market/bar.ts";
import type { Market } from "../../../market/market.ts";
import { MINUTE_MS } from "../../../time.ts";
import type { HistoryQuery } from "../link.ts";
import { barOf } from "./bar.ts";
import { FEED } from "./address.ts";
import { asked } from "./failure.ts";
import type { Alpaca } from "./sdk.ts";

/** Symbols in one request, so that its URL stays short. */
const BATCH = 50;
/** Bars in one answer: Alpaca gives five times as many, which costs 15 MB more. */
const PAGE = 2_000;

/**
 * Full bars of regular hours in [from, to), oldest first per symbol.
 *
 * @throws {BrokerUnavailable} If a page could not be read.
 */
export async function* barsOf(
  { marketData }: Alpaca,
  market: Market,
  { symbols, from, to, barMs }: HistoryQuery,
): AsyncGenerator<[symbol: string, bar: Bar]> {
  for (let i = 0; i < symbols.length; i += BATCH) {
    const batch = symbols.slice(i, i + BATCH).join(",");
    let pageToken: string | undefined;
    do {
      const page = await asked(`read bars of ${batch}`, async () => {
        const { bars, nextPageToken } = await marketData.stocks.stockBars({
          symbols: batch,
          timeframe: `${barMs / MINUTE_MS}Min`,
          start: new Date(from),
          end: new Date(to),
          limit: PAGE,
          feed: FEED,
          // A split within the window would look like a crash.
          adjustment: "split",
          sort: "asc",
          ...pageToken === undefined ? {} : { pageToken },
        });
        const read = Object.entries(bars ?? {}).map(([symbol, wire]) =>
          [symbol, wire.map((bar) => barOf(bar, barMs))] as const
        );
        return { read, nextPageToken };
      });
      for (const [symbol, bars] of page.read) {
        for (const bar of bars) {
          // The last bar may still be growing, and nights have bars too.
          const full = bar.at + barMs <= to;
          if (full && market.phaseAt(bar.at) === "regular") yield [symbol, bar];
        }
      }
      pageToken = page.nextPageToken ?? undefined;
    } while (pageToken !== undefined);
  }
}
