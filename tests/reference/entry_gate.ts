/** How many shares an entry may buy, and every limit that may forbid it. @module */
import {
  type Account,
  dayResultOf,
  type Holding,
  type Moment,
  openHoldings,
  type Order,
  workingOrders,
} from "./account.ts";
import { MINUTE } from "./bars.ts";
import type { Sight } from "./sight.ts";
import { feesAhead } from "./venue.ts";
import { feesOf, lotOf } from "./exchange_facts.ts";
import {
  MAX_MOVE,
  MAX_VOLUME_SHARE,
  PRICE_COLLAR,
  STOP_LOSS,
} from "./traders.ts";

/** What is at stake: money as millionths. */
interface Stake {
  /** Value of each symbol held or on order. */
  values: Map<string, number>;
  gross: number;
  freeCash: number;
  /** Further loss if every stop were hit now. */
  risk: number;
  dayResult: number;
  riskPerShare: number;
}

/** Shares to buy at `limit`; 0 if a limit forbids it. */
export function entryQuantity(
  account: Account,
  moment: Moment,
  sight: Sight,
  limit: number,
): number {
  const stake = stakeOf(account, moment, limit);
  const quantity = sizeOf(account, moment, sight, limit, stake);
  if (quantity <= 0) return 0;
  if (!isMoment(account, moment, sight, limit)) return 0;
  if (!isPace(account, moment, sight.symbol)) return 0;
  return isWithin(account, stake, sight, limit, quantity) ? quantity : 0;
}

function stakeOf(account: Account, moment: Moment, limit: number): Stake {
  const values = new Map<string, number>();
  const add = (symbol: string, value: number) =>
    values.set(symbol, (values.get(symbol) ?? 0) + value);
  let freeCash = account.cash, risk = 0;
  for (const held of openHoldings(account)) {
    const { price } = moment.sightOf(held.symbol)!;
    add(held.symbol, Math.max(held.cost, price * held.quantity));
    const entry = held.cost / held.quantity;
    let stop = entry * (1 - (STOP_LOSS - held.tightened));
    if ((held.high - entry) / entry > 0.02) {
      stop = Math.max(stop, held.high * (1 - 0.03));
    }
    risk += Math.max(0, Math.round((price - stop) * held.quantity));
  }
  for (const order of workingOrders(account)) {
    if (order.purpose === "exit") continue;
    const value = (order.quantity - order.filled) * order.limit;
    add(order.symbol, value);
    freeCash -= value + feesAhead(account.facts.market, order);
    risk += Math.ceil(value * STOP_LOSS);
  }
  const gross = [...values.values()].reduce((sum, value) => sum + value, 0);
  const dayResult = dayResultOf(account, moment);
  const riskPerShare = Math.ceil(limit * STOP_LOSS);
  return { values, gross, freeCash, risk, dayResult, riskPerShare };
}

/** The least that any limit leaves, in whole lots; the cash covers the fees too. */
function sizeOf(
  { facts }: Account,
  { date }: Moment,
  { symbol, averageDailyVolume }: Sight,
  limit: number,
  stake: Stake,
): number {
  const { values, gross, freeCash, risk, dayResult, riskPerShare } = stake;
  const lot = lotOf(facts.market, symbol);
  const shares = Math.min(
    (facts.maxPositionValue - (values.get(symbol) ?? 0)) / limit,
    (facts.maxGrossValue - gross) / limit,
    (facts.maxDayLoss + dayResult - risk) / riskPerShare,
    freeCash / limit,
    (Number.isNaN(averageDailyVolume) ? 0 : averageDailyVolume) *
      MAX_VOLUME_SHARE,
  );
  let quantity = Math.floor(shares / lot) * lot;
  while (quantity > 0) {
    const value = quantity * limit;
    const fees = feesOf(facts.market, "buy", value, quantity, date);
    if (value + fees <= freeCash) break;
    quantity -= lot;
  }
  return quantity;
}

/** Is the price fresh, explained and near, and is there time left? */
function isMoment(
  account: Account,
  { at, close }: Moment,
  { price, pricedAt, priorClose }: Sight,
  limit: number,
): boolean {
  if (account.reducing) return false;
  if (close - at < 3 * MINUTE) return false;
  if (at - pricedAt > account.facts.maxQuoteAge) return false;
  const move = Math.abs(price - priorClose) / priorClose;
  if (!(move <= MAX_MOVE)) return false;
  return Math.abs(limit - price) / price <= PRICE_COLLAR;
}

/** Not too many orders: open, in a minute, in a session, of a symbol, gone wrong. */
function isPace(account: Account, { at }: Moment, symbol: string) {
  const { facts, orders: today } = account;
  const lately = today.filter((order) => at - order.at < MINUTE);
  const same = today.filter((order) => order.symbol === symbol);
  if (workingOrders(account).length >= facts.maxOpenOrders) return false;
  if (lately.length >= facts.maxOrdersPerMinute) return false;
  if (today.length >= facts.maxOrdersPerSession) return false;
  if (same.length >= facts.maxOrdersPerSymbol) return false;
  return mishapsOf(today) < facts.maxMishaps;
}

/** Holdings stopped out, however many orders that took, and every rejection. */
function mishapsOf(today: Order[]): number {
  const stopped: Holding[] = [];
  let rejected = 0;
  for (const { trigger, status, holding } of today) {
    if (status === "rejected") rejected++;
    if (trigger !== "stop_loss_hit" || stopped.includes(holding!)) continue;
    stopped.push(holding!);
  }
  return stopped.length + rejected;
}

function isWithin(
  { facts }: Account,
  { values, gross, freeCash, risk, dayResult, riskPerShare }: Stake,
  { symbol, averageDailyVolume }: Sight,
  limit: number,
  quantity: number,
): boolean {
  const value = limit * quantity;
  const held = values.get(symbol);
  if (held === undefined && values.size >= facts.maxPositions) return false;
  if ((held ?? 0) + value > facts.maxPositionValue) return false;
  if (gross + value > facts.maxGrossValue) return false;
  if (!(quantity <= averageDailyVolume * MAX_VOLUME_SHARE)) return false;
  if (value > freeCash) return false;
  if (dayResult <= -facts.maxDayLoss) return false;
  return risk + riskPerShare * quantity - dayResult <= facts.maxDayLoss;
}
