/** Every pre-trade control at its edge: the last order it lets pass, the first it refuses. */
import assert from "node:assert/strict";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { TRADERS } from "../core/agents/mod.ts";
import { RefusalCode } from "../core/outcome.ts";
import { review, type Ticket } from "../core/risk/gate.ts";
import { amount, price } from "./desk.ts";
import { ALWAYS, type Case, ENTERING, EVERY, EXITING } from "./gate_edges.ts";
import { CALM, ENTRY, EXIT, STOP } from "./tickets.ts";

function codes(base: Ticket, { ticket, seen }: Case) {
  const outcome = review(
    { ...base, ...ticket },
    { ...CALM, ...seen },
    intlClaude.limits,
  );
  return outcome.kind === "done" ? [] : outcome.refusals.map((r) => r.code);
}

for (
  const [what, base, edges] of [
    ["An entry", ENTRY, [...EVERY, ...ALWAYS, ...ENTERING]],
    ["An exit", EXIT, [...EVERY, ...ALWAYS, ...EXITING]],
    ["A stop", STOP, EVERY],
  ] as const
) {
  for (const [code, when, passes, refused] of edges) {
    Deno.test(`${what} ${when} meets the edge of ${code}`, () => {
      assert.deepEqual(codes(base, passes), [], "at the edge");
      assert.ok(codes(base, refused).includes(code), "one step beyond");
      // The step is the only difference, so nothing else may refuse it.
      const others = codes(base, refused).filter((other) => other !== code);
      assert.deepEqual(others, []);
    });
  }
}

/** Makes sure no exit is bound by what binds entries only. */
for (const [code, when, , refused] of ENTERING) {
  const own = code === "ORDER_WORKING" || code === "ORDER_OPPOSITE";
  if (own || code === "SHORT_NOT_ALLOWED") continue;
  Deno.test(`An exit escapes ${code}: ${when}`, () => {
    assert.deepEqual(codes(EXIT, refused), []);
  });
}

Deno.test("An exit escapes every limit on entries at once", () => {
  const worst = ENTERING.map(([code, , , { seen }]) =>
    code === "ORDER_WORKING" || code === "ORDER_OPPOSITE" ? {} : seen
  );
  const seen = Object.assign({}, ...worst);
  assert.deepEqual(codes(EXIT, { seen: { ...seen, lastPrice: null } }), []);
  assert.ok(codes(ENTRY, { seen }).length > 10);
});

Deno.test("A stop that rests meets the edges of its price and of the shares that are free", () => {
  const off = { stopPrice: price("387.9") };
  assert.deepEqual(codes(STOP, { ticket: off }), ["TICK_SIZE_VIOLATED"]);
  const seen = { exitableQuantity: 99 };
  assert.deepEqual(codes(STOP, { seen }), ["POSITION_OVERSOLD"]);
});

Deno.test("A stop that rests escapes all that binds entries and exits besides: halted, at night, far away", () => {
  const seen = [...ALWAYS, ...ENTERING].map(([, , , refused]) => refused.seen);
  const worst = { ...Object.assign({}, ...seen), exitableQuantity: 100 };
  assert.deepEqual(codes(STOP, { seen: worst }), []);
});

Deno.test("Every broken limit is reported at once, in the order of the list", () => {
  const broken = codes(ENTRY, {
    ticket: { quantity: 150, limitPrice: price("400.1") },
    seen: {
      tradingState: "halted",
      positions: 9,
      freeCash: amount("1"),
      mishaps: 3,
    },
  });
  assert.deepEqual(broken, [
    "TRADING_HALTED",
    "LOT_SIZE_VIOLATED",
    "TICK_SIZE_VIOLATED",
    "MISHAPS_EXCEEDED",
    "POSITION_COUNT_EXCEEDED",
    "POSITION_VALUE_EXCEEDED",
    "CASH_EXCEEDED",
  ]);
});

for (const { id, limits } of TRADERS) {
  Deno.test(`${id} may not sell short, whatever else is right`, () => {
    const short: Ticket = { ...ENTRY, side: "sell", positionSide: "short" };
    const roomy = { ...limits, maxPositionValue: amount("40000") };
    const outcome = review(short, CALM, roomy);
    assert.ok(outcome.kind === "refused");
    assert.deepEqual(outcome.refusals, [{
      code: "SHORT_NOT_ALLOWED",
      message: "Cannot sell 0700 short",
    }]);
  });
}

Deno.test("An agent that may sell short passes the same ticket", () => {
  const short: Ticket = { ...ENTRY, side: "sell", positionSide: "short" };
  const outcome = review(short, CALM, {
    ...intlClaude.limits,
    allowShort: true,
  });
  assert.deepEqual(outcome, { kind: "done", value: short });
});

/** Refusals that are no control of the gate, and who makes them. */
const ELSEWHERE: Partial<Record<RefusalCode, string>> = {
  SYMBOL_HELD: "trade: one position per symbol",
  ENTRY_NOT_REACHED: "trade: the price is not where the pattern enters",
  SIZE_ZERO: "sizing: not one lot fits",
  ORDER_CLAIMED: "execute: another writer sends it",
  ORDER_NOT_FOUND: "book: a report of an order nobody wrote down",
};

Deno.test("Every refusal of the closed list is made here or elsewhere by name", () => {
  const here = [...EVERY, ...ALWAYS, ...ENTERING, ...EXITING].map(([code]) =>
    code
  );
  const made = new Set([...here, ...Object.keys(ELSEWHERE)]);
  assert.deepEqual([...made].sort(), [...RefusalCode.options].sort());
  for (const code of Object.keys(ELSEWHERE)) {
    assert.ok(!here.includes(code as RefusalCode), `${code} is made here`);
  }
});

Deno.test("A refusal says the numbers that decided", () => {
  const seen = { symbolValue: amount("30000"), averageDailyVolume: 9_000 };
  const outcome = review(ENTRY, { ...CALM, ...seen }, intlClaude.limits);
  assert.ok(outcome.kind === "refused");
  assert.deepEqual(outcome.refusals.map(({ message }) => message), [
    "0700 would be worth 70000.000000, 40000.000000 allowed",
    "100 0700 is more than 1.00 % of 9000 a session",
  ]);
});
