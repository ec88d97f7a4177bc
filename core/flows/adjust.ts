/** What makes the books equal the venue's where no fill did it: on record, never at an invented price. @module */
import { brief, MILLION, type Money, money, mulDiv } from "../money.ts";
import type { Adjusted, VenuePosition } from "../ports.ts";
import { type Instant, SECOND_MS } from "../time.ts";
import type { Adjustment } from "../trading/adjustment.ts";
import type { Alert } from "../trading/alert.ts";
import type { Position } from "../trading/position.ts";
import type { Found, Sides } from "./differences.ts";

/** Cash that differs by more of the account's is no fee that came late. */
const MUCH_PPM = 10_000;

/** What an adjustment is made under. */
export interface Occasion {
  id: string;
  /** Exchange-local date. */
  session: string;
  at: Instant;
  /** How often the venue said so, and for how long in machine time. */
  reads: number;
  forMs: number;
}

/**
 * The adjustment that settles `found`, with the position before and after.
 *
 * @throws {Error} If the books do not hold what it is about.
 */
export function adjustmentOf(
  { difference: { subject, symbol, text } }: Found,
  { ledger, account }: Sides,
  { id, session, at, reads, forMs }: Occasion,
): Adjusted {
  const seconds = Math.round(forMs / SECOND_MS);
  const reason = `${text}: said ${reads} times in ${seconds} s`;
  const none = { quantity: 0, cost: money(0), cash: money(0) };
  const said = { id, session, symbol, positionId: null, reason, at, ...none };
  if (subject === "cash") {
    const cash = money(account.cash - ledger.cash);
    return { adjustment: { ...said, kind: "cash", cash } };
  }
  const before = ledger.positions.find((held) => held.symbol === symbol);
  if (!before) {
    throw new Error(`Cannot adjust ${symbol}: no position of it is open`);
  }
  const position = followed(before, account.positions.get(before.symbol), at);
  return {
    adjustment: {
      ...said,
      kind: "position",
      positionId: before.id,
      quantity: position.quantity - before.quantity,
      cost: money(position.cost - before.cost),
    },
    before,
    position,
  };
}

/**
 * `position` with the venue's shares. Shares that came cost what the venue says
 * of all of them; those that went take their share of the cost, and what they
 * were sold for nobody knows.
 */
function followed(
  position: Position,
  venue: VenuePosition | undefined,
  at: Instant,
): Position {
  const quantity = Math.abs(venue?.quantity ?? 0);
  const gone = position.quantity - quantity;
  if (gone < 0) {
    const cost = money(Math.abs(venue!.cost!));
    return { ...position, quantity, cost };
  }
  const share = mulDiv(position.cost, gone, position.quantity, "nearest");
  const closed = quantity === 0;
  return {
    ...position,
    quantity,
    cost: money(position.cost - share),
    realizedPnl: null,
    status: closed ? "closed" : "open",
    closedAt: closed ? at : null,
  };
}

/** What a person is told of an adjustment. */
export function adjustmentAlert(
  { kind, cash, symbol, positionId, reason }: Adjustment,
  account: { cash: Money },
): Alert {
  if (kind === "cash") {
    const message = `Cash changed by ${brief(cash)} without a fill: ${reason}`;
    const much = Math.abs(cash) > Math.abs(account.cash) * MUCH_PPM / MILLION;
    const severity = much ? "critical" : "warning";
    return { severity, kind: "adjustment", message };
  }
  const message =
    `Position ${positionId} in ${symbol} follows the venue: ${reason}`;
  return { severity: "critical", kind: "adjustment", message };
}
