/** Exact amounts: texts, refusals, and the one division that rounds. */
import assert from "node:assert/strict";
import { z } from "zod";
import {
  brief,
  change,
  Money,
  money,
  mulDiv,
  notional,
  perShare,
  Price,
  price as priceOf,
  type Rounding,
  written,
} from "../core/money.ts";
import { amount, price } from "./desk.ts";

const TEXTS = ["0.000000", "-0.000001", "412.600000", "-9007199253.999999"];

for (const text of TEXTS) {
  Deno.test(`money keeps ${text} exact`, () => {
    assert.equal(z.encode(Money, amount(text)), text);
    assert.equal(written(amount(text)), text);
  });
}

const SHORT: [text: string, millionths: number][] = [
  ["40000", 40_000_000_000],
  ["0.1", 100_000],
  ["-1.5", -1_500_000],
  ["007.25", 7_250_000],
];

for (const [text, millionths] of SHORT) {
  Deno.test(`money reads ${text} as ${millionths} millionths`, () => {
    assert.equal(amount(text), millionths);
  });
}

const REFUSED = [
  "9007199254",
  "-9007199254",
  "1e3",
  "0.0000001",
  "9".repeat(400),
  "",
  ".5",
  "5.",
  "+1",
  "1,000",
  " 1",
  "NaN",
];

for (const text of REFUSED) {
  Deno.test(`money refuses "${text.slice(0, 12)}"`, () => {
    assert.throws(() => amount(text), { name: "ZodError" });
  });
}

for (const text of ["0", "-0.01", "0.0000001", "9007199254"]) {
  Deno.test(`a price is never ${text}`, () => {
    assert.throws(() => z.parse(Price, text), { name: "ZodError" });
  });
}

const CASES: [number, number, number, Rounding, number][] = [
  [100, 1, 3, "floor", 33],
  [100, 1, 3, "ceil", 34],
  [100, 1, 3, "nearest", 33],
  [200, 1, 3, "nearest", 67],
  [-100, 1, 3, "floor", -34],
  [-100, 1, 3, "ceil", -33],
  [-100, 1, 3, "nearest", -33],
  [100, -1, 3, "floor", -34],
  [100, -1, 3, "ceil", -33],
  [5, 1, 2, "nearest", 3],
  [-5, 1, 2, "nearest", -3],
  [6, 1, 2, "floor", 3],
  [6, 1, 2, "ceil", 3],
  [0, 7, 3, "ceil", 0],
  [9_007_199_253_999_999, 999_999, 1_000_000, "nearest", 9_007_190_246_800_745],
];

for (const [units, num, den, rounding, expected] of CASES) {
  Deno.test(`${units} × ${num} ÷ ${den} rounded ${rounding} is ${expected}`, () => {
    assert.equal(mulDiv(units, num, den, rounding), expected);
  });
}

Deno.test("amounts that leave the range are errors, also when computed", () => {
  assert.throws(() => money(9_007_199_254_000_000), RangeError);
  assert.throws(() => money(-9_007_199_254_000_000), RangeError);
  assert.equal(money(9_007_199_253_999_999), 9_007_199_253_999_999);
  assert.throws(() => money(0.5), RangeError);
  assert.throws(() => money(NaN), RangeError);
  assert.throws(() => money(Infinity), RangeError);
  assert.throws(() => notional(price("9000000000"), 2), RangeError);
  assert.throws(() => mulDiv(9e15, 2, 1, "floor"), RangeError);
});

Deno.test("a division by nothing, by less, or of a part is an error", () => {
  assert.throws(() => mulDiv(1, 1, 0, "floor"), RangeError);
  assert.throws(() => mulDiv(1, 1, -1, "floor"), RangeError);
  assert.throws(() => mulDiv(0.5, 1, 1, "floor"), RangeError);
  assert.throws(() => mulDiv(1, 0.5, 1, "floor"), RangeError);
});

// Strict equality tells −0 from 0: as text it would be "-0.000000".
Deno.test("minus zero does not exist", () => {
  assert.equal(money(-0), 0);
  assert.equal(money(5 * -0), 0);
  assert.equal(mulDiv(-1, 1, 3, "nearest"), 0);
  assert.equal(mulDiv(-1, 1, 3, "ceil"), 0);
  assert.equal(amount("-0"), 0);
  assert.equal(amount("-0.000000"), 0);
});

Deno.test("a computed price is positive and whole, or an error", () => {
  assert.equal(priceOf(1), 1);
  for (const units of [0, -0, -1, 0.5, NaN, 9_007_199_254_000_000]) {
    assert.throws(() => priceOf(units), RangeError, `price of ${units}`);
  }
});

Deno.test("value, average and change follow from exact amounts", () => {
  assert.equal(notional(price("83.7"), 200), amount("16740"));
  assert.equal(perShare(amount("16890"), 200), price("84.45"));
  assert.equal(perShare(amount("100"), 3), price("33.333333"));
  assert.equal(change(price("100"), price("97")), -0.03);
});

Deno.test("an amount in brief keeps every digit that says something", () => {
  const texts = ["40000.000000", "0.125000", "999999.999999", "-3.100000"];
  assert.deepEqual(
    texts.map((text) => brief(z.parse(Money, text))),
    ["40000.00", "0.125", "999999.999999", "-3.10"],
  );
});
