/** The doors of a desk that stands inside the practice exchange. @module */
import type { Market } from "../market/market.ts";
import type { BrokerAccount, Desk } from "../ports.ts";
import type { Exchange } from "./exchange.ts";

/** Clock, market data and broker over one exchange, in process. */
export function doorsOf(
  exchange: Exchange,
  market: Market,
): Pick<Desk, "clock" | "data" | "broker"> {
  const { venue, symbols } = exchange;
  return {
    clock: {
      now: () => exchange.now,
      until: (at) => Promise.resolve(exchange.advance(at)),
    },
    data: {
      universe: () => symbols,
      snapshots: (wanted) =>
        Promise.resolve(
          new Map(wanted.flatMap((symbol) => {
            const snapshot = exchange.snapshot(symbol);
            return snapshot ? [[symbol, snapshot]] : [];
          })),
        ),
      charts: () => Promise.resolve(chartsOf(exchange)),
    },
    broker: {
      submit: (order) => Promise.resolve(venue.submit(order, exchange.now)),
      cancel: (id) => Promise.resolve(venue.cancel(id, exchange.now)),
      reports: () => Promise.resolve(venue.takeNews()),
      find: (id) => Promise.resolve(venue.reportOf(id)),
      account: () => Promise.resolve(accountOf(exchange, market)),
    },
  };
}

function accountOf(
  { venue: { cash, holdings } }: Exchange,
  { id, currency }: Market,
): BrokerAccount {
  const held = [...holdings].filter(([, quantity]) => quantity !== 0);
  const positions = new Map(held);
  return { account: `PRACTICE-${id}`, currency, cash, positions };
}

function* chartsOf(exchange: Exchange) {
  for (const symbol of exchange.symbols) {
    const chart = exchange.chart(symbol);
    if (chart) yield chart;
  }
}
