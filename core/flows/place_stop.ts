/** Sends one stop; a venue that keeps none gets an exit instead. @module */
import { brief } from "../money.ts";
import { BrokerUnavailable, type Snapshot } from "../ports.ts";
import { measure } from "../risk/measure.ts";
import { stopOf } from "../risk/stop.ts";
import { MINUTE_MS, SECOND_MS } from "../time.ts";
import type { Alert } from "../trading/alert.ts";
import { isLive, isProtective, type Order } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import type { Guard } from "./guard.ts";
import { leave } from "./leave.ts";
import {
  decisionOf,
  executeIn,
  recordDecision,
  refresh,
  type Run,
  sceneOf,
} from "./run.ts";
import { DROPPED } from "./read_back.ts";
import { stopPriceOf, stopTicket } from "./stop_ticket.ts";
import { tryWithdraw } from "./withdraw.ts";

/** Rejections, or drops, of one position's stops: then it is not held any longer. */
const FAILURES_MAX = 2;
/** Begins the reason of what our own side kept from the venue. */
const NOT_SENT = "It was not sent";

type Snapshots = ReadonlyMap<string, Snapshot>;

/**
 * Sends a stop for `quantity` shares of `position`. Where the venue rejects it
 * beside a working entry, the entry goes first; where it rejects or drops the
 * second one, the position does.
 *
 * @param judged Whether a price through the stop was judged already.
 * @returns Whether the price is through the stop, and was not.
 */
export async function placeStop(
  run: Run,
  guard: Guard,
  position: Position,
  quantity: number,
  judged: boolean,
): Promise<boolean> {
  const { id, symbol } = position;
  const now = run.desk.machine.now();
  if (now < (guard.pauses.get(id) ?? -Infinity)) return false;
  const before = run.ledger.orders.filter((order) =>
    order.positionId === id && isProtective(order)
  );
  if (await withdrawEntries(run, guard, symbol, before.at(-1))) return false;
  if (await leftToPerson(run, symbol, before.at(-1))) return false;
  const snapshots = await snapshotsOf(run, symbol);
  const failures = failuresOf(before, guard);
  if (failures.length >= FAILURES_MAX) {
    guard.pauses.set(id, now + MINUTE_MS);
    await giveUp(run, position, snapshots, failures);
    return false;
  }
  if (!judged && isThrough(run, position, snapshots)) return true;
  guard.pauses.set(id, now + SECOND_MS);
  const sent = await send(run, position, quantity, before, snapshots);
  if (sent) guard.lookOf(sent, now);
  else guard.pauses.set(id, now + MINUTE_MS);
  return false;
}

/** Whether entries stand in the way of the stop that was last rejected. */
async function withdrawEntries(
  run: Run,
  guard: Guard,
  symbol: string,
  last: Order | undefined,
): Promise<boolean> {
  if (last?.status !== "rejected") return false;
  const entries = run.ledger.orders.filter((order) =>
    order.symbol === symbol && order.purpose === "entry" && isLive(order)
  );
  if (entries.length === 0) return false;
  guard.excused.add(last.id);
  for (const entry of entries) {
    await tryWithdraw(run, entry, ["the venue takes no stop beside it"]);
  }
  return true;
}

/**
 * Whether somebody else cancelled the last stop while trading is halted: then a
 * person is at work there, and a new one would only hold the shares again.
 */
async function leftToPerson(
  { desk, ledger }: Run,
  symbol: string,
  last: Order | undefined,
): Promise<boolean> {
  const { state } = ledger.state;
  if (state !== "halted" && state !== "locked") return false;
  if (!last || !isForeignCancel(last)) return false;
  const message =
    `${symbol} has no stop: ${last.id} was cancelled by somebody else while trading is ${state}`;
  await desk.books.alert({ severity: "critical", kind: "protection", message });
  return true;
}

function isForeignCancel({ status, cancelAsks, reason }: Order): boolean {
  return status === "cancelled" && cancelAsks === 0 && reason !== DROPPED;
}

/** Stops that the venue rejected, or took and did not keep. */
function failuresOf(stops: readonly Order[], { excused }: Guard): Order[] {
  const rejected = stops.filter(({ id, status, reason }) =>
    status === "rejected" && !excused.has(id) && !reason?.startsWith(NOT_SENT)
  );
  const dropped = stops.filter(({ status, brokerOrderId, cancelAsks }) =>
    (status === "cancelled" || status === "expired") &&
    brokerOrderId !== null && cancelAsks === 0
  );
  return rejected.length > dropped.length ? rejected : dropped;
}

/** Sells what nobody would protect while nobody looks. */
async function giveUp(
  run: Run,
  position: Position,
  snapshots: Snapshots,
  failures: readonly Order[],
): Promise<void> {
  const { desk, at } = run;
  const { symbol } = position;
  const { status, reason } = failures.at(-1)!;
  const why = `the venue keeps no stop, the last was ${status}: ${
    reason ?? "it did not say why"
  }`;
  const message = `${symbol} is sold: ${why}`;
  await desk.books.alert({ severity: "critical", kind: "protection", message });
  const open = desk.market.phaseAt(at) === "regular";
  if (!open || !snapshots.has(symbol)) return;
  await leave(run, position, snapshots, "unprotected", [why]);
}

/** The id of the stop; undefined if the gate has kept it in. */
async function send(
  run: Run,
  position: Position,
  quantity: number,
  before: readonly Order[],
  snapshots: Snapshots,
): Promise<string | undefined> {
  const { symbol } = position;
  const stopPrice = stopPriceOf(run, position, before);
  const what = `A stop at ${brief(stopPrice)} for ${quantity} shares`;
  const decision = await decisionOf(run, symbol, "exit", [what]);
  const ticket = stopTicket(run, position, quantity, stopPrice, decision.id);
  const exposure = measure(sceneOf(run, snapshots), symbol, stopPrice);
  const outcome = await executeIn(run, decision, ticket, exposure);
  if (outcome.kind === "refused") {
    const { refusals } = outcome;
    const message = `${symbol} has no stop: ${refusals[0]!.message}`;
    const kind = "protection";
    const alert: Alert = { severity: "critical", kind, message };
    await recordDecision(run, { ...decision, refusals }, undefined, [alert]);
    return;
  }
  await refresh(run);
  return decision.id;
}

/** Whether the market already trades where the stop would sell. */
function isThrough(
  { desk, at }: Run,
  position: Position,
  snapshots: Snapshots,
): boolean {
  const price = snapshots.get(position.symbol)?.price;
  if (price === undefined || desk.market.phaseAt(at) !== "regular") {
    return false;
  }
  const stop = stopOf(position, desk.parameters.rules);
  return position.side === "long" ? price <= stop : price >= stop;
}

/** None if the market cannot be seen: a stop needs no price. */
async function snapshotsOf(
  { desk }: Run,
  symbol: string,
): Promise<Snapshots> {
  try {
    return await desk.data.snapshots([symbol]);
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return new Map();
  }
}
