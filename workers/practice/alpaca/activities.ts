/** What traded: /v2/account/activities. @module */
import { perShare } from "../../../core/money.ts";
import { type Instant, iso } from "../../../core/time.ts";
import type { Floor, PlacedFill } from "../floor.ts";
import { type Ask, limitIn, timeIn, wordIn } from "./ask.ts";
import { decimal, uuid } from "./wire_text.ts";

const PAGE = 100;

/** A page token is the id of the last activity before the page. */
export function listActivities(ask: Ask) {
  const { floor, query, name } = ask;
  const kinds = (name || query.get("activity_types") || "FILL").split(",");
  if (!kinds.includes("FILL")) return [];
  const after = timeIn(ask, "after", -Infinity as Instant);
  const until = timeIn(ask, "until", Infinity as Instant);
  const date = query.get("date")?.slice(0, 10);
  const size = limitIn(ask, PAGE, PAGE, "page_size");
  const all = floor.fills().filter(({ at }) =>
    at > after && at < until && (!date || iso(at).startsWith(date))
  );
  if (wordIn(ask, "direction", ["asc", "desc"], "desc") === "desc") {
    all.reverse();
  }
  const token = query.get("page_token");
  // Of an unknown one, which stands at −1, the first page.
  const begin = all.findIndex((fill) => idOf(fill) === token) + 1;
  return all.slice(begin, begin + size).map((fill) => fillView(floor, fill));
}

function fillView(floor: Floor, fill: PlacedFill) {
  const { number, quantity, value, cumulativeQuantity, at } = fill;
  // What was dropped never traded.
  const order = floor.orderOf(number)!;
  const leaves = order.quantity - cumulativeQuantity;
  return {
    id: idOf(fill),
    activity_type: "FILL",
    transaction_time: iso(at),
    type: leaves === 0 ? "fill" : "partial_fill",
    order_status: leaves === 0 ? "filled" : "partially_filled",
    order_id: uuid("order", number),
    symbol: order.symbol,
    side: order.side,
    price: decimal(perShare(value, quantity)),
    qty: String(quantity),
    cum_qty: String(cumulativeQuantity),
    leaves_qty: String(leaves),
  };
}

/** "20260105143100000::…": its time, and the id of its execution. */
function idOf({ at, number, cumulativeQuantity }: PlacedFill): string {
  const digits = new Date(at).toISOString().replace(/\D/g, "");
  return `${digits}::${uuid("fill", number, cumulativeQuantity)}`;
}
