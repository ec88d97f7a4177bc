/** What the operator asks for, and what an agent makes of it. */
import assert from "node:assert/strict";
import { runMode, work } from "../core/flows/agenda.ts";
import { obey } from "../core/flows/obey.ts";
import { trade } from "../core/flows/trade.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import type { Command } from "../core/trading/command.ts";
import type { StateChange } from "../core/trading/cycle.ts";
import { plus } from "../core/time.ts";
import { amount, NOW, price, TestDesk } from "./desk.ts";
import { flags } from "./flags.ts";
import { order, position } from "./records.ts";

const stateOf = ({ books }: TestDesk) => {
  const { state, cause, reason } = books.states.at(-1)!;
  return [state, cause, reason];
};
const outcomes = ({ books }: TestDesk) => [...books.operator.obeyed.values()];

Deno.test("A halt withdraws what works, whatever it is for, and then is on record", async () => {
  const test = new TestDesk();
  await test.keep(order());
  await test.keep(order({ id: "o2", symbol: "9988", status: "unknown" }));
  await test.keep(
    order({ id: "o3", purpose: "exit", side: "sell", status: "partial" }),
  );
  await test.keep(order({ id: "o4", status: "filled" }));
  test.books.operator.ask({ kind: "halt", reason: "fire drill" });
  await obey(test.desk);
  assert.deepEqual(test.cancelled, ["o1", "o2", "o3"]);
  assert.deepEqual(stateOf(test), ["halted", "operator", "fire drill"]);
  assert.deepEqual(outcomes(test), ["Halted; orders withdrawn: 3"]);
  const kinds = test.books.journal.map(({ kind }) => kind).slice(-2);
  assert.deepEqual(kinds, ["state", "command"]);
  assert.match(test.last().reasons[1]!, /halted by operator/);
});

Deno.test("A halt keeps the stops that protect what is held", async () => {
  const test = new TestDesk();
  const exit = { purpose: "exit", side: "sell", limitPrice: null } as const;
  const stopPrice = price("388");
  await test.keep(order({ ...exit, id: "s1", type: "stop", stopPrice }));
  await test.keep(order({ ...exit, id: "x1", type: "market" }));
  test.books.operator.ask({ kind: "halt" });
  await obey(test.desk);
  assert.deepEqual(test.cancelled, ["x1"]);
  assert.deepEqual(outcomes(test), ["Halted; orders withdrawn: 1"]);
});

Deno.test("A halt holds from the moment it is asked for: the next order is refused", async () => {
  const test = flags(["0700"]);
  await runMode(test.desk, "scan");
  test.books.operator.ask({ kind: "halt", reason: "now" });
  const { state } = await test.books.ledger("2026-11-23");
  assert.deepEqual([state.state, state.cause], ["halted", "operator"]);
  assert.match(state.reason, /Asked by operator, not obeyed yet: now/);
  // No word of it was obeyed: this is the flow alone.
  await trade(test.desk);
  assert.deepEqual([test.refused()[0], test.sent], ["TRADING_HALTED", []]);
  assert.equal(outcomes(test).length, 0);
});

Deno.test("A halt that waits does not unlock what is locked", async () => {
  const test = new TestDesk();
  await test.books.setState({
    state: "locked",
    cause: "operator",
    reason: "",
    at: NOW,
  });
  test.books.operator.ask({ kind: "halt" });
  const { state } = await test.books.ledger("2026-11-23");
  assert.equal(state.state, "locked");
});

Deno.test("A venue that takes one cancel and not another is halted all the same, and a person told", async () => {
  const test = new TestDesk();
  await test.keep(order());
  await test.keep(order({ id: "o2", symbol: "9988" }));
  const { cancel } = test.desk.broker;
  test.desk.broker.cancel = async (id) => {
    if (id === "o1") throw new BrokerUnavailable("Cannot cancel: reset");
    await cancel(id);
  };
  test.books.operator.ask({ kind: "halt" });
  await obey(test.desk);
  assert.deepEqual(test.cancelled, ["o2"]);
  const [outcome] = outcomes(test);
  assert.equal(
    outcome,
    "Halted; orders withdrawn: 1; not withdrawn: o1: Cannot cancel: reset",
  );
  assert.equal(test.books.operator.alerts[0]?.message, outcome);
  assert.equal(stateOf(test)[0], "halted");
});

