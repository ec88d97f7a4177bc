/** A trade run: the best candidates are entered or left, each with its reason. */
import assert from "node:assert/strict";
import { trade } from "../core/flows/trade.ts";
import { amount, NOW, price, type TestDesk } from "./desk.ts";
import { flags } from "./flags.ts";
import { order, position } from "./records.ts";

const REASON = /^bull_flag: pole 6\.0 %/;

/** "9988 ENTRY_NOT_REACHED", for every candidate that was left. */
function skipped(test: TestDesk): string[] {
  return [...test.books.decisions.values()]
    .filter(({ action }) => action === "skip")
    .map(({ symbol, refusals }) =>
      [symbol, ...refusals.map(({ code }) => code)].join(" ")
    );
}

const bought = (test: TestDesk) => test.sent.map(({ symbol }) => symbol);

Deno.test("A candidate at its entry is bought: whole lots at a limit just over the price", async () => {
  const test = flags(["0700"]);
  test.show("0700", "105", { relativeVolume: 1.5 });
  await trade(test.desk);
  const [entry] = test.sent;
  assert.equal(test.sent.length, 1);
  assert.deepEqual(
    [entry?.side, entry?.purpose, entry?.positionSide, entry?.trigger],
    ["buy", "entry", "long", "bull_flag"],
  );
  assert.equal(entry?.limitPrice, price("105.2"), "0.2 % over, on a tick");
  assert.equal(entry?.quantity, 300, "3 lots of HKD 10,520 under 40,000");
  assert.equal(entry?.positionId, entry?.id, "it opens a position of its own");
  assert.equal(entry?.entryVolumePpm, 1_500_000);
  assert.equal(entry?.recorded, "submitting");
  assert.deepEqual(test.decided(), ["entry 0700"]);
  assert.match(test.last().reasons[0]!, REASON);
  assert.equal(test.last().id, entry?.id);
  assert.equal(
    test.books.positions.size,
    0,
    "no position before its first fill",
  );
});

Deno.test("Of five equal candidates the agent looks at three, in the order of the ranking", async () => {
  const test = flags(["9988", "3690", "2015", "1211", "0700"]);
  await trade(test.desk);
  assert.deepEqual(bought(test), ["0700", "1211", "2015"]);
  assert.equal(test.books.scanResults.length, 5);
  assert.deepEqual(skipped(test), []);
});

Deno.test("A candidate below the least score is not looked at", async () => {
  const test = flags(["0700"], { priorClose: 92 });
  await trade(test.desk);
  assert.deepEqual(test.decided(), []);
  const [result] = test.books.scanResults;
  assert.ok(result!.scorePpm > 0 && result!.scorePpm < 600_000);
});

/** One candidate, and what keeps it from being bought. */
const LEFT: [
  why: string,
  symbol: string,
  code: string,
  arrange: (test: TestDesk) => unknown,
][] = [
  ["is held already", "0700", "SYMBOL_HELD", (test) => test.hold(position())],
  ["is on order already", "0700", "SYMBOL_HELD", (test) => test.keep(order())],
  [
    "has an order of unknown fate",
    "0700",
    "SYMBOL_HELD",
    (test) => test.keep(order({ status: "unknown" })),
  ],
  [
    "is more than 1 % below its entry",
    "0700",
    "ENTRY_NOT_REACHED",
    (test) => test.show("0700", "104.5"),
  ],
  ["costs more than its cap for one lot", "0005", "SIZE_ZERO", () => {}],
  [
    "has no usual volume",
    "0700",
    "SIZE_ZERO",
    (test) => test.show("0700", "105", { averageDailyVolume: NaN }),
  ],
  [
    "has jumped unexplained",
    "0700",
    "QUOTE_UNEXPLAINED",
    (test) => test.show("0700", "105", { priorClose: 90_000_000 }),
  ],
  [
    "comes while the agent reduces",
    "0700",
    "TRADING_REDUCING",
    (test) =>
      test.books.setState({
        state: "reducing",
        cause: "operator",
        reason: "",
        at: NOW,
      }),
  ],
  [
    "comes while the agent is halted",
    "0700",
    "TRADING_HALTED",
    (test) =>
      test.books.setState({
        state: "halted",
        cause: "operator",
        reason: "",
        at: NOW,
      }),
  ],
];

for (const [why, symbol, code, arrange] of LEFT) {
  Deno.test(`A candidate that ${why} is left for ${code}, on record`, async () => {
    const test = flags([symbol]);
    await arrange(test);
    await trade(test.desk);
    assert.deepEqual(bought(test), []);
    assert.deepEqual(skipped(test), [`${symbol} ${code}`]);
    assert.match(test.last().reasons[0]!, REASON);
    assert.notEqual(test.last().refusals[0]!.message, "");
  });
}

Deno.test("A price 1 % below the entry counts as reaching it", async () => {
  const test = flags(["0700"], { shown: "104.6" });
  await trade(test.desk);
  assert.deepEqual(bought(test), ["0700"]);
});

Deno.test("Scenario 18. Stale data: no entry on a price older than 30 s", async () => {
  const test = flags(["0700", "9988"]);
  test.show("0700", "105", {}, 30_001);
  test.show("9988", "105", {}, 30_000);
  await trade(test.desk);
  assert.deepEqual(skipped(test), ["0700 QUOTE_STALE"]);
  assert.deepEqual(bought(test), ["9988"]);
});

Deno.test("What was sent a moment ago counts for the next candidate", async () => {
  const test = flags(["0700", "1211", "2015"]);
  for (const [i, symbol] of ["0001", "0002", "0003"].entries()) {
    test.show(symbol, "10");
    await test.hold(position({ id: `p${i}`, symbol, cost: amount("1000") }));
  }
  await trade(test.desk);
  assert.deepEqual(bought(test), ["0700", "1211"]);
  assert.deepEqual(skipped(test), ["2015 POSITION_COUNT_EXCEEDED"]);
});

const RANKS: [advice: number[], bought: string[], what: string][] = [
  [[3, 0], ["9988", "0700"], "reorders and leaves out"],
  [[], [], "wants none"],
  [[7, -1, 1, 1], ["1211"], "cannot add, and repeats nothing"],
];

for (const [advice, expected, what] of RANKS) {
  Deno.test(`Claude's order is followed when it ${what}`, async () => {
    const mind = { rank: async () => advice };
    const test = flags(["0700", "1211", "3690", "9988"], { mind });
    await trade(test.desk);
    assert.deepEqual(bought(test), expected);
  });
}

for (const answer of ["rejected", "unknown"] as const) {
  Deno.test(`An entry the venue left ${answer} is not sent again in the next run${answer === "unknown" ? "" : " by mistake, but decided afresh"}`, async () => {
    const test = flags(["0700"], { answer: { status: answer, reason: "No" } });
    await trade(test.desk);
    test.pass(60);
    await trade(test.desk);
    assert.deepEqual(
      bought(test),
      answer === "unknown" ? ["0700"] : ["0700", "0700"],
    );
    assert.deepEqual(
      skipped(test),
      answer === "unknown" ? ["0700 SYMBOL_HELD"] : [],
    );
    assert.equal(new Set(test.sent.map(({ id }) => id)).size, test.sent.length);
  });
}
