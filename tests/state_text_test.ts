/** Equal books, equal text: whatever the order in which they were written. */
import assert from "node:assert/strict";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { money } from "../core/money.ts";
import { type State, stateText } from "../core/practice/state_text.ts";
import type { Decision } from "../core/trading/decision.ts";
import type { Fill } from "../core/trading/fill.ts";
import { firstVersion } from "../core/trading/parameter_version.ts";
import { amount, NOW } from "./desk.ts";
import { order, position } from "./records.ts";

const IDS = ["a-2", "a-10", "b-1"];

function fill(orderId: string, cumulativeQuantity: number): Fill {
  const quantity = 100;
  const value = amount("40000");
  const executionId = null;
  const fee = money(0);
  return {
    orderId,
    cumulativeQuantity,
    quantity,
    value,
    fee,
    executionId,
    at: NOW,
  };
}

function decision(id: string): Decision {
  return {
    id,
    cycleId: "c1",
    session: "2026-11-23",
    symbol: "0700",
    action: "entry",
    reasons: ["first", "second"],
    refusals: [{ code: "SIZE_ZERO", message: 'One "lot" is\n58,480' }],
    parameterVersion: "p1",
    at: NOW,
  };
}

const STATE = {
  cash: amount("1000000"),
  orders: IDS.map((id) => order({ id })),
  fills: [fill("a-2", 1_000), fill("a-2", 200), fill("a-10", 100)],
  positions: IDS.map((id) => position({ id })),
  decisions: IDS.map(decision),
  parameters: [firstVersion(intlClaude), firstVersion(devClaude)],
};

const text = (state: State) => [...stateText(state)].join("");

/** The same record with its keys the other way round. */
function reversed<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).toReversed()) as T;
}

Deno.test("The text does not depend on the order of records or of their keys", () => {
  const other = {
    cash: STATE.cash,
    orders: STATE.orders.toReversed().map(reversed),
    fills: STATE.fills.toReversed().map(reversed),
    positions: STATE.positions.toReversed().map(reversed),
    decisions: STATE.decisions.toReversed().map(reversed),
    parameters: STATE.parameters.toReversed(),
  };
  assert.equal(text(other), text(STATE));
});

const CHANGES: [what: string, changes: Partial<State>][] = [
  ["a millionth of cash", { cash: money(STATE.cash + 1) }],
  ["an order's status", { orders: [order({ id: "a-2", status: "filled" })] }],
  ["one fill less", { fills: STATE.fills.slice(1) }],
  ["a millisecond", {
    positions: [position({ openedAt: NOW + 1 as typeof NOW })],
  }],
  ["the order of reasons", {
    decisions: STATE.decisions.map((one) => ({
      ...one,
      reasons: one.reasons.toReversed(),
    })),
  }],
  ["a threshold", {
    parameters: [
      firstVersion({ ...intlClaude, rules: { stop_loss: { loss: 0.031 } } }),
      firstVersion(devClaude),
    ],
  }],
];

for (const [what, changes] of CHANGES) {
  Deno.test(`The text tells ${what}`, () => {
    assert.notEqual(text({ ...STATE, ...changes }), text(STATE));
  });
}

Deno.test("Each record is one line, fills in the order of filling", () => {
  const lines = text(STATE).trimEnd().split("\n");
  assert.deepEqual(lines.map((line) => line.split(" ")[0]), [
    "cash",
    ...Array(3).fill("order"),
    ...Array(3).fill("fill"),
    ...Array(3).fill("position"),
    ...Array(3).fill("decision"),
    ...Array(2).fill("parameters"),
  ]);
  const fills = lines.filter((line) => line.startsWith("fill "))
    .map((line) => JSON.parse(line.slice(5)) as Fill);
  assert.deepEqual(fills.map(({ cumulativeQuantity }) => cumulativeQuantity), [
    100,
    200,
    1_000,
  ]);
  assert.doesNotMatch(text(STATE), /undefined|NaN/);
});
