/** Price steps, rounding to them, and prices as vendors write them. */
import assert from "node:assert/strict";
import { z } from "zod";
import { hkex } from "../core/market/hkex.ts";
import type { Market } from "../core/market/market.ts";
import { onTick } from "../core/market/on_tick.ts";
import { us } from "../core/market/us.ts";
import { vendorPrice } from "../core/market/vendor_price.ts";
import { Price, written } from "../core/money.ts";

const price = (text: string) => z.parse(Price, text);
const TODAY = "2026-11-23";

/** A vendor's price, then what a buy and a sell send. */
const US_ORDERS: [number | string, string, string][] = [
  [9.050000190734863, "9.050000", "9.050000"],
  [27.06999969482422, "27.070000", "27.070000"],
  ["9.050000190734863", "9.050000", "9.050000"],
  [0.98765, "0.987600", "0.987700"],
  ["0.98765", "0.987600", "0.987700"],
  [0.99999, "0.999900", "1.000000"],
  [1, "1.000000", "1.000000"],
  [1.005, "1.000000", "1.010000"],
  [654.321, "654.320000", "654.330000"],
];

for (const [vendor, buy, sell] of US_ORDERS) {
  Deno.test(`Scenario 2. US price ${vendor} buys at ${buy} and sells at ${sell}`, () => {
    assert.equal(sent(us, vendor, "floor", TODAY), buy);
    assert.equal(sent(us, vendor, "ceil", TODAY), sell);
  });
}

const VENDOR: [number | string, string][] = [
  [0.1 + 0.2, "0.300000"], // double noise, far below a millionth
  [0.98765, "0.987650"],
  ["0.987650", "0.987650"],
  ["150.10000000", "150.100000"],
  ["83", "83.000000"],
  [Math.fround(603.5), "603.500000"],
  [Math.fround(0.0001), "0.000100"],
  [Math.fround(4999.99), "4999.990000"],
  [123456.789, "123456.789000"],
  ["9007199253.999999", "9007199253.999999"],
];

for (const [vendor, exact] of VENDOR) {
  Deno.test(`Scenario 2. US price ${vendor} of a vendor is exactly ${exact}`, () => {
    assert.equal(written(vendorPrice(vendor)), exact);
  });
}

const NOT_PRICES = [
  0,
  -1,
  NaN,
  Infinity,
  1e10,
  1.23456789,
  0.0000001,
  "",
  "0",
  "-1",
  "1e3",
  "1,000",
  " 1",
  "1.23456789",
  "9007199254",
];

for (const vendor of NOT_PRICES) {
  Deno.test(`Scenario 2. US price "${vendor}" of a vendor is refused by name`, () => {
    assert.throws(() => vendorPrice(vendor), (error: Error) => {
      assert.equal(error.name, "RangeError");
      assert.match(error.message, /^Cannot read price: /);
      return true;
    });
  });
}

const PHASE_1 = "2026-01-16";
const BEFORE = "2025-07-31";

/** A price, a date, what a buy and what a sell sends. */
const HK_ORDERS: [string, string, string, string][] = [
  ["36.84", PHASE_1, "36.840000", "36.840000"],
  ["36.84", BEFORE, "36.800000", "36.850000"],
  ["36.84", "2025-08-03", "36.800000", "36.850000"],
  ["36.84", "2025-08-04", "36.840000", "36.840000"],
  ["13.97", PHASE_1, "13.970000", "13.970000"],
  ["13.97", BEFORE, "13.960000", "13.980000"],
  ["8.005", PHASE_1, "8.000000", "8.010000"], // phase 2 has no date yet
  ["8.005", TODAY, "8.000000", "8.010000"],
  ["9.999", PHASE_1, "9.990000", "10.000000"],
  ["603.3", PHASE_1, "603.000000", "603.500000"],
];

for (const [text, date, buy, sell] of HK_ORDERS) {
  Deno.test(`Scenario 3. HK ticks, dated: ${text} on ${date} buys at ${buy}, sells at ${sell}`, () => {
    assert.equal(sent(hkex, text, "floor", date), buy);
    assert.equal(sent(hkex, text, "ceil", date), sell);
  });
}

/** At each bound, the step before phase 1 and after it. */
const HK_TICKS: [at: string, before: string, after: string][] = [
  ["0.01", "0.001", "0.001"],
  ["0.249", "0.001", "0.001"],
  ["0.25", "0.005", "0.005"],
  ["0.5", "0.01", "0.01"],
  ["9.99", "0.01", "0.01"],
  ["10", "0.02", "0.01"],
  ["19.98", "0.02", "0.01"],
  ["20", "0.05", "0.02"],
  ["49.95", "0.05", "0.02"],
  ["50", "0.05", "0.05"],
  ["100", "0.1", "0.1"],
  ["200", "0.2", "0.2"],
  ["500", "0.5", "0.5"],
  ["1000", "1", "1"],
  ["2000", "2", "2"],
  ["5000", "5", "5"],
  ["9995", "5", "5"],
];

for (const [text, before, after] of HK_TICKS) {
  Deno.test(`Scenario 3. HK ticks, dated: the step at ${text} is ${before}, then ${after}`, () => {
    assert.equal(hkex.tickAt(price(text), BEFORE), price(before));
    assert.equal(hkex.tickAt(price(text), "2012-01-03"), price(before));
    assert.equal(hkex.tickAt(price(text), "2025-08-04"), price(after));
    assert.equal(hkex.tickAt(price(text), "2027-12-31"), price(after));
  });
}

Deno.test("a US step is a hundredth of a cent below one dollar and a cent from there", () => {
  assert.equal(us.tickAt(price("0.9999"), TODAY), 100);
  assert.equal(us.tickAt(price("1"), TODAY), 10_000);
});

Deno.test("a price below its first step cannot be rounded down to nothing", () => {
  assert.throws(() => onTick(price("0.00005"), 100, "floor"), RangeError);
  assert.equal(onTick(price("0.00005"), 100, "ceil"), 100);
});

Deno.test("a step that is no positive integer is refused", () => {
  for (const tick of [0, -1, 0.5, NaN]) {
    assert.throws(
      () => onTick(price("1"), tick, "floor"),
      /Cannot round to tick/,
    );
  }
});

function sent(
  market: Market,
  vendor: number | string,
  rounding: "floor" | "ceil",
  date: string,
): string {
  const exact = vendorPrice(vendor);
  return written(onTick(exact, market.tickAt(exact, date), rounding));
}
