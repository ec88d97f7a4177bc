/** Everything one order is told, and where each order of arrival ends. @module */
import type { Answer, Order, OrderReport } from "../../core/trading/order.ts";
import type { Position } from "../../core/trading/position.ts";
import { withAnswer } from "../../core/trading/progress.ts";
import { cents, changeBy, intent, report } from "./samples.ts";

export type Event = OrderReport | Answer;

const ORDER = intent();
const SUBMITTING: Order = { ...ORDER, status: "submitting" };
const TAKEN = report(ORDER, "accepted");
const SOME = report(ORDER, "partial", 50, cents(4185));
const MORE = report(ORDER, "partial", 120, cents(10_110));
const WHOLE = report(ORDER, "filled", 200, cents(16_890));
const CANCELLED_EARLY = report(ORDER, "cancelled", 50, cents(4185));

/** What the submit may hear of an order that the venue took or refused. */
export const ANSWERS: readonly Answer[] = [
  { status: "accepted", brokerOrderId: TAKEN.brokerOrderId },
  { status: "unknown", reason: "Timed out" },
];

export const STORIES: Record<string, readonly OrderReport[]> = {
  "filled in three": [TAKEN, SOME, MORE, MORE, WHOLE],
  "filled, all told twice": [SOME, SOME, WHOLE, WHOLE],
  "cancelled after two fills": [
    TAKEN,
    SOME,
    MORE,
    report(ORDER, "cancelled", 120, cents(10_110)),
  ],
  "cancelled before a fill was told": [TAKEN, SOME, MORE, CANCELLED_EARLY],
  "cancelled before the last fill was told": [SOME, CANCELLED_EARLY, WHOLE],
  "expired": [TAKEN, SOME, report(ORDER, "expired", 50, cents(4185))],
  "rejected": [report(ORDER, "rejected"), report(ORDER, "rejected")],
  "cancelled untouched": [TAKEN, report(ORDER, "cancelled")],
};

/** What the books hold once `events` came in that order. */
export function endOf(events: readonly Event[]) {
  let order = SUBMITTING;
  let held: Position | undefined;
  for (const event of events) {
    if (!("orderId" in event)) order = withAnswer(order, event);
    else {
      const { after, booked } = changeBy(order, event, held);
      order = after;
      held = booked?.position ?? held;
    }
  }
  const { quantity, cost, fees } = held ?? {};
  return { order, quantity, cost, fees };
}

/** Every order of `items`. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest])
  );
}
