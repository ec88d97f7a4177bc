/** Asks Alpaca to take an order off. @module */
import type { Access } from "./client.ts";
import { isRefusal } from "./failure.ts";

/** How long a cancel may wait for its turn, by the machine. */
const PATIENCE_MS = 60_000;
/** It is not there, or is over already. */
const OVER = [404, 422];

/**
 * Whether it was cancelled is told by a report: what is over, or over by now,
 * has nothing left to cancel.
 *
 * @param id The venue's.
 */
export async function cancelById(
  { alpaca, requests }: Pick<Access, "alpaca" | "requests">,
  id: string,
): Promise<void> {
  try {
    await requests.send(
      async (init) => {
        const { orders } = alpaca.trading;
        // The SDK's own short form leaves a timer of its deadline behind.
        const done = await orders.deleteOrderByOrderIDRaw(
          { orderId: id },
          init,
        );
        await done.value();
      },
      true,
      PATIENCE_MS,
    );
  } catch (error) {
    if (!isRefusal(error) || !OVER.includes(error.status)) throw error;
  }
}
