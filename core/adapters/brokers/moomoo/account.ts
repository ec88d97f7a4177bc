/** Which account is traded: the paper one for shares in this market, or none at all. @module */
import { z } from "zod";
import type { OpenDConnection } from "./connection.ts";
import { Accounts, GlobalState } from "./answers.ts";
import { HONG_KONG, PAPER, STOCK_ACCOUNT } from "./words.ts";

/** What every request about an account says first. */
export interface TradeHeader {
  trdEnv: typeof PAPER;
  accID: string;
  trdMarket: number;
}

/**
 * Listens to the paper account's orders from now on.
 *
 * @throws {Error} If OpenD is not logged in, or has no such account.
 */
export async function takeAccount(
  connection: OpenDConnection,
): Promise<TradeHeader> {
  const userID = "0"; // no longer used, still required
  const state = await connection.call(
    "GetGlobalState",
    { userID },
    GlobalState,
  );
  if (!state.qotLogined || !state.trdLogined) {
    const what = state.trdLogined ? "quotes" : "trading";
    throw new Error(`it is not logged in for ${what}`);
  }
  const { accList } = await connection.call(
    "Trd_GetAccList",
    { userID },
    Accounts,
  );
  const paper = accList.find(({ trdEnv, simAccType, trdMarketAuthList }) =>
    trdEnv === PAPER && simAccType === STOCK_ACCOUNT &&
    trdMarketAuthList.includes(HONG_KONG)
  );
  if (!paper) {
    throw new Error(
      `none of its ${accList.length} accounts is a paper one for Hong Kong shares`,
    );
  }
  const { accID } = paper;
  await connection.call(
    "Trd_SubAccPush",
    { accIDList: [accID] },
    z.unknown(),
  );
  return { trdEnv: PAPER, accID, trdMarket: HONG_KONG };
}
