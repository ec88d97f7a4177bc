/** The markets Catalyst knows. @module */
import { hkex } from "./hkex.ts";
import type { Market } from "./market.ts";
import { us } from "./us.ts";

/** Add a market here; nothing else needs to know. */
export const MARKETS: readonly Market[] = [us, hkex];

/** @throws {RangeError} If no market has that id. */
export function marketOf(id: string): Market {
  const market = MARKETS.find((market) => market.id === id);
  if (market) return market;
  const ids = MARKETS.map(({ id }) => id).join(" or ");
  throw new RangeError(`Cannot find market: "${id}"; use ${ids}`);
}
