/** Opens what `kill` may do at an agent's venue, and nothing more. @module */
import type { MarketId } from "../../core/market/market.ts";
import { marketOf } from "../../core/market/mod.ts";
import type { Liquidator } from "../../core/ports.ts";
import type { Endpoint } from "../endpoint.ts";
import { opening } from "./outside.ts";

export interface OpenLiquidator {
  liquidator: Liquidator;
  close(): Promise<void>;
}

const ALPACA = () => import("../../core/adapters/brokers/alpaca/liquidator.ts");
const MOOMOO = () => import("../../core/adapters/brokers/moomoo/open.ts");

/** @throws {BrokerUnavailable} If the venue is not there, or does not let us in. */
export async function openLiquidator(
  endpoint: Endpoint,
  market: MarketId,
): Promise<OpenLiquidator> {
  const options = { ...endpoint, market: marketOf(market) };
  return await opening(async () => {
    if (options.broker === "alpaca") {
      const { openAlpacaLiquidator } = await ALPACA();
      return await openAlpacaLiquidator(options);
    }
    const { openMoomooLiquidator } = await MOOMOO();
    return await openMoomooLiquidator(options);
  });
}
