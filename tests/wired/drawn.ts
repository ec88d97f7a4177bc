/** Prices as the venue has them, with a pattern to enter in every symbol. @module */
import type { VenueLink } from "../../core/adapters/brokers/link.ts";
import { MILLION } from "../../core/money.ts";
import type { MarketData } from "../../core/ports.ts";
import type { Chart } from "../../core/setups/setup.ts";
import type { Instant } from "../../core/time.ts";
import { chartOf, path, technicalsOf } from "../charts.ts";

/** A pattern that may be entered at the price it ends at, drawn at 105. */
const FLAG = path(100, [100, 49], [106, 8], [105.5, 1], [104, 5]);
const DRAWN_AT = 105;

export function drawn(
  symbols: readonly string[],
  link: Pick<VenueLink, "prices">,
  now: () => Instant,
): MarketData {
  return {
    universe: () => symbols,
    feed: () => ({ seen: symbols.length, of: symbols.length, silentMs: 0 }),
    refresh: async () => {},
    async snapshots(wanted) {
      const prices = await link.prices(wanted);
      return new Map([...prices].map(([symbol, { price }]) => {
        const known = technicalsOf({ priorClose: price / MILLION });
        const technicals = { ...known, averageDailyVolume: 10_000_000 };
        return [symbol, { symbol, price, technicals, at: now() }];
      }));
    },
    async charts() {
      const prices = await link.prices(symbols);
      return [...prices].map(([symbol, { price }]): Chart => {
        const scale = price / MILLION / DRAWN_AT;
        const closes = FLAG.map((close) => close * scale);
        const known = { priorClose: 100 * scale };
        return chartOf({ symbol, closes, price: DRAWN_AT * scale, known });
      });
    },
  };
}
