/** What a venue says that it holds, for tests. @module */
import type { VenuePosition } from "../core/ports.ts";
import { amount } from "./desk.ts";

/** Shares by symbol, with what all of them cost if the venue says so. */
export function holdings(
  shares: Record<string, number | [shares: number, cost: string]>,
): Map<string, VenuePosition> {
  return new Map(
    Object.entries(shares).map(([symbol, told]) => {
      const [quantity, cost] = Array.isArray(told)
        ? [told[0], amount(told[1])]
        : [told, null];
      return [symbol, { quantity, available: Math.abs(quantity), cost }];
    }),
  );
}