Deno.test("A halt whose process died on the way is obeyed by the next", async () => {
  const test = new TestDesk();
  await test.keep(order());
  test.books.operator.ask({ kind: "halt", reason: "stop" });
  const { cancel } = test.desk.broker;
  test.desk.broker.cancel = async () => {
    throw new Error("Died");
  };
  await assert.rejects(obey(test.desk), /Died/);
  const { state } = await test.books.ledger("2026-11-23");
  assert.equal(state.state, "halted", "the gate knows of it");
  test.desk.broker.cancel = cancel;
  test.pass(3); // What was asked may be lost: it is asked again.
  await obey(test.desk);
  assert.deepEqual([test.cancelled, stateOf(test)[0]], [["o1"], "halted"]);
  assert.deepEqual(await test.books.commands(), []);
});

/** What a resume makes of each state. */
const RESUMED: [StateChange["state"], StateChange["cause"], string, RegExp][] =
  [
    ["halted", "operator", "active", /^Trading is active$/],
    ["reducing", "operator", "active", /^Trading is active$/],
    ["locked", "operator", "active", /^Trading is active$/],
    ["active", "start", "active", /active already/],
    [
      "reducing",
      "day_limit",
      "reducing",
      /^Refused: .*day_limit.*which no command lifts: set$/,
    ],
    ["reducing", "reconciliation", "reducing", /^Refused: .*reconciliation/],
  ];

for (const [state, cause, after, outcome] of RESUMED) {
  Deno.test(`A resume of trading that is ${state} by ${cause} leaves it ${after}`, async () => {
    const test = new TestDesk();
    await test.books.setState({ state, cause, reason: "set", at: NOW });
    test.books.operator.ask({ kind: "resume", reason: "all is well" });
    await obey(test.desk);
    assert.equal(stateOf(test)[0], after);
    assert.match(outcomes(test)[0]!, outcome);
  });
}

Deno.test("A resume compares the books first: what differs stays out of entries", async () => {
  const test = new TestDesk();
  test.account = () => ({ ...test.equal(), cash: amount("1") });
  await test.books.setState({
    state: "halted",
    cause: "operator",
    reason: "",
    at: NOW,
  });
  test.books.operator.ask({ kind: "resume" });
  await obey(test.desk);
  assert.deepEqual(stateOf(test).slice(0, 2), ["reducing", "reconciliation"]);
});

for (const kind of ["reduce", "flatten", "close", "cancel"] as const) {
  Deno.test(`A ${kind} is refused in words, and nothing is done`, async () => {
    const test = new TestDesk();
    await test.hold(position());
    await test.keep(order());
    const before = test.books.states.length;
    test.books.operator.ask({ kind });
    await obey(test.desk);
    assert.deepEqual(outcomes(test), [
      `Refused: ${kind} is not built, nothing was done`,
    ]);
    assert.deepEqual([test.cancelled, test.sent], [[], []]);
    assert.equal(test.books.states.length, before);
  });
}

Deno.test("Commands are obeyed in the order they were asked, each once", async () => {
  const test = new TestDesk();
  const asked: Command["kind"][] = ["halt", "resume", "halt"];
  for (const kind of asked) test.books.operator.ask({ kind });
  await obey(test.desk);
  await obey(test.desk);
  const states = test.books.states.slice(1).map(({ state }) => state);
  assert.deepEqual(states, ["halted", "active", "halted"]);
});

/** When an agent at work looks for commands. */
const LOOKS: [when: string, rings: boolean][] = [
  ["when it is rung", true],
  ["when a run is due", false],
];

for (const [when, rings] of LOOKS) {
  Deno.test(`An agent at work obeys ${when}`, async () => {
    const test = new TestDesk();
    await test.ran();
    const { until } = test.desk.clock;
    let asked = false;
    test.desk.clock.until = async (to) => {
      if (asked) return await until(to);
      asked = true;
      test.books.operator.ask({ kind: "halt" });
      return rings ? false : await until(to);
    };
    const minutes = rings ? 1 : 61;
    await work(test.desk, plus(test.now, minutes * 60_000));
    assert.equal(stateOf(test)[0], "halted");
  });
}

Deno.test("A command that waits at the start is obeyed before anything that was missed runs", async () => {
  const test = flags(["0700"]);
  test.books.operator.ask({ kind: "halt" });
  await runMode(test.desk, "trade");
  assert.deepEqual([test.sent, test.refused()[0]], [[], "TRADING_HALTED"]);
  assert.equal(stateOf(test)[0], "halted");
});
