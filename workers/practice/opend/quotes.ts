/** The last price of a security and its day so far: Qot_GetBasicQot, Qot_GetSecuritySnapshot. @module */
import { z } from "zod";
import {
  localText,
  secondsOf,
} from "../../../core/adapters/brokers/opend/local_time.ts";
import { localDate, sessionOf } from "../../../core/market/sessions.ts";
import { MILLION } from "../../../core/money.ts";
import { DAY_MS, MINUTE_MS, plus } from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import { reading, Refusal } from "./ask.ts";
import { Security, securityOf, symbolOf } from "./security.ts";
import { LISTED_SINCE } from "./static_info.ts";
import { QUOTES, typeName } from "./subscriptions.ts";

/** Back to the session before, whatever holidays lie between. */
const BEFORE_MS = 15 * DAY_MS;
/** SecurityType_Eqty. */
const SHARE = 3;

const SNAPSHOTS_MAX = 400;

const List = z.object({ securityList: z.array(Security).min(1) });

/** Only of what this connection is subscribed to. */
export const readQuotes = reading(List, ({ gateway, floor, client, c2s }) => {
  const symbols = c2s.securityList.map((one) => symbolOf(floor, one));
  const other = symbols.find((symbol) =>
    !gateway.subscriptions.has(client, { type: QUOTES, symbol })
  );
  if (other) throw new Refusal(`Subscribe to ${typeName(QUOTES)} first`);
  return { basicQotList: symbols.map((symbol) => quoteView(floor, symbol)) };
});

export const readSnapshots = reading(
  List.extend({
    securityList: List.shape.securityList.max(
      SNAPSHOTS_MAX,
      `at most ${SNAPSHOTS_MAX} securities at a time`,
    ),
  }),
  ({ floor, c2s }) => ({
    snapshotList: c2s.securityList.map((one) => ({
      basic: snapshotView(floor, symbolOf(floor, one)),
    })),
  }),
);

/** As BasicQot. */
export function quoteView(floor: Floor, symbol: string) {
  return { ...dayOf(floor, symbol), isSuspended: false, amplitude: 0 };
}

function snapshotView(floor: Floor, symbol: string) {
  return {
    ...dayOf(floor, symbol),
    type: SHARE,
    isSuspend: false,
    lotSize: floor.market.lotOf(symbol) ?? 0,
  };
}

/** Zeros where nothing has traded yet, as OpenD has it. */
function dayOf(floor: Floor, symbol: string) {
  const { market } = floor;
  const now = floor.now();
  const open = sessionOf(market, now)?.open ?? now;
  const today = floor.bars(symbol, open, plus(now, 1), MINUTE_MS);
  const before = floor.bars(symbol, plus(open, -BEFORE_MS), open, DAY_MS);
  const last = floor.last(symbol);
  const price = last?.price ?? 0;
  const tick = price > 0
    ? market.tickAt(last!.price, localDate(market, now))
    : 0;
  const at = last?.at ?? now;
  return {
    security: securityOf(symbol),
    name: symbol,
    listTime: LISTED_SINCE,
    priceSpread: tick / MILLION,
    updateTime: localText(market.timezone, at),
    updateTimestamp: secondsOf(at),
    openPrice: (today[0]?.open ?? 0) / MILLION,
    highPrice: Math.max(0, ...today.map(({ high }) => high)) / MILLION,
    lowPrice: (today.length ? Math.min(...today.map(({ low }) => low)) : 0) /
      MILLION,
    curPrice: price / MILLION,
    lastClosePrice: (before.at(-1)?.close ?? 0) / MILLION,
    volume: String(today.reduce((sum, { volume }) => sum + volume, 0)),
    turnover: today.reduce(
      (sum, { close, volume }) => sum + close / MILLION * volume,
      0,
    ),
    turnoverRate: 0,
  };
}
