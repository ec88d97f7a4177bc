/** A market as its venue has it today: board lots and price steps go before our tables. @module */
import type { Market } from "./market.ts";

/** What a venue tells of one security. */
export interface VenueFacts {
  /** Shares per board lot. */
  lot: number;
  /** Price step at its last price, in millionths; null where it tells none. */
  tick: number | null;
}

/**
 * `home` with lots and steps of `facts`, which may change under it. Where both
 * know a step it is the smallest that is a multiple of both: such a price is
 * valid whichever of them is right.
 */
export function marketWith(
  home: Market,
  facts: ReadonlyMap<string, VenueFacts>,
): Market {
  return {
    ...home,
    lotOf: (symbol) => facts.get(symbol)?.lot ?? home.lotOf(symbol),
    tickAt(price, date, symbol) {
      const tick = home.tickAt(price, date, symbol);
      const venue = symbol === undefined ? null : facts.get(symbol)?.tick;
      return venue ? commonMultiple(tick, venue) : tick;
    },
  };
}

function commonMultiple(a: number, b: number): number {
  return a / commonDivisor(a, b) * b;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
