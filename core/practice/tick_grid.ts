/** Rounds many prices to a market's ticks without a table look-up for each. @module */
import type { Market } from "../market/market.ts";
import type { Price } from "../money.ts";

/**
 * Remembers between which prices the last tick is known to hold. Ticks never
 * fall as prices rise, so two equal ticks hold everywhere in between.
 */
export class TickGrid {
  readonly #market: Market;
  readonly #date: string;
  #low = 0;
  #high = -1;
  #tick = 1;

  /** The grid of one exchange-local date. */
  constructor(market: Market, date: string) {
    this.#market = market;
    this.#date = date;
  }

  /** The nearest price that can be traded, at least one tick; millionths. */
  nearest(millionths: number): number {
    const price = Math.max(1, Math.round(millionths));
    if (price < this.#low || price > this.#high) this.#learn(price);
    return Math.max(1, Math.round(price / this.#tick)) * this.#tick;
  }

  #learn(price: number): void {
    const tick = this.#market.tickAt(price as Price, this.#date);
    const same = tick === this.#tick && this.#high >= 0;
    this.#low = same ? Math.min(this.#low, price) : price;
    this.#high = same ? Math.max(this.#high, price) : price;
    this.#tick = tick;
  }
}
