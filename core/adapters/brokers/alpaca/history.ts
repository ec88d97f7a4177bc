/** Bars of the past, page by page. @module */
import type { Bar } from "../../../market/bar.ts";
import { MINUTE_MS } from "../../../time.ts";
import type { HistoryQuery } from "../link.ts";
import { FEED } from "./address.ts";
import { barOf } from "./bar.ts";
import type { Access } from "./client.ts";
import { asked } from "./failure.ts";

/** Symbols in one request, so that its URL stays short. */
const BATCH = 50;
/** Bars in one answer: Alpaca gives five times as many, which costs 15 MB more. */
const PAGE = 2_000;

type Told = [symbol: string, bar: Bar];

/**
 * Full bars of regular hours in [from, to), oldest first per symbol.
 *
 * @throws {BrokerUnavailable} If a page could not be read.
 */
export async function* barsOf(
  access: Omit<Access, "now">,
  { symbols, from, to, barMs }: HistoryQuery,
): AsyncGenerator<Told> {
  for (let i = 0; i < symbols.length; i += BATCH) {
    const batch = symbols.slice(i, i + BATCH).join(",");
    let pageToken: string | undefined;
    do {
      const page: Page = await asked(
        `read bars of ${batch}`,
        () => pageOf(access, { batch, from, to, barMs, pageToken }),
      );
      for (const [symbol, bar] of page.bars) {
        // The last bar may still be growing, and nights have bars too.
        const full = bar.at >= from && bar.at + barMs <= to;
        if (full && access.market.phaseAt(bar.at) === "regular") {
          yield [symbol, bar];
        }
      }
      pageToken = page.next;
    } while (pageToken !== undefined);
  }
}

interface Page {
  bars: Told[];
  next: string | undefined;
}

async function pageOf(
  { alpaca, requests }: Omit<Access, "now">,
  { batch, from, to, barMs, pageToken }: Omit<HistoryQuery, "symbols"> & {
    batch: string;
    pageToken: string | undefined;
  },
): Promise<Page> {
  const { bars, nextPageToken } = await requests.get((init) =>
    alpaca.marketData.stocks.stockBars({
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
    }, init)
  );
  if (nextPageToken && nextPageToken === pageToken) {
    throw new RangeError("a page that is followed by itself");
  }
  const told = Object.entries(bars ?? {}).flatMap(([symbol, wire]) =>
    wire.map((bar): Told => [symbol, barOf(bar, barMs)])
  );
  return { bars: told, next: nextPageToken ?? undefined };
}
