/** Takes a position off: the one way every exit goes. @module */
import type { Refusal } from "../outcome.ts";
import { onTick } from "../market/on_tick.ts";
import type { Snapshot } from "../ports.ts";
import type { Ticket } from "../risk/gate.ts";
import { measure } from "../risk/measure.ts";
import { MINUTE_MS } from "../time.ts";
import { isLive, type Order } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { orderSideOf } from "../trading/side.ts";
import { execute } from "./execute.ts";
import { reaching } from "./judge.ts";
import {
  decisionOf,
  recordDecision,
  refresh,
  type Run,
  sceneOf,
} from "./run.ts";

/**
 * Decides the exit of all of `position` and sends it. Entries of the symbol
 * that still work are cancelled first, and the exit waits for that: a venue
 * refuses orders that could trade with each other.
 *
 * @param trigger Name of the signal that decided, for the books.
 * @returns Why it did not go out; empty if it did, or is already working.
 */
export async function leave(
  run: Run,
  position: Position,
  snapshots: ReadonlyMap<string, Snapshot>,
  trigger: string,
  reasons: string[],
): Promise<Refusal[]> {
  if (exitOf(run, position)) return [];
  const entries = run.ledger.orders.filter((order) =>
    order.symbol === position.symbol && order.purpose === "entry" &&
    isLive(order)
  );
  for (const order of entries) await withdraw(run, order, reasons);
  if (entries.length > 0) return [];
  const { desk } = run;
  const { symbol } = position;
  const decision = await decisionOf(run, symbol, "exit", reasons);
  const ticket = exitTicket(run, position, snapshots, trigger, decision.id);
  const exposure = measure(sceneOf(run, snapshots), symbol, ticket.limitPrice);
  const outcome = await execute(desk, decision, ticket, exposure, run.cycle);
  if (outcome.kind === "refused") {
    const { refusals } = outcome;
    await recordDecision(run, { ...decision, refusals });
    return refusals;
  }
  run.cycle = undefined;
  await refresh(run);
  return [];
}

/** All of the position, at a limit that reaches far enough to be filled. */
function exitTicket(
  { desk, date }: Run,
  { id, symbol, side: positionSide, quantity }: Position,
  snapshots: ReadonlyMap<string, Snapshot>,
  trigger: string,
  decisionId: string,
): Ticket {
  const side = orderSideOf(positionSide, "exit");
  const { reach } = desk.agent.exit;
  const { price } = snapshots.get(symbol)!;
  const wanted = reaching(price, side === "sell" ? -reach : reach);
  const tick = desk.market.tickAt(wanted, date);
  return {
    id: decisionId,
    positionId: id,
    session: date,
    symbol,
    side,
    purpose: "exit",
    positionSide,
    trigger,
    quantity,
    limitPrice: onTick(wanted, tick, side === "sell" ? "ceil" : "floor"),
    entryVolumePpm: null,
    parameterVersion: desk.parameters.id,
  };
}

/** The exit already on its way, if there is one. */
export function exitOf(
  { ledger }: Run,
  { id }: Position,
): Order | undefined {
  return ledger.orders.find((order) =>
    order.positionId === id && order.purpose === "exit" && isLive(order)
  );
}

/** A cancel that is not told of within this time may be lost, and is asked again. */
const CANCEL_LOST_MS = 2 * MINUTE_MS;

/**
 * Asks for `order` to be cancelled; what became of it is told by a report.
 * Asking again is harmless, for a venue cancels an order once.
 */
export async function withdraw(
  run: Run,
  order: Order,
  reasons: string[],
): Promise<void> {
  const { cancelAskedAt } = order;
  if (cancelAskedAt !== null && run.at - cancelAskedAt < CANCEL_LOST_MS) return;
  const { desk, at } = run;
  const decision = await decisionOf(run, order.symbol, "cancel", [
    `order ${order.id}`,
    ...reasons,
  ]);
  await recordDecision(run, decision);
  await desk.books.recordCancelAsked(order.id, at);
  await desk.broker.cancel(order.id);
  await refresh(run);
}
