/** Books and venue compared: what is a difference, what it stops, what lifts that. */
import assert from "node:assert/strict";
import { runMode, work } from "../core/flows/agenda.ts";
import { checkBooks } from "../core/flows/reconcile.ts";
import { money } from "../core/money.ts";
import { type BrokerAccount, BrokerUnavailable } from "../core/ports.ts";
import type { OrderStatus } from "../core/trading/order.ts";
import type { StateChange } from "../core/trading/cycle.ts";
import { amount, NOW, TestDesk } from "./desk.ts";
import { flags } from "./flags.ts";
import { order, position, report } from "./records.ts";
import { holdings } from "./venue_holdings.ts";

/** A desk that holds 100 shares of 0700. */
async function holding(changes: Partial<BrokerAccount> = {}) {
  const test = new TestDesk();
  await test.hold(position());
  test.account = () => ({ ...test.equal(), ...changes });
  return test;
}

const stateOf = ({ books }: TestDesk) => books.states.at(-1)!;
const alertsOf = ({ books }: TestDesk) =>
  books.operator.alerts.map(({ message }) => message);

/** What the venue says of books with 1,000,000 in cash and 100 shares of 0700. */
const DIFFERENT: [
  what: string,
  changes: Partial<BrokerAccount>,
  told: string[],
][] = [
  ["has less cash by a millionth", { cash: amount("999999.999999") }, [
    "cash 1000000.00 in the books, 999999.999999 at the venue",
  ]],
  ["has fewer shares", { positions: holdings({ "0700": 99 }) }, [
    "0700 100 in the books, 99 at the venue",
  ]],
  ["has more shares and says no cost", {
    positions: holdings({ "0700": 101 }),
  }, [
    "0700 100 in the books, 101 at the venue, and it does not say what they cost",
  ]],
  ["has nothing at all", { positions: holdings({}) }, [
    "0700 100 in the books, 0 at the venue, which says that it holds nothing at all",
  ]],
  ["has the holding short", { positions: holdings({ "0700": -100 }) }, [
    "0700 100 in the books, -100 at the venue",
  ]],
  ["has less of all", {
    positions: holdings({ "0700": 50 }),
    cash: amount("1"),
  }, [
    "0700 100 in the books, 50 at the venue",
    "cash 1000000.00 in the books, 1.00 at the venue",
  ]],
  ["counts in another currency", { currency: "USD" }, [
    "cash in HKD in the books, in USD at the venue",
  ]],
];

for (const [what, changes, told] of DIFFERENT) {
  Deno.test(`A venue that ${what} is told of, and entries wait`, async () => {
    const test = await holding(changes);
    const { equal, note } = await checkBooks(test.desk);
    assert.equal(equal, false);
    assert.equal(note, `Books differ from the venue's: ${told.join("; ")}`);
    const { state, cause, reason } = stateOf(test);
    assert.deepEqual([state, cause, reason], [
      "reducing",
      "reconciliation",
      note,
    ]);
    assert.deepEqual(alertsOf(test), told);
    assert.equal(test.position("p1").quantity, 100, "nothing is adopted");
    const { outcome, differences } = test.books.reconciliation!;
    assert.equal(outcome, "blocked");
    assert.deepEqual(differences.map(({ text }) => text), told);
    assert.deepEqual(test.books.adjustments, []);
  });
}

Deno.test("Books that equal the venue's are said to, and nothing changes", async () => {
  const test = await holding();
  await test.keep(order());
  const { equal, note } = await checkBooks(test.desk);
  const { outcome, matched, differences } = test.books.reconciliation!;
  assert.deepEqual([outcome, differences], ["equal", []]);
  assert.equal(matched, 3, "a position, an order, the cash");
  assert.deepEqual([equal, note], [
    true,
    "Books equal the venue's: cash 1000000.00, 1 position",
  ]);
  assert.deepEqual([test.books.states.length, alertsOf(test)], [1, []]);
});

