/** What the trader does: enters at its hours, watches every minute, reviews before a break. @module */
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
import type { Session } from "./calendar.ts";
import type { Sight } from "./sight.ts";
import { entryQuantity } from "./entry_gate.ts";
import { tickOf } from "./exchange_facts.ts";
import {
  adviceOf,
  isStrongHold,
  type Reading,
  signalsOf,
  triggerOf,
} from "./rules.ts";
import { type Candidate, candidatesOf } from "./setups.ts";
import {
  ENTRY_PATIENCE,
  ENTRY_REACH,
  EXIT_PATIENCE,
  EXIT_REACH,
  MAX_BELOW_ENTRY,
  MIN_SCORE,
  PRICE_COLLAR,
} from "./traders.ts";
import { send } from "./venue.ts";

/** Enters the best candidates that fit. */
export function trade(account: Account, moment: Moment, sights: Sight[]): void {
  const good = candidatesOf(sights).filter(({ score }) => score >= MIN_SCORE);
  for (const candidate of good.slice(0, account.facts.maxCandidates)) {
    consider(account, moment, candidate);
  }
}

function consider(
  account: Account,
  moment: Moment,
  { symbol, setup, entry }: Candidate,
): void {
  const same = (it: { symbol: string }) => it.symbol === symbol;
  if (openHoldings(account).some(same)) return;
  if (workingOrders(account).some(same)) return;
  // A cancelled entry might still fill late: no second one in the session.
  const cancelled = account.orders.some((order) =>
    same(order) && order.purpose === "entry" && order.status === "cancelled"
  );
  if (cancelled) return;
  const sight = moment.sightOf(symbol)!;
  if (sight.price < entry * (1 - MAX_BELOW_ENTRY)) return;
  const reach = Math.round(sight.price * (1 + ENTRY_REACH));
  const tick = tickOf(account.facts.market, reach, moment.date);
  const limit = Math.floor(reach / tick) * tick;
  const quantity = entryQuantity(account, moment, sight, limit);
  if (quantity === 0) return;
  const { relativeVolume } = sight;
  const entryVolume = Number.isNaN(relativeVolume)
    ? null
    : Math.round(relativeVolume * 1_000_000);
  const order = newOrder(moment, symbol, "entry", setup, quantity, limit);
  send(account, { ...order, entryVolume });
}

function newOrder(
  { at, date }: Moment,
  symbol: string,
  purpose: Order["purpose"],
  trigger: string,
  quantity: number,
  limit: number,
): Order {
  return {
    at,
    date,
    symbol,
    purpose,
    trigger,
    quantity,
    limit,
    status: "working",
    filled: 0,
    value: 0,
    fees: 0,
    cancelAskedAt: null,
    entryVolume: null,
    holding: undefined,
  };
}

/** Judges every holding once; then cancels what has waited too long. */
export function watch(account: Account, moment: Moment, session: Session) {
  const held = openHoldings(account);
  if (held.length === 0 && workingOrders(account).length === 0) return;
  const { maxDayLoss } = account.facts;
  if (dayResultOf(account, moment) <= -maxDayLoss) account.reducing = true;
  for (const holding of held) tend(account, moment, session, holding);
  for (const order of workingOrders(account)) {
    if (isStale(order, moment)) withdraw(order, moment);
  }
}

/** An entry that has waited too long; an exit only if the price has left it behind. */
function isStale(order: Order, { at, sightOf }: Moment): boolean {
  const age = at - order.at;
  if (order.purpose === "entry") return age >= ENTRY_PATIENCE;
  const { price } = sightOf(order.symbol)!;
  return age >= EXIT_PATIENCE && price < order.limit;
}

