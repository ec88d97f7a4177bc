/** What is listed in Hong Kong, with its lots, as OpenD has it today. @module */
import type { Market } from "../../../market/market.ts";
import { StaticInfo } from "./answers.ts";
import { asked } from "./asked.ts";
import type { OpenDConnection } from "./connection.ts";
import { HONG_KONG, SHARES_AND_FUNDS } from "./words.ts";

/**
 * Board lots by our symbol. The whole market is asked for at once, because a
 * list with one unknown code in it is refused altogether.
 *
 * @throws {BrokerUnavailable} If it could not be read.
 */
export async function listedLots(
  connection: OpenDConnection,
  market: Market,
): Promise<ReadonlyMap<string, number>> {
  const lots = new Map<string, number>();
  for (const secType of SHARES_AND_FUNDS) {
    const { staticInfoList } = await asked(
      "list securities",
      () =>
        connection.call(
          "Qot_GetStaticInfo",
          { market: HONG_KONG, secType },
          StaticInfo,
        ),
    );
    for (const { basic: { security, lotSize, delisting } } of staticInfoList) {
      const symbol = market.symbolOf(security.code);
      if (symbol && lotSize > 0 && !delisting) lots.set(symbol, lotSize);
    }
  }
  return lots;
}
