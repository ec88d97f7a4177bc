/** Orders that have waited: which are withdrawn, and which may wait on. @module */
import type { Snapshot } from "../ports.ts";
import { MINUTE_MS } from "../time.ts";
import { isLive, type Order } from "../trading/order.ts";
import { withdraw } from "./leave.ts";
import type { Run } from "./run.ts";

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
    if (!isLive(order)) continue;
    const entering = order.purpose === "entry";
    const { patienceMinutes } = entering ? entry : exit;
    if (run.at - order.at < patienceMinutes * MINUTE_MS) continue;
    if (!entering && !leftBehind(order, snapshots.get(order.symbol))) continue;
    await withdraw(run, order, [`not filled in ${patienceMinutes} minutes`]);
  }
}

/** Whether the market now trades where the order cannot be filled. */
function leftBehind(
  { side, limitPrice }: Order,
  snapshot: Snapshot | undefined,
): boolean {
  if (!snapshot) return false;
  return side === "sell"
    ? snapshot.price < limitPrice
    : snapshot.price > limitPrice;
}
