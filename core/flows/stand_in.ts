/** What the sentinel does in a trader's place: it lets nothing in, and out what must go. @module */
import type { Desk } from "../ports.ts";
import { Guard } from "./guard.ts";
import { protect } from "./protect.ts";
import { checkBooks } from "./reconcile.ts";
import { recover } from "./recover.ts";
import { watch } from "./watch.ts";

/**
 * One pass under the lease, to be repeated every few seconds while nobody else
 * has it: what a crash left is settled, the books compared, every position
 * judged and given its stop. It enters nothing, scans nothing and obeys nobody.
 *
 * @param guard What earlier passes have seen: the same one for all of them.
 */
export async function standIn(
  desk: Desk,
  guard = new Guard(),
): Promise<void> {
  await recover(desk);
  await checkBooks(desk);
  await watch(desk, guard.waiting);
  await protect(desk, guard);
}
