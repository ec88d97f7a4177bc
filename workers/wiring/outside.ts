/** Errors of the outside, which a person can mend: one line says all there is to say. @module */
import { ClockRefused } from "../../core/adapters/clocks/market_time.ts";
import { LeaseHeld } from "../../core/adapters/stores/lease.ts";
import { StoreRefused } from "../../core/adapters/stores/refused.ts";
import { BrokerUnavailable, StoreUnavailable } from "../../core/ports.ts";

const KINDS = [
  BrokerUnavailable,
  ClockRefused,
  LeaseHeld,
  StoreRefused,
  StoreUnavailable,
];
/** PostgreSQL's code for a write under a fence that is no longer ours. */
const STALE_FENCE = "55P04";
/** And for a lock that was waited for in vain. */
const LOCKED = "55P03";

export function isOutside(error: unknown): error is Error {
  return KINDS.some((kind) => error instanceof kind) ||
    Object(error).code === STALE_FENCE;
}

/** Somebody stands still in the middle of a write: the server ends that in 10 s. */
export function isLocked(error: unknown): boolean {
  return Object(Object(error).cause).code === LOCKED;
}

/**
 * What an adapter refuses of its settings is for a person to mend, like a venue
 * that is not there.
 *
 * @throws {BrokerUnavailable} In place of `RangeError`.
 */
export async function opening<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BrokerUnavailable(error.message, { cause: error });
  }
}
