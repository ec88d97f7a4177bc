/** The stop that protects a position, as it is sent. @module */
import { onTick } from "../market/on_tick.ts";
import type { Price } from "../money.ts";
import type { Ticket } from "../risk/gate.ts";
import { stopOf } from "../risk/stop.ts";
import { type Order, PROTECTIVE_STOP } from "../trading/order.ts";
import type { Position } from "../trading/position.ts";
import { orderSideOf } from "../trading/side.ts";
import type { Run } from "./run.ts";

/**
 * Where a stop of `position` has to rest now: on a tick, rounded toward safety,
 * and never less safe than one that rested before.
 *
 * @param before All stops of the position so far.
 */
export function stopPriceOf(
  { desk, date }: Run,
  position: Position,
  before: readonly Order[],
): Price {
  const { market, parameters: { rules } } = desk;
  const { side, symbol } = position;
  const long = side === "long";
  const exact = stopOf(position, rules);
  const whole = (long ? Math.ceil(exact) : Math.floor(exact)) as Price;
  const tick = market.tickAt(whole, date, symbol);
  const now = onTick(whole, tick, long ? "ceil" : "floor");
  const rested = before.flatMap(({ status, stopPrice }) =>
    status === "rejected" ? [] : stopPrice ?? []
  );
  const best = long ? Math.max(now, ...rested) : Math.min(now, ...rested);
  return best as Price;
}

export function stopTicket(
  { desk, date }: Run,
  { id: positionId, symbol, side: positionSide }: Position,
  quantity: number,
  stopPrice: Price,
  decisionId: string,
): Ticket {
  return {
    id: decisionId,
    positionId,
    session: date,
    symbol,
    side: orderSideOf(positionSide, "exit"),
    purpose: "exit",
    positionSide,
    trigger: PROTECTIVE_STOP,
    quantity,
    type: "stop",
    limitPrice: null,
    stopPrice,
    entryVolumePpm: null,
    parameterVersion: desk.parameters.id,
  };
}
