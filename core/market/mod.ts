/** The markets Catalyst knows. @module */
import { hkex } from "./hkex.ts";
import { HKEX_UNIVERSE } from "./hkex_universe.ts";
import type { Market, MarketId } from "./market.ts";
import type { Universe } from "./universe.ts";
import { us } from "./us.ts";
import { US_UNIVERSE } from "./us_universe.ts";

/** Add a market here; nothing else needs to know. */
export const MARKETS: readonly Market[] = [us, hkex];

const UNIVERSES: Readonly<Record<MarketId, Universe>> = {
  US: US_UNIVERSE,
  HKEX: HKEX_UNIVERSE,
};

/** @throws {RangeError} If no market has that id. */
export function marketOf(id: string): Market {
  const market = MARKETS.find((market) => market.id === id);
  if (market) return market;
  const ids = MARKETS.map(({ id }) => id).join(" or ");
  throw new RangeError(`Cannot find market: "${id}"; use ${ids}`);
}

/** The securities an agent on that market chooses from. */
export function universeOf(id: MarketId): Universe {
  return UNIVERSES[id];
}
