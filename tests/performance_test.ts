/** What a replay came to: its trades counted, summed and judged. */
import assert from "node:assert/strict";
import { money } from "../core/money.ts";
import type { RefusalCode } from "../core/outcome.ts";
import { hasEdge, netOf, performanceOf } from "../core/practice/performance.ts";
import type { Decision } from "../core/trading/decision.ts";
import type { Order } from "../core/trading/order.ts";
import type { Position } from "../core/trading/position.ts";
import { amount, NOW } from "./desk.ts";
import { order, position } from "./records.ts";

/** A closed trade of a session, and the exits that were sent for it. */
function trade(
  id: string,
  session: string,
  net: string,
  exits: [trigger: string, filled: number][],
) {
  const entry = order({
    id,
    positionId: id,
    session,
    status: "filled",
    filledQuantity: 100,
  });
  const orders = exits.map(([trigger, filledQuantity], i) =>
    order({
      id: `${id}x${i}`,
      positionId: id,
      session: "other",
      purpose: "exit",
      side: "sell",
      trigger,
      filledQuantity,
    })
  );
  const fees = amount("30");
  const realizedPnl = money(amount(net) + fees);
  return {
    orders: [entry, ...orders],
    position: position({
      id,
      status: "closed",
      quantity: 0,
      cost: money(0),
      realizedPnl,
      fees,
      closedAt: NOW,
    }),
  };
}

function performance(
  trades: ReturnType<typeof trade>[],
  open: Position[] = [],
  decisions: Decision[] = [],
) {
  const orders: Order[] = trades.flatMap(({ orders }) => orders);
  const positions = [...trades.map(({ position }) => position), ...open];
  return performanceOf({
    orders,
    positions,
    decisions,
    unrealized: amount("7"),
  });
}

Deno.test("Trades are counted, summed after fees, and grouped by what ended them", () => {
  const result = performance([
    trade("a", "1", "100", [["stop_loss_near", 0], ["market_closing", 100]]),
    trade("b", "1", "-50", [["stop_loss_hit", 100]]),
    trade("c", "2", "0", [["market_closing", 50], ["close_review", 50]]),
    trade("d", "2", "10", [["market_closing", 100]]),
  ], [position({ fees: amount("5") })]);
  assert.deepEqual([result.trades, result.open, result.wins], [4, 1, 2]);
  assert.equal(result.orders, 10);
  assert.equal(result.fees, amount("125"));
  assert.equal(result.realized, amount("180"));
  assert.equal(result.unrealized, amount("7"));
  assert.deepEqual(result.exits, [
    ["market_closing", 2, amount("110")],
    ["close_review", 1, money(0)],
    ["stop_loss_hit", 1, amount("-50")],
  ]);
  assert.equal(result.expectancy.clusters, 2, "by the session of the entry");
  assert.equal(result.expectancy.mean, 15_000_000);
});

const EDGES: [what: string, nets: string[], edge: boolean][] = [
  ["one day, however good", ["500"], false],
  ["days alike and good", ["100", "101", "99", "100"], true],
  ["days alike and bad", ["-100", "-101", "-99", "-100"], false],
  ["good days and bad ones", ["300", "-100", "200", "-150"], false],
  ["nothing at all", [], false],
];

for (const [what, nets, edge] of EDGES) {
  Deno.test(`There is ${edge ? "an" : "no"} edge in ${what}`, () => {
    const trades = nets.map((net, i) =>
      trade(`t${i}`, `${i}`, net, [["rsi_high", 100]])
    );
    assert.equal(hasEdge(performance(trades)), edge);
    for (const { position } of trades) {
      assert.ok(Number.isInteger(netOf(position)));
    }
  });
}

Deno.test("An interval that begins at zero is no edge", () => {
  const result = performance([]);
  const expectancy = { mean: 1, low: 0, high: 2, clusters: 9 };
  assert.equal(hasEdge({ ...result, expectancy }), false);
  assert.equal(
    hasEdge({ ...result, expectancy: { ...expectancy, low: 1e-9 } }),
    true,
  );
});

Deno.test("Refusals are counted by code, most first", () => {
  const said = (id: string, ...codes: RefusalCode[]) => ({
    id,
    cycleId: "c",
    session: "s",
    symbol: "0700",
    action: "skip" as const,
    reasons: [],
    refusals: codes.map((code) => ({ code, message: "" })),
    parameterVersion: "p",
    at: NOW,
  });
  const decisions = [
    said("1", "SIZE_ZERO", "QUOTE_STALE"),
    said("2"),
    said("3", "SIZE_ZERO", "CASH_EXCEEDED"),
  ];
  assert.deepEqual(performance([], [], decisions).refusals, [
    ["SIZE_ZERO", 2],
    ["CASH_EXCEEDED", 1],
    ["QUOTE_STALE", 1],
  ]);
});

Deno.test("A replay tells every price: what left without one is a fault, not nothing", () => {
  const lost = position({ id: "p", realizedPnl: null, status: "closed" });
  const record = { orders: [], decisions: [], unrealized: money(0) };
  assert.throws(() => performanceOf({ ...record, positions: [lost] }), {
    message: "Cannot sum up position p: some of it left at a price nobody told",
  });
});
