/** Cash and shares of the paper account at one moment. @module */
import type { z } from "zod";
import type { Market } from "../../../market/market.ts";
import type { BrokerAccount } from "../../../ports.ts";
import type { TradeHeader } from "./account.ts";
import { Funds, Positions } from "./answers.ts";
import type { OpenDConnection } from "./connection.ts";
import { vendorMoney } from "./vendor_money.ts";
import { HKD, SHORT } from "./words.ts";

/** How often an account that trades while it is read is read again. */
const READINGS = 10;

/** @throws {Error} If it cannot be read, or never stands still. */
export async function readHoldings(
  connection: OpenDConnection,
  header: TradeHeader,
  market: Market,
): Promise<BrokerAccount> {
  const request = { header, refreshCache: true };
  const cashNow = async () => {
    const { funds } = await connection.call("Trd_GetFunds", request, Funds);
    // Only futures accounts must say it; another one's cash is not ours.
    const { currency = HKD, cash } = funds;
    if (currency === HKD) return vendorMoney(cash);
    throw new RangeError(`Cannot read cash: it is in currency ${currency}`);
  };
  let before = await cashNow();
  for (let reading = 1; reading <= READINGS; reading++) {
    const { positionList } = await connection.call(
      "Trd_GetPositionList",
      request,
      Positions,
    );
    const cash = await cashNow();
    // Two answers make one account only if nothing traded between them.
    if (cash === before) {
      const positions = sharesOf(positionList, market);
      return { account: header.accID, currency: "HKD", cash, positions };
    }
    before = cash;
  }
  throw new Error(`it changed ${READINGS} times while it was read`);
}

function sharesOf(
  held: z.output<typeof Positions>["positionList"],
  market: Market,
): Map<string, number> {
  return new Map(
    held.filter(({ qty }) => qty !== 0).map(({ code, qty, positionSide }) => [
      // What is no symbol of ours still must be named.
      market.symbolOf(code) ?? code,
      positionSide === SHORT ? -qty : qty,
    ]),
  );
}
