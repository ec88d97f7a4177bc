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
    type: "limit",
    limitPrice: price("400"),
    stopPrice: null,
    goodTill: "day",
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

const STOP: Partial<Working> = {
  ...{ type: "stop", limitPrice: null, stopPrice: price("400") },
};
const MARKET: Partial<Working> = { type: "market", limitPrice: null };
/** What is left of a stop that has traded. */
const TRIGGERED: Partial<Working> = { ...STOP, filled: 200 };

const UNLIMITED: [
  what: string,
  order: Partial<Working>,
  side: "buy" | "sell",
  bar: [open: number, high: number, low: number],
  at: number | null,
][] = [
  ["a stop that is not reached", STOP, "sell", [402, 403, 400.2], null],
  ["a stop that is touched", STOP, "sell", [402, 403, 400], 400],
  ["a stop that is traded through", STOP, "sell", [402, 403, 390], 400],
  ["a stop that the open is at", STOP, "sell", [400, 403, 400], 400],
  ["a stop that the open is beyond", STOP, "sell", [398, 403, 390], 398],
  ["a stop beyond, off the tick", STOP, "sell", [398.15, 403, 390], 398],
  ["a stop that is not reached", STOP, "buy", [398, 399.8, 390], null],
  ["a stop that is touched", STOP, "buy", [398, 400, 390], 400],
  ["a stop that is traded through", STOP, "buy", [398, 410, 390], 400],
  ["a stop that the open is beyond", STOP, "buy", [402, 410, 390], 402],
  ["a stop beyond, off the tick", STOP, "buy", [402.05, 410, 390], 402.2],
  ["the rest of a stop", TRIGGERED, "sell", [405, 406, 404], 404.8],
  ["the rest of a stop", TRIGGERED, "buy", [395, 396, 394], 395.2],
  ["a market order", MARKET, "sell", [402, 403, 390], 401.8],
  ["a market order off the tick", MARKET, "sell", [402.15, 403, 390], 401.8],
  ["a market order", MARKET, "buy", [398, 399, 390], 398.2],
  ["a market order off the tick", MARKET, "buy", [398.05, 399, 390], 398.4],
  ["a market order at the last tick", MARKET, "sell", [0.2, 1, 0.2], 0.2],
];

for (const [what, order, side, [open, high, low], expected] of UNLIMITED) {
  Deno.test(`To ${what}, a ${side}, ${open}/${high}/${low} gives ${expected ?? "nothing"}`, () => {
    const bar = print(open, high, low);
    const trade = tradeIn(working(side, order), bar, TICK, participation);
    assert.equal(trade ? trade.price / 1e6 : null, expected);
  });
}

Deno.test("A bar gives stops and market orders no more than its share, and a bar without a lot nothing", () => {
  for (const order of [STOP, MARKET]) {
    const given = [5_000, 99].map((volume) => {
      const bar = print(400, 401, 399, volume);
      return tradeIn(working("sell", order), bar, TICK, participation)
        ?.quantity;
    });
    assert.deepEqual(given, [500, undefined]);
  }
});

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