Deno.test("A difference is told once; the next equal one lifts it", async () => {
  const test = await holding({ cash: amount("1") });
  for (let i = 0; i < 3; i++) await checkBooks(test.desk);
  assert.deepEqual([test.books.states.length, alertsOf(test).length], [2, 1]);
  // Nor once more after a person has said that they know.
  test.books.operator.alerts.length = 0;
  await checkBooks(test.desk);
  assert.deepEqual([test.books.states.length, alertsOf(test)], [2, []]);
  test.account = () => ({ ...test.equal(), cash: amount("2") });
  await checkBooks(test.desk);
  assert.match(stateOf(test).reason, /2.00 at the venue/);
  test.account = () => test.equal();
  await checkBooks(test.desk);
  const { state, cause } = stateOf(test);
  assert.deepEqual([state, cause], ["active", "reconciliation"]);
});

const SET: [StateChange["state"], StateChange["cause"]][] = [
  ["halted", "operator"],
  ["reducing", "operator"],
  ["locked", "operator"],
  ["reducing", "day_limit"],
];

for (const [state, cause] of SET) {
  Deno.test(`Trading that is ${state} by ${cause} stays so, whatever the venue says`, async () => {
    const test = await holding({ cash: amount("1") });
    const change = { state, cause, reason: "set", at: NOW };
    await test.books.setState(change);
    await checkBooks(test.desk);
    assert.deepEqual(stateOf(test), change);
    assert.equal(alertsOf(test).length, 1, "told it is");
    test.account = () => test.equal();
    await checkBooks(test.desk);
    assert.deepEqual(stateOf(test), change);
  });
}

/** The account with the fill of order o1 in it: 100 shares for 40,000, and the fee. */
function filled({ books, desk: { market } }: TestDesk): BrokerAccount {
  const fee = market.feesOf("buy", amount("40000"), 100, "2026-11-23");
  const cash = money(books.cash - amount("40000") - fee);
  const positions = holdings({ "0700": 100 });
  return { account: "test", currency: "HKD", cash, positions };
}

const FILL = report("o1", "filled", 100, "40000");

/** When and where it tells of what its account shows from the start. */
const IN_FLIGHT: [
  where: string,
  status: OrderStatus,
  tell: (test: TestDesk, look: number) => void,
][] = [
  ["in the reports", "accepted", ({ news }) => news.push(FILL)],
  ["by a look-up only", "accepted", ({ found }) => found.set("o1", FILL)],
  [
    "by a look-up after its cancel",
    "cancelled",
    ({ found }) => found.set("o1", FILL),
  ],
  ["in the reports of the third look", "accepted", ({ news }, look) => {
    if (look === 3) news.push(FILL);
  }],
];

for (const [where, status, tell] of IN_FLIGHT) {
  Deno.test(`A fill in flight, told ${where}, is no difference`, async () => {
    const test = new TestDesk();
    await test.keep(order({ status }));
    const account = filled(test);
    let looks = 0;
    test.account = () => {
      tell(test, ++looks);
      return account;
    };
    const { equal } = await checkBooks(test.desk);
    assert.deepEqual([equal, alertsOf(test)], [true, []]);
    assert.equal(test.position("o1").quantity, 100);
    assert.equal(test.books.states.length, 1, "trading was never stopped");
  });
}

Deno.test("A fill between the two reads is no difference: both are read again", async () => {
  const test = new TestDesk();
  await test.keep(order());
  let looks = 0;
  test.account = () => {
    const account = test.equal();
    if (++looks === 1) test.news.push(report("o1", "filled", 100, "40000"));
    return account;
  };
  const { equal } = await checkBooks(test.desk);
  assert.deepEqual([equal, looks, stateOf(test).state], [true, 2, "active"]);
  assert.deepEqual(alertsOf(test), []);
});

