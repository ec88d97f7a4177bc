/** What one bar of the tape gives to one order. */
import assert from "node:assert/strict";
import { tradeIn } from "../core/practice/matching.ts";
import { DEFAULT_OPTIONS, type Working } from "../core/practice/venue.ts";
import { money } from "../core/money.ts";
import { NOW, price } from "./desk.ts";

const TICK = 200_000;
const { participation } = DEFAULT_OPTIONS;

/** An order of 10 lots of 100 at 400. */
function working(
  side: "buy" | "sell",
  changes: Partial<Working> = {},
): Working {
  return {
    id: "o1",
    symbol: "0700",
    side,
    quantity: 1_000,
    limitPrice: price("400"),
    arrivesAt: NOW,
    expiresAt: NOW,
    cancelsAt: Infinity,
    lot: 100,
    filled: 0,
    value: money(0),
    fees: money(0),
    ...changes,
  };
}

/** Prices in whole dollars; enough volume for every lot. */
function print(open: number, high: number, low: number, volume = 1e6) {
  return { open: open * 1e6, high: high * 1e6, low: low * 1e6, volume };
}

const PRICES: [
  what: string,
  side: "buy" | "sell",
  bar: [open: number, high: number, low: number],
  at: number | null,
][] = [
  [
    "an open under the limit is a gap and fills there",
    "buy",
    [398, 401, 397],
    398,
  ],
  ["an open at the limit fills", "buy", [400, 401, 400], 400],
  ["a touch does not fill", "buy", [401, 402, 400], null],
  ["trading through fills at the limit", "buy", [401, 402, 399.8], 400],
  ["trading above does nothing", "buy", [401, 402, 400.2], null],
  [
    "an open off the tick fills a tick higher",
    "buy",
    [398.05, 401, 397],
    398.2,
  ],
  [
    "an open off the last tick fills at the limit",
    "buy",
    [399.95, 401, 399],
    400,
  ],
  [
    "an open over the limit is a gap and fills there",
    "sell",
    [402, 403, 399],
    402,
  ],
  ["an open at the limit fills", "sell", [400, 400, 399], 400],
  ["a touch does not fill", "sell", [399, 400, 398], null],
  ["trading through fills at the limit", "sell", [399, 400.2, 398], 400],
  ["trading below does nothing", "sell", [399, 399.8, 398], null],
  ["an open off the tick fills a tick lower", "sell", [402.15, 403, 401], 402],
  [
    "an open off the first tick fills at the limit",
    "sell",
    [400.05, 401, 399],
    400,
  ],
];

for (const [what, side, [open, high, low], expected] of PRICES) {
  Deno.test(`To a ${side} at 400, ${what}: ${open}/${high}/${low}`, () => {
    const bar = print(open, high, low);
    const trade = tradeIn(working(side), bar, TICK, participation);
    assert.equal(trade ? trade.price / 1e6 : null, expected);
    if (trade) assert.equal(trade.quantity, 1_000);
  });
}

const VOLUMES: [volume: number, order: Partial<Working>, quantity: number][] = [
  [10_000, {}, 1_000],
  [9_999, {}, 900],
  [1_950, {}, 100],
  [1_000, {}, 100],
  [999, {}, 100],
  [100, {}, 100],
  [99, {}, 0],
  [0, {}, 0],
  [10_000, { filled: 800 }, 200],
  [100, { filled: 900 }, 100],
  [100_000, { lot: 400, quantity: 1_200 }, 1_200],
  [11_999, { lot: 400, quantity: 1_200 }, 800],
  [399, { lot: 400, quantity: 1_200 }, 0],
  [25, { lot: 1, quantity: 7 }, 2],
  [5, { lot: 1, quantity: 7 }, 1],
];

for (const [volume, order, quantity] of VOLUMES) {
  const { lot = 100, filled = 0 } = order;
  Deno.test(`A bar of ${volume} shares gives ${quantity} in lots of ${lot} with ${filled} filled`, () => {
    const bar = print(399, 401, 398, volume);
    const trade = tradeIn(working("buy", order), bar, TICK, participation);
    assert.equal(trade?.quantity ?? 0, quantity);
  });
}
