/** The doors of a desk that stands inside the practice exchange. @module */
import type { Market } from "../market/market.ts";
import { localDate } from "../market/sessions.ts";
import type {
  Broker,
  BrokerAccount,
  Desk,
  VenueDay,
  VenuePosition,
} from "../ports.ts";
import type { ApprovedOrder } from "../risk/gate.ts";
import type { ListedOrder } from "../trading/order.ts";
import type { Exchange } from "./exchange.ts";
import { freeShares } from "./venue_rules.ts";
import type { OrderRecord, VenueOrder } from "./working.ts";

/** Clock, market data and broker over one exchange, in process. */
export function doorsOf(
  exchange: Exchange,
  market: Market,
): Pick<Desk, "clock" | "data" | "broker"> {
  const { symbols } = exchange;
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
      // A tape is whole: what is not on it was not traded.
      feed: () => ({ seen: symbols.length, of: symbols.length, silentMs: 0 }),
      refresh: () => Promise.resolve(),
    },
    broker: brokerOf(exchange, market),
  };
}

function brokerOf(exchange: Exchange, market: Market): Broker {
  const { venue } = exchange;
  return {
    capabilities: { stops: false, fillsPushed: true },
    submit: (order) =>
      Promise.resolve(venue.submit(placed(order), exchange.now)),
    cancel: (id) => Promise.resolve(venue.cancel(id, exchange.now)),
    reports: () => Promise.resolve(venue.takeNews()),
    find: (id) => Promise.resolve(venue.reportOf(id)),
    account: () => Promise.resolve(accountOf(exchange, market)),
    orders: () => Promise.resolve(ordersOf(exchange, market)),
    standing: () => ({ connected: true, reason: null, reconnects: 0 }),
    day: async (date) => dayOf(exchange, market, date),
  };
}

function placed(order: ApprovedOrder): VenueOrder {
  const { id, symbol, side, quantity, type, limitPrice, stopPrice } = order;
  const goodTill = type === "stop" ? "cancelled" : "day";
  return { id, symbol, side, quantity, type, limitPrice, stopPrice, goodTill };
}

function accountOf(
  { venue }: Exchange,
  { id, currency }: Market,
): BrokerAccount {
  const positions = new Map<string, VenuePosition>();
  for (const [symbol, quantity] of venue.holdings) {
    if (quantity === 0) continue;
    const available = freeShares(symbol, venue);
    // What was paid for them is the books' business in a replay.
    positions.set(symbol, { quantity, available, cost: null });
  }
  const { cash } = venue;
  return { account: `PRACTICE-${id}`, currency, cash, positions };
}

/** Orders are sent in a session, so those of today came after its open. */
function ordersOf({ venue, now }: Exchange, market: Market): ListedOrder[] {
  const session = market.sessionOn(localDate(market, now));
  return venue.ordersSince(session?.open ?? now).map(listed);
}

function listed({ order, report }: OrderRecord): ListedOrder {
  const { symbol, side, quantity, type } = order;
  return { ...report, symbol, side, quantity, type };
}

function dayOf({ now }: Exchange, market: Market, date: string): VenueDay {
  const session = market.sessionOn(date);
  if (!session) return { hours: null, now };
  const { open, close, lunch } = session;
  return { hours: { open, close, lunch }, now };
}

function* chartsOf(exchange: Exchange) {
  for (const symbol of exchange.symbols) {
    const chart = exchange.chart(symbol);
    if (chart) yield chart;
  }
}
