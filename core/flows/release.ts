/** Shares that a stop holds are set free before they are sold. @module */
import type { Ledger } from "../ports.ts";
import { isLive, isProtective, type Order } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import type { Run } from "./run.ts";
import { tryWithdraw } from "./withdraw.ts";

/** An exit that is decided and not sent: a stop still holds its shares. */
export interface Wait {
  /** Exchange-local date it was decided on; it does not outlive that. */
  date: string;
  trigger: string;
  reasons: string[];
}

/**
 * Exits that wait, by position. In memory alone: after a crash the stop is
 * restored, and the position judged afresh.
 */
export type Waiting = Map<string, Wait>;

/** Asks of a venue to cancel one stop, before a person is told that it does not. */
export const ASKS_MAX = 3;

/** The stops that work for a position. */
export function restingFor(
  { orders }: Ledger,
  { id }: Pick<Position, "id">,
): Order[] {
  return orders.filter((order) =>
    order.positionId === id && isProtective(order) && isLive(order)
  );
}

/** Whether a stop was asked to end, and the venue was not asked in vain yet. */
export function isReleasing({ cancelAsks }: Order): boolean {
  return cancelAsks > 0 && cancelAsks < ASKS_MAX;
}

/**
 * Asks for `stops` to be cancelled; where that has no end, `protect` asks again.
 * A stop that fills first closes the position itself: then there is nothing left
 * to sell.
 */
export async function release(
  run: Run,
  stops: readonly Order[],
  reasons: string[],
): Promise<void> {
  for (const stop of stops) await tryWithdraw(run, stop, reasons);
}
