/** Orders that have waited: which are withdrawn, and which may wait on. @module */
import type { Snapshot } from "../ports.ts";
import { MINUTE_MS } from "../time.ts";
import { isLive, type Order, priceOf } from "../trading/order.ts";
import { ASKS_MAX } from "./release.ts";
import type { Run } from "./run.ts";
import { tryWithdraw } from "./withdraw.ts";

/**
 * An entry that has waited too long is no longer wanted. An exit always is: it
 * is only withdrawn, to be decided afresh, once the price has left it behind.
 */
export async function withdrawStale(
  run: Run,
  snapshots: ReadonlyMap<string, Snapshot>,
): Promise<void> {
  const { entry, exit } = run.desk.agent;
  for (const order of run.ledger.orders) {
    // A stop waits for its price, and a market order for nothing.
    if (!isLive(order) || order.type !== "limit") continue;
    const entering = order.purpose === "entry";
    const { patienceMinutes } = entering ? entry : exit;
    if (run.at - order.at < patienceMinutes * MINUTE_MS) continue;
    // What may never have arrived is not asked for again and again.
    if (order.status === "unknown" && order.cancelAsks >= ASKS_MAX) continue;
    if (!entering && !leftBehind(order, snapshots.get(order.symbol))) continue;
    await tryWithdraw(run, order, [`not filled in ${patienceMinutes} minutes`]);
  }
}

/** Whether the market now trades where the order cannot be filled. */
function leftBehind(
  order: Order,
  snapshot: Snapshot | undefined,
): boolean {
  if (!snapshot) return false;
  return order.side === "sell"
    ? snapshot.price < priceOf(order)
    : snapshot.price > priceOf(order);
}
