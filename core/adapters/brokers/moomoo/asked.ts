/** A request that fails is told as the port tells it. @module */
import { BrokerUnavailable } from "../../../ports.ts";
import { reasonOf } from "./failure.ts";

/**
 * What `ask` answers.
 *
 * @param what Continues "Cannot", e.g. "read the account".
 * @throws {BrokerUnavailable} If it fails, whatever the reason.
 */
export async function asked<T>(
  what: string,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof BrokerUnavailable) throw error;
    throw new BrokerUnavailable(`Cannot ${what} at OpenD: ${reasonOf(error)}`);
  }
}
