/** Every share that is held has a stop at the venue, where a venue has stops. @module */
import { brief } from "../money.ts";
import type { Desk } from "../ports.ts";
import {
  isLive,
  isProtective,
  openQuantity,
  type Order,
} from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { Guard } from "./guard.ts";
import { exitOf } from "./leave.ts";
import { placeStop } from "./place_stop.ts";
import { readBack } from "./read_back.ts";
import { isReleasing, release, restingFor } from "./release.ts";
import { type Run, startRun } from "./run.ts";
import { stopPriceOf } from "./stop_ticket.ts";
import { tryWithdraw } from "./withdraw.ts";

/** A stop follows the price in steps of this ratio of the entry price. */
const RAISE = 0.005;

export interface Protected {
  /** Whether there is nothing to look at again within seconds. */
  settled: boolean;
  /** Whether to judge positions at once: shares are free for an exit that waits, or a price is through its stop. */
  judge: boolean;
}

/**
 * Reads back the stops that rest, and sends what is missing: in all, the open
 * stops of a position and its exit are its quantity. A stop is raised by cancel
 * and new, never lowered. Where a venue has none, the watch protects.
 *
 * @param guard What earlier looks have seen, and which exits wait for stops to go.
 * @param judged Positions were just judged: what did not go out gets its stop back.
 */
export async function protect(
  desk: Desk,
  guard = new Guard(),
  judged = false,
): Promise<Protected> {
  const run = await startRun(desk, "watch", guard.waiting);
  if (!desk.broker.capabilities.stops) {
    for (const position of run.ledger.positions) {
      await say(run, position, "software");
    }
    return { settled: true, judge: false };
  }
  await readBack(run, guard);
  await releaseStrays(run);
  let judge = false;
  for (const position of run.ledger.positions) {
    if (await cover(run, guard, position, judged)) judge = true;
  }
  return { settled: isSettled(run, guard), judge };
}

/** Sends, raises or releases stops of one position; answers whether to judge it at once. */
async function cover(
  run: Run,
  guard: Guard,
  position: Position,
  judged: boolean,
): Promise<boolean> {
  const resting = restingFor(run.ledger, position);
  await sayOf(run, guard, position, resting);
  if (resting.some(isReleasing)) return false;
  const missing = missingOf(run, position);
  if (missing < 0) {
    await release(run, resting, ["the stops would sell more than is held"]);
    return false;
  }
  if (missing === 0) {
    await raise(run, position, resting);
    return false;
  }
  const free = resting.length === 0 && run.waiting.has(position.id);
  if (free && !judged && isOpen(run)) return true;
  return await placeStop(run, guard, position, missing, judged);
}

/** Shares of a position that neither a stop nor an exit would sell. */
function missingOf(run: Run, position: Position): number {
  const resting = restingFor(run.ledger, position);
  const exit = exitOf(run, position);
  return position.quantity - (exit ? openQuantity(exit) : 0) -
    sharesOf(resting);
}

function sharesOf(orders: readonly Order[]): number {
  return orders.reduce((sum, order) => sum + openQuantity(order), 0);
}

async function raise(
  run: Run,
  position: Position,
  resting: readonly Order[],
): Promise<void> {
  const { desk, date } = run;
  const { side, symbol, cost, quantity } = position;
  const wanted = stopPriceOf(run, position, resting);
  const step = RAISE * cost / quantity -
    desk.market.tickAt(wanted, date, symbol);
  for (const stop of resting) {
    if (stop.cancelAsks > 0 || stop.status !== "accepted") continue;
    const from = stop.stopPrice!;
    const rise = side === "long" ? wanted - from : from - wanted;
    if (rise <= 0 || rise < step) continue;
    const why = `the stop moves from ${brief(from)} to ${brief(wanted)}`;
    await tryWithdraw(run, stop, [why]);
  }
}

/** Stops of what is held no more would open a position the other way. */
async function releaseStrays(run: Run): Promise<void> {
  const held = new Set(run.ledger.positions.map(({ id }) => id));
  const strays = run.ledger.orders.filter((order) =>
    isProtective(order) && isLive(order) && !held.has(order.positionId)
  );
  await release(run, strays, ["what it protected is held no more"]);
}

async function sayOf(
  run: Run,
  { looks }: Guard,
  position: Position,
  resting: readonly Order[],
): Promise<void> {
  const seen = resting.every(({ id }) => looks.get(id)?.verified);
  if (sharesOf(resting) < position.quantity) await say(run, position, "none");
  else if (seen) await say(run, position, "venue");
}

async function say(
  { desk, at }: Run,
  { id, protection }: Position,
  now: Position["protection"],
): Promise<void> {
  if (protection !== now) await desk.books.setProtection(id, now, at);
}

function isSettled(run: Run, { looks }: Guard): boolean {
  const { orders, positions } = run.ledger;
  const stops = orders.filter((order) => isProtective(order) && isLive(order));
  return stops.every(({ id, cancelAsks }) =>
    cancelAsks === 0 && looks.get(id)?.verified
  ) && positions.every((position) => missingOf(run, position) === 0);
}

function isOpen({ desk, at }: Run): boolean {
  return desk.market.phaseAt(at) === "regular";
}