function tend(
  account: Account,
  moment: Moment,
  session: Session,
  holding: Holding,
): void {
  const sight = moment.sightOf(holding.symbol)!;
  holding.high = Math.max(holding.high, sight.price);
  if (exitOf(account, holding)) return;
  const asksClock = holding.stays !== moment.date;
  const reading = readingOf(holding, sight, moment, session);
  const signals = signalsOf(reading, asksClock);
  let advice = adviceOf(signals);
  // A review for the hour alone waits for the review before the close.
  if (advice === "review" && adviceOf(signalsOf(reading, false)) === "hold") {
    advice = "hold";
  }
  if (advice === "hold") holding.reviews = 0;
  if (advice === "exit") leave(account, moment, holding, triggerOf(signals)!);
  if (advice !== "review") return;
  // The same bars are no new evidence.
  if (holding.reviewedBars === sight.fullBars) return;
  holding.reviews++;
  holding.reviewedBars = sight.fullBars;
  if (holding.reviews >= 3) {
    leave(account, moment, holding, triggerOf(signals)!);
  } else if (holding.tightened === 0) holding.tightened = 0.005;
}

function readingOf(
  { cost, quantity, high, tightened, entryVolume }: Holding,
  sight: Sight,
  { at }: Moment,
  { close, lunch }: Session,
): Reading {
  const { price, vwap, ema20, relativeVolume, previousRelativeVolume } = sight;
  const busiest = Math.max(relativeVolume, previousRelativeVolume);
  return {
    gain: (price * quantity - cost) / cost,
    bestGain: (high * quantity - cost) / cost,
    giveback: (high - price) / high,
    tightened,
    rsi: sight.rsi,
    volumeRatio: entryVolume ? busiest * 1_000_000 / entryVolume : NaN,
    aboveVwap: (price - vwap) / vwap,
    aboveEma20: (price - ema20) / ema20,
    histogram: sight.histogram,
    minutesToClose: (close - at) / MINUTE,
    minutesToLunch: lunch ? (lunch.start - at) / MINUTE : NaN,
  };
}

function exitOf(account: Account, holding: Holding): Order | undefined {
  return workingOrders(account).find((order) =>
    order.purpose === "exit" && order.holding === holding
  );
}

/** Sells all of it; entries of the symbol that still work are cancelled first. */
function leave(
  account: Account,
  moment: Moment,
  holding: Holding,
  trigger: string,
): void {
  if (exitOf(account, holding)) return;
  const { symbol, quantity } = holding;
  const entries = workingOrders(account).filter((order) =>
    order.symbol === symbol && order.purpose === "entry"
  );
  for (const entry of entries) withdraw(entry, moment);
  if (entries.length > 0) return;
  const { price } = moment.sightOf(symbol)!;
  const reach = Math.round(price * (1 - EXIT_REACH));
  const tick = tickOf(account.facts.market, reach, moment.date);
  const limit = Math.ceil(reach / tick) * tick;
  if (Math.abs(limit - price) / price > PRICE_COLLAR) return;
  const order = newOrder(moment, symbol, "exit", trigger, quantity, limit);
  send(account, { ...order, holding });
}

function withdraw(order: Order, { at }: Moment): void {
  order.cancelAskedAt ??= at;
}

/**
 * Without the clock rules: over lunch stays what has nothing against it; over
 * night a strong hold, which those rules then leave alone. The rest goes.
 */
export function review(
  account: Account,
  moment: Moment,
  session: Session,
  before: "lunch" | "close",
): void {
  for (const order of workingOrders(account)) {
    if (order.purpose === "entry") withdraw(order, moment);
  }
  for (const holding of openHoldings(account)) {
    const sight = moment.sightOf(holding.symbol)!;
    holding.high = Math.max(holding.high, sight.price);
    const reading = readingOf(holding, sight, moment, session);
    const signals = signalsOf(reading, false);
    if (before === "lunch" && adviceOf(signals) === "hold") continue;
    if (before === "close" && isStrongHold(signals)) {
      holding.stays = moment.date;
      continue;
    }
    const trigger = triggerOf(signals) ?? "close_review";
    leave(account, moment, holding, trigger);
  }
}
