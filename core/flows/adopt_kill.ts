/** Orders that `kill` sent without these books become theirs, so that what they sold has its true price. @module */
import { money } from "../money.ts";
import type { Desk } from "../ports.ts";
import type { ListedOrder, Order, OrderReport } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { orderSideOf } from "../trading/side.ts";
import { decisionOf, startRun } from "./run.ts";

/** Trigger of such an exit, and how its id begins. */
const KILL = "kill";

export function isKill(orderId: string): boolean {
  return orderId.startsWith(`${KILL}-`);
}

/**
 * Writes down the exit that `listed` is, as sent and accepted. Answers false,
 * and writes nothing, if no open position could be left by it: then it is
 * somebody else's.
 */
export async function adoptKill(
  desk: Desk,
  { orderId, brokerOrderId }: OrderReport,
  listed: ListedOrder,
): Promise<boolean> {
  const run = await startRun(desk, "watch");
  const position = run.ledger.positions.find((held) => leaves(listed, held));
  if (!position) return false;
  const reasons = [`The operator's kill sent order ${orderId}`];
  const drawn = await decisionOf(run, position.symbol, "exit", reasons);
  const order = exitOf(position, orderId, listed, run.date, run.at);
  const { books } = desk;
  await books.recordIntent({ ...drawn, id: orderId }, order, run.begun);
  if (await books.claim(orderId)) {
    await books.recordAnswer(orderId, { status: "accepted", brokerOrderId });
  }
  return true;
}

function leaves(
  { symbol, side, quantity }: ListedOrder,
  position: Position,
): boolean {
  return position.symbol === symbol && quantity <= position.quantity &&
    side === orderSideOf(position.side, "exit");
}

function exitOf(
  position: Position,
  id: string,
  { symbol, side, quantity }: ListedOrder,
  session: string,
  at: Order["at"],
): Order {
  return {
    id,
    positionId: position.id,
    session,
    symbol,
    side,
    purpose: "exit",
    positionSide: position.side,
    trigger: KILL,
    quantity,
    type: "market",
    limitPrice: null,
    stopPrice: null,
    status: "intent",
    brokerOrderId: null,
    reason: null,
    filledQuantity: 0,
    filledValue: money(0),
    fees: money(0),
    entryVolumePpm: null,
    cancelAskedAt: null,
    cancelAsks: 0,
    at,
  };
}
