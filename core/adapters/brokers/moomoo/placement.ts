/** An approved order in OpenD's words. @module */
import { MILLION } from "../../../money.ts";
import type { ApprovedOrder } from "../../../risk/gate.ts";
import { Unsent } from "./failure.ts";
import { codeOf } from "./spelling.ts";
import { DAY, HONG_KONG, LIMIT, SIDE } from "./words.ts";

/** What OpenD stores beside an order; it would cut the rest off. */
const REMARK_BYTES = 64;

/** @throws {Unsent} If its id does not fit, for then it could not be found again. */
export function placement(order: ApprovedOrder) {
  const { id, side, symbol, quantity, limitPrice } = order;
  const bytes = new TextEncoder().encode(id).length;
  if (bytes === 0 || bytes > REMARK_BYTES) {
    throw new Unsent(`Cannot send order: its id has ${bytes} bytes`);
  }
  return {
    trdSide: SIDE[side],
    orderType: LIMIT,
    code: codeOf(symbol),
    qty: quantity,
    // The double next to the decimal, which OpenD prints as that decimal.
    price: limitPrice / MILLION,
    secMarket: HONG_KONG,
    remark: id,
    timeInForce: DAY,
  };
}
