/** A request that fails is told as the port tells it. @module */
import { BrokerUnavailable } from "../../ports.ts";

/** Does `ask`; `what` continues "Cannot", e.g. "read the account". */
export type Asked = <T>(what: string, ask: () => Promise<T>) => Promise<T>;

/**
 * Requests to one venue.
 *
 * @param place The venue in words.
 * @param reasonOf One line of why something failed there, without its keys.
 * @returns What asks, and throws `BrokerUnavailable` whatever the reason.
 */
export function askedAt(
  place: string,
  reasonOf: (error: unknown) => string,
): Asked {
  return async (what, ask) => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof BrokerUnavailable) throw error;
      throw new BrokerUnavailable(
        `Cannot ${what} at ${place}: ${reasonOf(error)}`,
      );
    }
  };
}
