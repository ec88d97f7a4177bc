/** Takes a position off: the one way every exit goes. @module */
import type { Refusal } from "../outcome.ts";
import { onTick } from "../market/on_tick.ts";
import type { Snapshot } from "../ports.ts";
import type { Exposure } from "../risk/exposure.ts";
import { review, type Ticket } from "../risk/gate.ts";
import { measure } from "../risk/measure.ts";
import type { Decision } from "../trading/decision.ts";
import { isLive, isProtective, type Order, priceOf } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { orderSideOf } from "../trading/side.ts";

import { reaching } from "./judge.ts";
import {
  decisionOf,
  executeIn,
  recordDecision,
  refresh,
  type Run,
  sceneOf,
} from "./run.ts";
import { release, restingFor } from "./release.ts";
import { tryWithdraw } from "./withdraw.ts";

/** Exits of one position in a session that a venue may reject before a person is told. */
const REJECTIONS_MAX = 3;

/**
 * Decides the exit of all of `position` and sends it. Entries of the symbol
 * that still work are cancelled first, and so are the stops that hold its
 * shares; the exit waits until they are gone. Whatever would refuse the exit
 * does so before a stop is given up for it.
 *
 * @param trigger Name of the signal that decided, for the books.
 * @returns Why it did not go out; empty if it did, waits, or is already working.
 */
export async function leave(
  run: Run,
  position: Position,
  snapshots: ReadonlyMap<string, Snapshot>,
  trigger: string,
  reasons: string[],
): Promise<Refusal[]> {
  if (exitOf(run, position)) return [];
  const { symbol } = position;
  const entries = run.ledger.orders.filter((order) =>
    order.symbol === symbol && order.purpose === "entry" && isLive(order)
  );
  for (const order of entries) await tryWithdraw(run, order, reasons);
  if (entries.length > 0) return [];
  const resting = restingFor(run.ledger, position);
  const wait = { date: run.date, trigger, reasons };
  if (resting.length > 0 && resting.every(({ cancelAsks }) => cancelAsks > 0)) {
    run.waiting.set(position.id, wait);
    return [];
  }
  const decision = await decisionOf(run, symbol, "exit", reasons);
  const ticket = exitTicket(run, position, snapshots, trigger, decision.id);
  const exposure = exposureWithout(resting, run, snapshots, ticket);
  if (resting.length === 0) {
    return await send(run, position, decision, ticket, exposure);
  }
  const verdict = review(ticket, exposure, run.desk.agent.limits);
  if (verdict.kind === "refused") {
    return await stay(run, position, decision, verdict.refusals);
  }
  run.waiting.set(position.id, wait);
  await release(run, resting, reasons);
  return [];
}

async function send(
  run: Run,
  position: Position,
  decision: Decision,
  ticket: Ticket,
  exposure: Exposure,
): Promise<Refusal[]> {
  const outcome = await executeIn(run, decision, ticket, exposure);
  if (outcome.kind === "refused") {
    return await stay(run, position, decision, outcome.refusals);
  }
  run.waiting.delete(position.id);
  await refresh(run);
  if (outcome.value.status === "rejected") await heedRejections(run, position);
  return [];
}

/** Puts on record why `position` does not leave; it is judged afresh. */
async function stay(
  run: Run,
  { id }: Position,
  decision: Decision,
  refusals: Refusal[],
): Promise<Refusal[]> {
  run.waiting.delete(id);
  await recordDecision(run, { ...decision, refusals });
  return refusals;
}

/** What the gate looks at once `stops` are gone. */
function exposureWithout(
  stops: readonly Order[],
  run: Run,
  snapshots: ReadonlyMap<string, Snapshot>,
  ticket: Ticket,
): Exposure {
  const { ledger } = run;
  const orders = ledger.orders.filter((order) => !stops.includes(order));
  const scene = sceneOf(
    { ...run, ledger: { ...ledger, orders } },
    snapshots,
  );
  return measure(scene, ticket.symbol, priceOf(ticket));
}

/** An exit that the venue keeps rejecting is for a person. */
async function heedRejections(
  { desk, ledger }: Run,
  { id, symbol }: Position,
): Promise<void> {
  const rejected = ledger.orders.filter((order) =>
    order.positionId === id && order.purpose === "exit" &&
    !isProtective(order) && order.status === "rejected"
  );
  if (rejected.length < REJECTIONS_MAX) return;
  const message =
    `${symbol}: the venue has rejected ${REJECTIONS_MAX} exits, the last one: ${
      rejected[REJECTIONS_MAX - 1]!.reason
    }`;
  await desk.books.alert({ severity: "critical", kind: "close", message });
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
  const tick = desk.market.tickAt(wanted, date, symbol);
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
    type: "limit",
    limitPrice: onTick(wanted, tick, side === "sell" ? "ceil" : "floor"),
    stopPrice: null,
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
    order.positionId === id && order.purpose === "exit" &&
    !isProtective(order) && isLive(order)
  );
}
