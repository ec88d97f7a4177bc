/** Where a practice venue keeps what it must not forget. @module */
import type { Money } from "../money.ts";
import type { Instant } from "../time.ts";
import type { Holding, PlacedFill, PlacedOrder } from "./placed_order.ts";

/** One market's account and everything that was ordered in it. */
export interface Kept {
  openingCash: Money;
  cash: Money;
  /** Bars known by then were matched with every order before it, once. */
  playedTo: Instant;
  /** By symbol. Saved once more when it is sold out, and loaded no more from then on. */
  holdings: Holding[];
  /** By number. */
  orders: PlacedOrder[];
  /** Oldest first. */
  fills: PlacedFill[];
}

/** What differs from what was saved before: each row as it now is. */
export type Changes = Kept;

/** The memory of one market's venue. */
export interface VenueKeeper {
  /** Undefined if nothing was ever saved. */
  load(): Promise<Kept | undefined>;
  /**
   * Writes all of it or nothing.
   *
   * @throws If it may not be written: whoever called must end, and load again.
   */
  save(changes: Changes): Promise<void>;
}