for (const status of ["unknown", "accepted", "partial"] as const) {
  Deno.test(`An order that is ${status} in a symbol that differs is named`, async () => {
    const test = new TestDesk();
    const filledQuantity = status === "partial" ? 50 : 0;
    await test.keep(order({ status, filledQuantity }));
    await test.keep(order({ id: "o2", symbol: "9988", status: "unknown" }));
    await test.keep(order({ id: "o3", status: "cancelled" }));
    test.account = () => ({
      ...test.equal(),
      positions: holdings({ "0700": 100 }),
    });
    const { note } = await checkBooks(test.desk);
    assert.match(
      note,
      new RegExp(
        `0 in the books, 100 at the venue \\(order o1 is ${status}\\)$`,
      ),
    );
  });
}

Deno.test("At the start a venue that cannot be read keeps entries out, and nothing is sent", async () => {
  const test = flags(["0700"]);
  test.account = () => {
    throw new BrokerUnavailable("Cannot read account: timed out");
  };
  await runMode(test.desk, "trade");
  assert.deepEqual(test.sent, []);
  assert.deepEqual(test.refused(), ["TRADING_REDUCING"]);
  assert.equal(test.books.reconciliation?.outcome, "failed");
});

Deno.test("A venue that stays away is told of once, whatever it says each time", async () => {
  const test = await holding();
  let reads = 0;
  test.account = () => {
    throw new BrokerUnavailable(`Cannot read account: request ${++reads}`);
  };
  for (let i = 0; i < 5; i++) await checkBooks(test.desk);
  assert.deepEqual([test.books.states.length, alertsOf(test).length], [2, 1]);
  // Whatever lifted the state meanwhile, it is set again.
  const at = test.now;
  await test.books.setState({
    state: "active",
    cause: "start",
    reason: "",
    at,
  });
  await checkBooks(test.desk);
  assert.equal(stateOf(test).state, "reducing");
});

for (const mode of ["scan", "heartbeat"] as const) {
  Deno.test(`At a ${mode} a venue that cannot be read is the note, and entries wait for the next`, async () => {
    const test = flags(["0700"]);
    let looks = 0;
    test.account = () => {
      if (++looks === 2) {
        throw new BrokerUnavailable("Cannot read account: timed out");
      }
      return test.equal();
    };
    await runMode(test.desk, mode);
    assert.match(
      test.runs()[0]!.note!,
      /not compared with the venue's: Cannot read account: timed out/,
    );
    assert.deepEqual([stateOf(test).state, stateOf(test).cause], [
      "reducing",
      "reconciliation",
    ]);
    assert.equal(alertsOf(test).length, 1);
    const { equal } = await checkBooks(test.desk);
    assert.deepEqual([equal, stateOf(test).state], [true, "active"]);
  });
}

Deno.test("While the books differ a trade run enters nothing, exits go, and equal books enter again", async () => {
  const test = flags(["9988"]);
  await test.hold(position({ cost: amount("50000") }));
  test.show("0700", "400");
  test.account = () => ({ ...test.equal(), cash: amount("1") });
  await runMode(test.desk, "trade");
  assert.deepEqual(test.refused(), ["TRADING_REDUCING"]);
  test.pass(1);
  await work(test.desk, test.now + 60_000 as typeof test.now);
  assert.deepEqual(test.triggers(), ["stop_loss_hit"]);
  test.account = () => test.equal();
  await runMode(test.desk, "trade");
  assert.deepEqual(test.triggers().length, 2);
});

Deno.test("A new session that lifts the day's limit compares first: a difference told meanwhile still stops entries", async () => {
  const test = flags(["0700"], { now: NOW });
  const at = test.now;
  await test.books.setState({
    state: "reducing",
    cause: "day_limit",
    reason: "",
    at,
  });
  test.account = () => ({ ...test.equal(), cash: amount("1") });
  await runMode(test.desk, "trade");
  const causes = test.books.states.map(({ state, cause }) =>
    `${state} ${cause}`
  );
  assert.deepEqual(causes.slice(-2), [
    "active start",
    "reducing reconciliation",
  ]);
  assert.deepEqual(test.sent, []);
});
