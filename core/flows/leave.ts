/** Takes a position off: the one way every exit goes. @module */
import type { Refusal } from "../outcome.ts";
import { localDate } from "../market/sessions.ts";
import { onTick } from "../market/on_tick.ts";
import type { Snapshot } from "../ports.ts";
import { measure } from "../risk/measure.ts";
import { isLive, type Order } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { orderSideOf } from "../trading/side.ts";
import { execute } from "./execute.ts";
import { reaching } from "./judge.ts";
import { decisionOf, refresh, type Run } from "./run.ts";

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
  if (entries.length > 0) {
    for (const order of entries) await withdraw(run, order, reasons);
    return [];
  }
  const { desk, session, at, ledger } = run;
  const { price } = snapshots.get(position.symbol)!;
  const side = orderSideOf(position.side, "exit");
  const reach = side === "sell"
    ? -desk.agent.exit.reach
    : desk.agent.exit.reach;
  const wanted = reaching(price, reach);
  const tick = desk.market.tickAt(wanted, localDate(desk.market, at));
  const limitPrice = onTick(wanted, tick, side === "sell" ? "ceil" : "floor");
  const decision = await decisionOf(run, position.symbol, "exit", reasons);
  const exposure = measure(
    {
      at,
      market: desk.market,
      session,
      universe: desk.data.universe(),
      ledger,
      snapshots,
      rules: desk.parameters.rules,
    },
    position.symbol,
    limitPrice,
  );
  const outcome = await execute(desk, decision, {
    id: decision.id,
    positionId: position.id,
    session: run.date,
    symbol: position.symbol,
    side,
    purpose: "exit",
    positionSide: position.side,
    trigger,
    quantity: position.quantity,
    limitPrice,
    entryVolumePpm: null,
    parameterVersion: desk.parameters.id,
  }, exposure);
  if (outcome.kind === "refused") {
    const { refusals } = outcome;
    await desk.books.recordDecision({ ...decision, refusals });
    return refusals;
  }
  await refresh(run);
  return [];
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

/** Asks once for `order` to be cancelled; what became of it is told by a report. */
export async function withdraw(
  run: Run,
  order: Order,
  reasons: string[],
): Promise<void> {
  if (order.cancelAskedAt !== null) return;
  const { desk, at } = run;
  const decision = await decisionOf(run, order.symbol, "cancel", [
    `order ${order.id}`,
    ...reasons,
  ]);
  await desk.books.recordDecision(decision);
  await desk.books.recordCancelAsked(order.id, at);
  await desk.broker.cancel(order.id);
}
