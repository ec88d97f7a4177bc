/** Which way an order goes for a position: mapped, never guessed. @module */
import type { OrderSide } from "../market/market.ts";
import type { Side } from "../signals/rule.ts";

export type Purpose = "entry" | "exit";

const SIDES: ReadonlyMap<string, Side> = new Map([
  ["long", "long"],
  ["buy", "long"],
  ["short", "short"],
  ["sell", "short"],
]);

const ORDER_SIDES: Record<Side, Record<Purpose, OrderSide>> = {
  long: { entry: "buy", exit: "sell" },
  short: { entry: "sell", exit: "buy" },
};

/**
 * The position an intent to enter means: "long" or "buy" is long, "short" or
 * "sell" is short, in any case.
 *
 * @throws {TypeError} On anything else. A typo must never become a side.
 */
export function sideOf(intent: unknown): Side {
  const side = typeof intent === "string"
    ? SIDES.get(intent.toLowerCase())
    : undefined;
  if (side) return side;
  throw new TypeError(
    `Cannot tell side from ${
      JSON.stringify(intent)
    }: use long, short, buy or sell`,
  );
}

/** The order that enters or leaves a position of `side`. */
export function orderSideOf(side: Side, purpose: Purpose): OrderSide {
  return ORDER_SIDES[side][purpose];
}
