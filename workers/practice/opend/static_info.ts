/** Qot_GetStaticInfo: what is listed, and its lots. @module */
import { z } from "zod";
import type { Floor } from "../floor.ts";
import { reading, Refusal } from "./ask.ts";
import { HONG_KONG, Security, securityOf, symbolOf } from "./security.ts";

/** Nothing here depends on when a security was listed. */
export const LISTED_SINCE = "2000-01-03";
/** SecurityType_Eqty, which all of a tape is. */
const SHARE = 3;
/** ExchType_HK_MainBoard. */
const MAIN_BOARD = 1;

const Query = z.object({
  market: z.int().optional(),
  secType: z.int().default(SHARE),
  securityList: z.array(Security),
});

/** A list goes before a market; one unknown code in it refuses all of it. */
export const readStaticInfo = reading(Query, ({ floor, c2s }) => {
  const { market, secType, securityList } = c2s;
  if (securityList.length > 0) {
    const symbols = securityList.map((one) => symbolOf(floor, one));
    return { staticInfoList: symbols.map((one) => infoOf(floor, one)) };
  }
  if (market !== HONG_KONG) throw new Refusal(`Market ${market} is not here`);
  const symbols = secType === SHARE ? floor.symbols : [];
  return { staticInfoList: symbols.map((one) => infoOf(floor, one)) };
});

function infoOf(floor: Floor, symbol: string) {
  return {
    basic: {
      security: securityOf(symbol),
      id: String(floor.symbols.indexOf(symbol) + 1),
      lotSize: floor.market.lotOf(symbol) ?? 0,
      secType: SHARE,
      name: symbol,
      listTime: LISTED_SINCE,
      exchType: MAIN_BOARD,
    },
  };
}
