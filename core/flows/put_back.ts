/** A fill told after its shares were taken off as missing. @module */
import { localDate } from "../market/sessions.ts";
import { money } from "../money.ts";
import type { Desk } from "../ports.ts";
import type { Fill } from "../trading/fill.ts";
import type { Position } from "../trading/position.ts";
import { nextId } from "./next_id.ts";

/**
 * The position with enough shares for a fill that leaves it. Shares are only
 * put back where some left at a price nobody told: this fill is what took
 * them, so it must not be more than the books hold. Their cost went with them
 * and stays unknown, as the profit does.
 */
export async function putBack(
  desk: Desk,
  held: Position,
  { orderId, quantity, at }: Fill,
): Promise<Position> {
  const missing = quantity - held.quantity;
  if (missing <= 0 || held.realizedPnl !== null) return held;
  const session = localDate(desk.market, at);
  const position: Position = {
    ...held,
    quantity,
    status: "open",
    closedAt: null,
  };
  const adjustment = {
    id: await nextId(desk, session),
    kind: "position" as const,
    session,
    symbol: held.symbol,
    positionId: held.id,
    quantity: missing,
    cost: money(0),
    cash: money(0),
    reason: `A fill of order ${orderId} was told late: it took these shares`,
    at,
  };
  await desk.books.adjust([{ adjustment, before: held, position }]);
  return position;
}
