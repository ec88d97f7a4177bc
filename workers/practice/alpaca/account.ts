/** Cash and holdings: /v2/account, /v2/positions. @module */
import { type Money, money, mulDiv } from "../../../core/money.ts";
import type { Holding } from "../../../core/practice/placed_order.ts";
import type { Floor } from "../floor.ts";
import type { Ask } from "./ask.ts";
import { notFound } from "./fault.ts";
import { isOpen } from "./order_view.ts";
import { average, decimal, uuid } from "./wire_text.ts";

const RATIO_PPM = 1_000_000;

export function accountView({ floor }: Ask) {
  const { cash, openingCash, holdings } = floor.state();
  const worth = [...holdings.values()].map((held) => worthOf(floor, held));
  const long = worth.reduce((sum, value) => money(sum + value), money(0));
  const equity = money(cash + long);
  return {
    id: uuid("account", 1),
    account_number: floor.account,
    status: "ACTIVE",
    currency: floor.market.currency,
    cash: decimal(cash),
    buying_power: decimal(Math.max(cash, 0)),
    regt_buying_power: decimal(Math.max(cash, 0)),
    non_marginable_buying_power: decimal(Math.max(cash, 0)),
    equity: decimal(equity),
    last_equity: decimal(openingCash),
    portfolio_value: decimal(equity),
    long_market_value: decimal(long),
    short_market_value: "0.00",
    initial_margin: "0.00",
    maintenance_margin: "0.00",
    last_maintenance_margin: "0.00",
    accrued_fees: "0.00",
    multiplier: "1",
    shorting_enabled: false,
    account_blocked: false,
    trading_blocked: false,
    transfers_blocked: true,
    trade_suspended_by_user: false,
  };
}

export function listPositions({ floor }: Ask) {
  const { holdings } = floor.state();
  return [...holdings.values()].map((held) => positionView(floor, held));
}

export function positionOf({ floor, name }: Ask) {
  const held = floor.state().holdings.get(name);
  if (!held) throw notFound("position does not exist");
  return positionView(floor, held);
}

/** Here only what is owned outright can be sold, so every position is long. */
function positionView(floor: Floor, held: Holding) {
  const { symbol, quantity, cost } = held;
  const worth = worthOf(floor, held);
  const gain = money(worth - cost);
  const gained = decimal(
    cost > 0 ? mulDiv<number>(gain, RATIO_PPM, cost, "nearest") : 0,
  );
  const price = decimal(floor.last(symbol)?.price ?? 0);
  return {
    asset_id: uuid("asset", floor.symbols.indexOf(symbol) + 1),
    symbol,
    exchange: floor.market.exchangeOf(symbol) ?? "NYSE",
    asset_class: "us_equity",
    asset_marginable: false,
    avg_entry_price: average(cost, quantity),
    qty: String(quantity),
    qty_available: String(quantity - offered(floor, symbol)),
    side: "long",
    market_value: decimal(worth),
    cost_basis: decimal(cost),
    unrealized_pl: decimal(gain),
    unrealized_plpc: gained,
    unrealized_intraday_pl: decimal(gain),
    unrealized_intraday_plpc: gained,
    current_price: price,
    lastday_price: price,
    change_today: "0",
  };
}

function worthOf(floor: Floor, { symbol, quantity, cost }: Holding): Money {
  const last = floor.last(symbol);
  return last ? money(last.price * quantity) : cost;
}

/** Shares that working orders would sell. */
function offered(floor: Floor, symbol: string): number {
  let shares = 0;
  for (const order of floor.orders()) {
    if (isOpen(order) && order.side === "sell" && order.symbol === symbol) {
      shares += order.quantity - order.filledQuantity;
    }
  }
  return shares;
}
