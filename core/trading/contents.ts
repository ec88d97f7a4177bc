/** All records of one trading database. @module */
import type { Money } from "../money.ts";
import type { Decision } from "./decision.ts";
import type { Fill } from "./fill.ts";
import type { Order } from "./order.ts";
import type { Position } from "./position.ts";

/** Each kind in the order of writing. */
export interface Contents {
  cash: Money;
  orders: readonly Order[];
  fills: readonly Fill[];
  positions: readonly Position[];
  decisions: readonly Decision[];
}
