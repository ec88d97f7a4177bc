/** The risk gate: no order reaches a broker without passing `review`. @module */
import type { OrderSide } from "../market/market.ts";
import type { Price } from "../money.ts";
import { done, type Outcome, refused } from "../outcome.ts";
import type { Side } from "../signals/rule.ts";
import type { OrderType } from "../trading/order.ts";
import type { Purpose } from "../trading/side.ts";
import { ENTERING, EXITING, PROTECTING } from "./controls.ts";
import type { Exposure } from "./exposure.ts";
import type { Limits } from "./limits.ts";

export interface Ticket {
  /** Also the client order id at the venue and the id of its decision. */
  id: string;
  /** The position it changes; an entry's own id opens one with its first fill. */
  positionId: string;
  /** Exchange-local date it belongs to. */
  session: string;
  symbol: string;
  side: OrderSide;
  purpose: Purpose;
  positionSide: Side;
  /** Setup that enters or signal that leaves. */
  trigger: string;
  quantity: number;
  type: OrderType;
  /** Of a limit order alone. */
  limitPrice: Price | null;
  /** Where a stop triggers; of a stop alone. */
  stopPrice: Price | null;
  /** Relative volume when an entry was decided, in millionths; null unknown. */
  entryVolumePpm: number | null;
  /** The thresholds it was decided with. */
  parameterVersion: string;
}

declare const reviewed: unique symbol;
/** A ticket that passed the gate. Only `review` can make one. */
export type ApprovedOrder = Ticket & { readonly [reviewed]: true };

/**
 * Judges one ticket and reports every limit it breaks, not only the first.
 *
 * Exits shrink exposure, so loss, size and pace limits do not bind them: an
 * agent that has lost its day must still be able to end it flat. What binds
 * them is that no share is sold twice; and a stop that rests, little more.
 */
export function review(
  ticket: Ticket,
  exposure: Exposure,
  limits: Limits,
): Outcome<ApprovedOrder> {
  const refusals = controlsOf(ticket).flatMap((control) =>
    control(ticket, exposure, limits) ?? []
  );
  if (refusals.length > 0) return refused(...refusals);
  return done(ticket as ApprovedOrder);
}

function controlsOf({ purpose, type }: Ticket) {
  if (purpose === "entry") return ENTERING;
  return type === "stop" ? PROTECTING : EXITING;
}
