/** Which account is traded: the paper one for shares in this market, or none at all. @module */
import { z } from "zod";
import { Accounts, GlobalState } from "./answers.ts";
import type { OpenDClient } from "./client.ts";
import { Refused } from "./failure.ts";
import { blockOf } from "./gateway_state.ts";
import { HONG_KONG, PAPER, STOCK_ACCOUNT } from "./words.ts";

/** What every request about an account says first. */
export interface TradeHeader {
  trdEnv: typeof PAPER;
  accID: string;
  trdMarket: number;
}

/** No longer used, still required. */
const USER = { userID: "0" };

export class PaperAccount {
  #header: TradeHeader | undefined;

  /** @throws {TypeError} If it was never taken. */
  get header(): TradeHeader {
    if (this.#header) return this.#header;
    throw new TypeError("Cannot name the account: it has not been taken");
  }

  /**
   * Takes it, the same one on every connection.
   *
   * @throws {Error} If OpenD is not logged in, or has no such account.
   */
  async take(client: OpenDClient): Promise<void> {
    // Who does not say how it is may still be well.
    const state = await optional(
      client.call("GetGlobalState", USER, GlobalState),
    );
    const block = state && blockOf(state);
    if (block) throw new Error(block);
    const { accList } = await client.call("Trd_GetAccList", USER, Accounts);
    const known = this.#header?.accID;
    const paper = accList.find((one) =>
      one.trdEnv === PAPER && one.simAccType === STOCK_ACCOUNT &&
      one.trdMarketAuthList.includes(HONG_KONG) &&
      (known === undefined || known === one.accID)
    );
    if (!paper) {
      const which = known === undefined
        ? "a paper one for Hong Kong shares"
        : `${known}, the one that was traded`;
      throw new Error(`none of its ${accList.length} accounts is ${which}`);
    }
    const { accID } = paper;
    this.#header = { trdEnv: PAPER, accID, trdMarket: HONG_KONG };
  }

  /** Hears of its orders from now on, where OpenD tells of them. */
  async listen(client: OpenDClient): Promise<void> {
    const accIDList = [this.header.accID];
    await optional(client.call("Trd_SubAccPush", { accIDList }, z.unknown()));
  }
}

/** Undefined if OpenD refuses: whoever needs it must ask otherwise. */
async function optional<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Refused) return;
    throw error;
  }
}
