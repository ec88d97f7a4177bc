/** Qot_RequestTradeDate: the sessions of a range, half-days marked. @module */
import { z } from "zod";
import { type Market, type Session } from "../../../core/market/market.ts";
import { sessionsBetween } from "../../../core/market/sessions.ts";
import { secondsOf } from "../../../core/adapters/brokers/opend/local_time.ts";
import { localInstant } from "../../../core/market/sessions.ts";
import { reading, Refusal } from "./ask.ts";
import { HONG_KONG } from "./security.ts";

/** TradeDateType. */
const WHOLE = 0;
const MORNING = 1;

const Query = z.object({
  market: z.int(),
  beginTime: z.string(),
  endTime: z.string(),
});

export const listTradeDates = reading(Query, ({ floor, c2s }) => {
  if (c2s.market !== HONG_KONG) {
    throw new Refusal(`Market ${c2s.market} is not here`);
  }
  const sessions = between(floor.market, c2s.beginTime, c2s.endTime);
  return {
    tradeDateList: sessions.map(({ date, halfDay }) => ({
      time: date,
      timestamp: secondsOf(localInstant(floor.market, date)),
      tradeDateType: halfDay ? MORNING : WHOLE,
    })),
  };
});

function between(market: Market, begin: string, end: string): Session[] {
  try {
    return sessionsBetween(market, begin.slice(0, 10), end.slice(0, 10));
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(error.message);
    throw error;
  }
}
