/** Asks a venue to cancel an order. @module */
import { BrokerUnavailable } from "../ports.ts";
import { MINUTE_MS } from "../time.ts";
import type { Order } from "../trading/order.ts";
import { decisionOf, recordDecision, refresh, type Run } from "./run.ts";

/** A cancel that is not told of within this time may be lost, and is asked again. */
export const CANCEL_LOST_MS = 2 * MINUTE_MS;

/**
 * Asks for `order` to be cancelled; what became of it is told by a report.
 * Asking again is harmless, for a venue cancels an order once.
 *
 * @param againMs What was asked less long ago is not asked again.
 * @throws {BrokerUnavailable} If the request may not have arrived; that it was
 * asked is on record all the same.
 */
export async function withdraw(
  run: Run,
  order: Order,
  reasons: string[],
  againMs = CANCEL_LOST_MS,
): Promise<void> {
  const { cancelAskedAt } = order;
  if (cancelAskedAt !== null && run.at - cancelAskedAt < againMs) return;
  const { desk, at } = run;
  const decision = await decisionOf(run, order.symbol, "cancel", [
    `order ${order.id}`,
    ...reasons,
  ]);
  await recordDecision(run, decision);
  await desk.books.recordCancelAsked(order.id, at);
  try {
    await desk.broker.cancel(order.id);
  } finally {
    await refresh(run);
  }
}

/** The same where one order that cannot be reached must not keep the others waiting. */
export async function tryWithdraw(
  run: Run,
  order: Order,
  reasons: string[],
  againMs = CANCEL_LOST_MS,
): Promise<void> {
  try {
    await withdraw(run, order, reasons, againMs);
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    const message = `Order ${order.id} was not cancelled: ${error.message}`;
    await run.desk.books.alert({
      severity: "warning",
      kind: "venue_down",
      message,
    });
  }
}
