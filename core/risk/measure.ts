/** From what the books and the market say to what the gate looks at. @module */
import { isCovered } from "../market/coverage.ts";
import type { Market, Session } from "../market/market.ts";
import { localDate } from "../market/sessions.ts";
import { type Money, money, notional, type Price } from "../money.ts";
import type { Feed, Ledger, Snapshot, Standing } from "../ports.ts";
import type { Thresholds } from "../signals/parameters.ts";
import { type Instant, MINUTE_MS } from "../time.ts";
import {
  isLive,
  isProtective,
  openQuantity,
  type Order,
  priceOf,
} from "../trading/order.ts";
import type { Exposure } from "./exposure.ts";
import { mishapsIn } from "./mishaps.ts";
import { riskOf } from "./stop.ts";

/** Everything an exposure is measured from, at one moment. */
export interface Scene {
  at: Instant;
  market: Market;
  session: Session | undefined;
  universe: readonly string[];
  ledger: Ledger;
  /** Snapshots of the symbol and of everything held. */
  snapshots: ReadonlyMap<string, Snapshot>;
  rules: Thresholds;
  standing: Standing;
  feed: Feed;
}

/** What is at stake if `symbol` were ordered at `price` now. */
export function measure(
  scene: Scene,
  symbol: string,
  price: Price,
): Exposure {
  const { at, market, session, ledger, snapshots, rules, standing } = scene;
  const snapshot = snapshots.get(symbol);
  const loss = rules.values.stop_loss!.loss!;
  const unpriced = unpricedOf(ledger, snapshots);
  return {
    at,
    tradingState: ledger.state.state,
    calendarCovered: isCovered(market, at),
    phase: isCovered(market, at) ? market.phaseAt(at) : "closed",
    toCloseMinutes: session ? (session.close - at) / MINUTE_MS : NaN,
    inUniverse: scene.universe.includes(symbol),
    venueDown: standing.connected
      ? null
      : standing.reason ?? "nobody knows why",
    feedSilentMs: scene.feed.silentMs,
    orphaned: ledger.orphans.some((orphan) => orphan.symbol === symbol),
    lotSize: market.lotOf(symbol) ?? NaN,
    tickSize: market.tickAt(price, localDate(market, at), symbol),
    lastPrice: snapshot?.price ?? null,
    quoteAgeMs: snapshot ? at - snapshot.at : Infinity,
    priorClose: snapshot?.technicals.priorClose ?? NaN,
    averageDailyVolume: snapshot?.technicals.averageDailyVolume ?? NaN,
    ...holdings(scene, symbol),
    ...pace(ledger.orders, symbol, at),
    unpriced,
    // Without a price of everything held no result of the day can be told.
    dayPnl: unpriced.length === 0 ? dayPnlOf(ledger, snapshots) : money(0),
    openRisk: openRiskOf(scene, loss),
    riskPerShare: money(Math.ceil(price * loss)),
  };
}

/** Symbols that are held and have no price; while there is one, nothing is entered. */
export function unpricedOf(
  { positions }: Ledger,
  snapshots: ReadonlyMap<string, Snapshot>,
): string[] {
  return positions.map(({ symbol }) => symbol)
    .filter((symbol) => !snapshots.has(symbol));
}

/** Cash and holdings at their last price; a short is owed. */
export function equityOf(
  { cash, positions }: Ledger,
  snapshots: ReadonlyMap<string, Snapshot>,
): Money {
  let equity: number = cash;
  for (const { symbol, side, quantity } of positions) {
    const value = notional(lastPriceOf(snapshots, symbol), quantity);
    equity += side === "long" ? value : -value;
  }
  return money(equity);
}

/** Equity now less equity at the session's opening; 0 before there was one. */
export function dayPnlOf(
  ledger: Ledger,
  snapshots: ReadonlyMap<string, Snapshot>,
): Money {
  if (!ledger.session) return money(0);
  return money(equityOf(ledger, snapshots) - ledger.session.startingEquity);
}

/**
 * A holding without a price is no holding worth nothing.
 *
 * @throws {Error} If the symbol has no snapshot.
 */
function lastPriceOf(
  snapshots: ReadonlyMap<string, Snapshot>,
  symbol: string,
): Price {
  const snapshot = snapshots.get(symbol);
  if (snapshot) return snapshot.price;
  throw new Error(`Cannot value ${symbol}: no price is known`);
}

function holdings(scene: Scene, symbol: string) {
  const { ledger, snapshots } = scene;
  const values = new Map<string, number>();
  const add = (symbol: string, value: number) =>
    values.set(symbol, (values.get(symbol) ?? 0) + value);
  let freeCash: number = ledger.cash;
  let exitable = 0;
  for (const { symbol: held, quantity, cost } of ledger.positions) {
    // Neither a fall in price nor a rise may make room for more of it.
    const price = snapshots.get(held)?.price ?? 0;
    add(held, Math.max(cost, price * quantity));
    if (held === symbol) exitable += quantity;
  }
  // Whose they are does not matter: the money is at stake all the same.
  for (const { symbol, value } of ledger.orphans) add(symbol, Math.abs(value));
  for (const order of ledger.orders) {
    const open = openQuantity(order);
    if (order.purpose === "exit") {
      if (order.symbol === symbol) exitable -= open;
      continue;
    }
    if (open === 0) continue;
    const value = open * priceOf(order);
    add(order.symbol, value);
    freeCash -= value + feesAhead(scene, order);
  }
  const gross = [...values.values()].reduce((sum, value) => sum + value, 0);
  return {
    positions: values.size,
    symbolHeld: values.has(symbol),
    symbolValue: money(values.get(symbol) ?? 0),
    grossValue: money(gross),
    freeCash: money(freeCash),
    exitableQuantity: exitable,
  };
}

/** Fees an entry has yet to pay if it fills at its limit. */
function feesAhead({ market, at }: Scene, order: Order): number {
  const { side, quantity, filledValue, fees } = order;
  const total = money(filledValue + openQuantity(order) * priceOf(order));
  return market.feesOf(side, total, quantity, localDate(market, at)) - fees;
}

/** Stops follow from what is held: they are no pace that an agent chooses. */
function pace(orders: readonly Order[], symbol: string, at: Instant) {
  const chosen = orders.filter((order) => !isProtective(order));
  const here = orders.filter((order) => order.symbol === symbol);
  const live = here.filter(isLive);
  return {
    unknownOrders: here.filter(({ status }) => status === "unknown").length,
    openOrders: chosen.filter(isLive).length,
    workingBuys: live.filter(({ side }) => side === "buy").length,
    workingSells: live.filter(({ side }) => side === "sell").length,
    ordersLastMinute: chosen.filter((o) => at - o.at < MINUTE_MS).length,
    ordersThisSession: chosen.length,
    symbolOrdersThisSession:
      chosen.filter((order) => order.symbol === symbol).length,
    recent: here.map(({ side, quantity, at }) => ({ side, quantity, at })),
    mishaps: mishapsIn(orders),
  };
}

function openRiskOf(
  { ledger, snapshots, rules }: Scene,
  loss: number,
): Money {
  let risk = 0;
  for (const position of ledger.positions) {
    const snapshot = snapshots.get(position.symbol);
    if (snapshot) risk += riskOf(position, snapshot.price, rules);
  }
  for (const order of ledger.orders) {
    if (order.purpose === "exit") continue;
    risk += Math.ceil(openQuantity(order) * priceOf(order) * loss);
  }
  return money(risk);
}
