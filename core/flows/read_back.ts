/** A stop counts once the venue itself has shown it: each is read back, and again every minute. @module */
import { BrokerUnavailable } from "../ports.ts";
import { MINUTE_MS, SECOND_MS } from "../time.ts";
import {
  isLive,
  isProtective,
  openQuantity,
  type Order,
} from "../trading/order.ts";
import { book } from "./book.ts";
import { works } from "./differences.ts";
import { type Guard, type Look, LOOK_MS } from "./guard.ts";
import { ASKS_MAX } from "./release.ts";
import { refresh, type Run } from "./run.ts";
import { CANCEL_LOST_MS, tryWithdraw } from "./withdraw.ts";

/** Machine time. A cancel is looked after less often: it was asked for just now. */
const RELEASE_LOOK_MS = 2 * SECOND_MS;
const VERIFIED_LOOK_MS = MINUTE_MS;
/** A stop that nobody has seen for so long is for a person, and looked for less often. */
const UNSEEN_MS = 10 * SECOND_MS;

const NOTHING = { quantity: 0, available: 0 };

/** Why a stop is over that the venue took and then forgot. */
export const DROPPED =
  "The venue took it and has no such order: its shares are free";

/**
 * Looks at every stop that is due. What the venue says of it is booked. One that
 * is gone while its shares are free, twice a second apart, was dropped: it is
 * booked as cancelled. A cancel that has no end is asked for again.
 */
export async function readBack(run: Run, guard: Guard): Promise<void> {
  const now = run.desk.machine.now();
  const stops = run.ledger.orders.filter((order) =>
    isProtective(order) && isLive(order)
  );
  for (const id of guard.looks.keys()) {
    if (!stops.some((stop) => stop.id === id)) guard.looks.delete(id);
  }
  for (const stop of stops) {
    const look = guard.lookOf(stop.id, now);
    if (stop.cancelAsks > 0) {
      look.nextAt = Math.min(look.nextAt, now + RELEASE_LOOK_MS);
    }
    if (now < look.nextAt) continue;
    await lookAt(run, stop, look, now);
    await refresh(run);
    const after = run.ledger.orders.find(({ id }) => id === stop.id);
    if (after && isLive(after) && after.cancelAsks > 0) {
      await askAgain(run, after);
    }
  }
}

async function lookAt(
  run: Run,
  stop: Order,
  look: Look,
  now: number,
): Promise<void> {
  const { desk } = run;
  look.nextAt = now + (stop.cancelAsks > 0 ? RELEASE_LOOK_MS : LOOK_MS);
  try {
    const report = await desk.broker.find(stop.id);
    if (!report) return await missing(run, stop, look, now);
    await book(desk, report);
  } catch (error) {
    // Not seen is not gone; what is unseen for long is told.
    if (!(error instanceof BrokerUnavailable)) throw error;
    return await tellUnseen(run, stop, look, now);
  }
  look.unseenSince = now;
  look.goneAt = null;
  look.verified = true;
  if (stop.cancelAsks === 0) look.nextAt = now + VERIFIED_LOOK_MS;
}

async function missing(
  run: Run,
  stop: Order,
  look: Look,
  now: number,
): Promise<void> {
  if (look.verified) look.unseenSince = now;
  look.verified = false;
  await tellUnseen(run, stop, look, now);
  // Of unknown fate it may be on its way still: nothing found proves nothing.
  if (stop.status === "unknown" || stop.status === "submitting") return;
  const { positions } = await run.desk.broker.account();
  const { quantity, available } = positions.get(stop.symbol) ?? NOTHING;
  const held = Math.abs(quantity) - available;
  const own = openQuantity(stop);
  // If it rested, its shares would be held, besides those of all others that rest.
  const isHeld = held >= own && held >= own + await heldByOthers(run, stop);
  if (isHeld) look.goneAt = null;
  else if (look.goneAt === null) look.goneAt = now;
  else if (now - look.goneAt >= LOOK_MS) await bookDropped(run, stop);
}

/** Shares that other orders at the venue hold; none if its list has this one. */
async function heldByOthers(
  { desk }: Run,
  { id, symbol, side }: Order,
): Promise<number> {
  const listed = (await desk.broker.orders()).filter((order) =>
    order.symbol === symbol && order.side === side && works(order)
  );
  if (listed.some(({ orderId }) => orderId === id)) return 0;
  return listed.reduce(
    (sum, { quantity, cumulativeQuantity }) =>
      sum + quantity - cumulativeQuantity,
    0,
  );
}

async function bookDropped({ desk, at }: Run, stop: Order): Promise<void> {
  await book(desk, {
    orderId: stop.id,
    brokerOrderId: stop.brokerOrderId ?? stop.id,
    status: "cancelled",
    cumulativeQuantity: stop.filledQuantity,
    cumulativeValue: stop.filledValue,
    executionId: null,
    reason: DROPPED,
    at,
  });
}

async function tellUnseen(
  { desk }: Run,
  { id, symbol, status }: Order,
  look: Look,
  now: number,
): Promise<void> {
  if (look.verified || now - look.unseenSince < UNSEEN_MS) return;
  look.nextAt = now + UNSEEN_MS;
  const message =
    `${symbol}: stop ${id} is ${status} and could not be read back from the venue`;
  await desk.books.alert({ severity: "critical", kind: "protection", message });
}

/** Up to three times within seconds, then a person is told, and it goes on slowly. */
async function askAgain(run: Run, stop: Order): Promise<void> {
  const { id, symbol, cancelAsks } = stop;
  if (cancelAsks < ASKS_MAX) {
    const asks = `asked ${cancelAsks + 1} times`;
    return await tryWithdraw(run, stop, [asks], 0);
  }
  const message =
    `${symbol}: stop ${id} was asked ${ASKS_MAX} times to be cancelled and still works: it stays, and nothing else is sold`;
  await run.desk.books.alert({ severity: "critical", kind: "close", message });
  // What may never have arrived is not asked for again and again.
  if (stop.status === "unknown") return;
  await tryWithdraw(run, stop, ["asked once more"], CANCEL_LOST_MS);
}
