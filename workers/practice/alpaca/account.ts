/** Cash and holdings: /v2/account, /v2/positions. @module */
import { type Money, money, mulDiv } from "../../../core/money.ts";
import type { Holding } from "../../../core/practice/placed_order.ts";
import type { Floor } from "../floor.ts";
import type { Ask } from "./ask.ts";
import { notFound } from "./fault.ts";
import { freeShares } from "./free_shares.ts";
import { average, decimal, uuid } from "./wire_text.ts";

const RATIO_PPM = 1_000_000;

/** What `wrong_cash` takes off. */
const WRONG_CASH = money(123_450_000);

export function accountView({ floor, mischief }: Ask) {
  const { cash: right, openingCash, holdings } = floor.state();
  const cash = mischief.happens("wrong_cash")
    ? money(right - WRONG_CASH)
    : right;
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

export function listPositions(ask: Ask) {
  const { floor } = ask;
  return toldOf(ask, [...floor.state().holdings.values()])
    .map((held) => positionView(floor, held));
}

export function positionOf(ask: Ask) {
  const { floor, name } = ask;
  const real = floor.state().holdings.get(name);
  const [held] = toldOf(ask, real ? [real] : []);
  if (!held) throw notFound("position does not exist");
  return positionView(floor, held);
}

/** What is told of what is held: one is missing, one is wrong, or all are gone. */
function toldOf({ mischief }: Ask, held: readonly Holding[]): Holding[] {
  const [first, ...rest] = held;
  if (!first || mischief.happens("empty_positions")) return [];
  if (mischief.happens("missing_position")) return rest;
  return mischief.happens("wrong_quantity")
    ? [{ ...first, quantity: first.quantity + 1 }, ...rest]
    : [first, ...rest];
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
    qty_available: String(freeShares(floor, symbol)),
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
