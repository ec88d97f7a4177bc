/** The one account of the floor: Trd_GetAccList, SubAccPush, GetFunds, GetPositionList. @module */
import { z } from "zod";
import { MILLION, money, notional } from "../../../core/money.ts";
import type { Holding } from "../../../core/practice/placed_order.ts";
import type { Floor } from "../floor.ts";
import { type Ask, reading, Refusal } from "./ask.ts";
import { isWorking } from "./order_view.ts";
import { codeOf } from "./security.ts";

/** Eighteen digits, as real ones: too many for a number. */
export const ACCOUNT = "281756455982434177";
const HONG_KONG = 1;
const HKD = 1;
/** What OpenD is wrong by when it is. */
const WRONG_CASH = 1_000 * MILLION;
/** PositionSide_Long: nothing else is possible here. */
const LONG = 0;

/** TrdEnv_Simulate; the real environment is refused like any other. */
export const HEADER = { trdEnv: 0, accID: ACCOUNT, trdMarket: HONG_KONG };

/** What every request about the account says first. */
export const Header = z.object({
  trdEnv: z.int(),
  accID: z.string(),
  trdMarket: z.int(),
}).superRefine(({ trdEnv, accID, trdMarket }, context) => {
  const ours = trdEnv === HEADER.trdEnv && accID === ACCOUNT &&
    trdMarket === HONG_KONG;
  if (ours) return;
  context.addIssue(
    `account ${accID} is not there in environment ${trdEnv}, market ${trdMarket}`,
  );
});

const OfAccount = z.object({
  header: Header,
  filterConditions: z.object({
    codeList: z.array(z.string()).default([]),
    filterMarket: z.int().default(HONG_KONG),
  }).prefault({}),
});

export function listAccounts() {
  return {
    accList: [{
      trdEnv: HEADER.trdEnv,
      accID: ACCOUNT,
      trdMarketAuthList: [HONG_KONG],
      accType: 1,
      simAccType: 1,
      accStatus: 0,
    }],
  };
}

export const subscribeAccount = reading(
  z.object({ accIDList: z.array(z.string()) }),
  ({ client, c2s: { accIDList } }) => {
    const other = accIDList.find((id) => id !== ACCOUNT);
    if (other) throw new Refusal(`Account ${other} is not there`);
    // The list is complete, so one without it ends the subscription.
    client.hearsOrders = accIDList.length > 0;
    return {};
  },
);

export const readFunds = reading(OfAccount, ({ gateway, floor }) => {
  const { cash: settled, holdings } = floor.state();
  const wrong = gateway.mischief.happens("wrong_cash") ? WRONG_CASH : 0;
  const cash = settled + wrong;
  let frozen = 0;
  for (const order of floor.orders()) {
    if (!isWorking(order) || order.side === "sell") continue;
    const open = order.quantity - order.filledQuantity;
    const price = order.limitPrice ?? floor.last(order.symbol)?.price;
    frozen = money(frozen + (price ? notional(price, open) : 0));
  }
  let worth = 0;
  for (const held of holdings.values()) worth += worthOf(floor, held);
  const free = Math.max(0, cash - frozen) / MILLION;
  return {
    header: HEADER,
    funds: {
      power: free,
      totalAssets: (cash + worth) / MILLION,
      cash: cash / MILLION,
      marketVal: worth / MILLION,
      frozenCash: frozen / MILLION,
      debtCash: 0,
      avlWithdrawalCash: free,
      currency: HKD,
    },
  };
});

export const readPositions = reading(OfAccount, (ask) => {
  const { floor, c2s: { filterConditions } } = ask;
  const { codeList, filterMarket } = filterConditions;
  const positionList = heldIn(ask).map((one) => positionView(floor, one))
    .filter(({ code }) => codeList.length === 0 || codeList.includes(code))
    .filter(({ trdMarket }) => trdMarket === filterMarket);
  return { header: HEADER, positionList };
});

/** What is held, or what OpenD takes for it. */
function heldIn({ gateway: { mischief }, floor }: Ask): Holding[] {
  const { holdings } = floor.state();
  const held = [...holdings.values()].filter(({ quantity }) => quantity !== 0);
  const [first, ...others] = held;
  if (!first) return held;
  if (mischief.happens("empty_positions")) return [];
  if (mischief.happens("missing_position")) return others;
  if (!mischief.happens("wrong_quantity")) return held;
  const lot = floor.market.lotOf(first.symbol) ?? 1;
  return [{ ...first, quantity: first.quantity + lot }, ...others];
}

function positionView(floor: Floor, held: Holding) {
  const { symbol, quantity, cost } = held;
  const worth = worthOf(floor, held);
  return {
    positionID: String(floor.symbols.indexOf(symbol) + 1),
    positionSide: LONG,
    code: codeOf(symbol),
    name: symbol,
    qty: quantity,
    canSellQty: quantity - offered(floor, symbol),
    price: worth / quantity / MILLION,
    costPrice: cost / quantity / MILLION,
    val: worth / MILLION,
    plVal: (worth - cost) / MILLION,
    secMarket: HONG_KONG,
    currency: HKD,
    trdMarket: HONG_KONG,
  };
}

function worthOf(floor: Floor, { symbol, quantity, cost }: Holding): number {
  const last = floor.last(symbol);
  return last ? notional(last.price, quantity) : cost;
}

/** Shares that working orders would sell. */
function offered(floor: Floor, symbol: string): number {
  let shares = 0;
  for (const order of floor.orders()) {
    if (!isWorking(order) || order.symbol !== symbol) continue;
    if (order.side === "sell") shares += order.quantity - order.filledQuantity;
  }
  return shares;
}
