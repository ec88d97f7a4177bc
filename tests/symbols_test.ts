/** One spelling per security, known lots, and the lists agents choose from. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import type { Market } from "../core/market/market.ts";
import { MARKETS } from "../core/market/mod.ts";
import { us } from "../core/market/us.ts";

const SYMBOLS: [Market, string, string | undefined][] = [
  [hkex, "700", "0700"],
  [hkex, "0700", "0700"],
  [hkex, "00700", "0700"],
  [hkex, "HK.00700", "0700"],
  [hkex, "700.HK", "0700"],
  [hkex, "hk.700", "0700"],
  [hkex, " 9988 ", "9988"],
  [hkex, "5", "0005"],
  [hkex, "80700", "80700"],
  [hkex, "HK.80700", "80700"],
  [hkex, "0", undefined],
  [hkex, "00000", undefined],
  [hkex, "000700", undefined],
  [hkex, "HK.700.HK", undefined],
  [hkex, "700.US", undefined],
  [hkex, "AAPL", undefined],
  [hkex, "7 00", undefined],
  [hkex, "-700", undefined],
  [hkex, "", undefined],
  [us, "AAPL", "AAPL"],
  [us, "aapl", "AAPL"],
  [us, "AAPL.US", "AAPL"],
  [us, "US.AAPL", "AAPL"],
  [us, "brk.b", "BRK.B"],
  [us, "BRK-B", "BRK.B"],
  [us, "BRK/B", "BRK.B"],
  [us, "US.BRK.B", "BRK.B"],
  [us, "F", "F"],
  [us, "GOOGL", "GOOGL"],
  [us, "US", "US"],
  [us, "ABCDEF", undefined],
  [us, "BRK.ABC", undefined],
  [us, "BRK.", undefined],
  [us, ".B", undefined],
  [us, "0700", undefined],
  [us, "A1", undefined],
  [us, "", undefined],
];

for (const [market, text, symbol] of SYMBOLS) {
  Deno.test(`"${text}" in ${market.id} is ${symbol ?? "no symbol"}`, () => {
    assert.equal(market.symbolOf(text), symbol);
  });
}

const LOTS: [string, number | undefined][] = [
  ["0700", 100],
  ["9988", 100],
  ["0005", 400],
  ["1398", 1000],
  ["3988", 1000],
  ["0939", 1000],
  ["1810", 200],
  ["3690", 100],
  ["0388", 100],
  ["1299", 200],
  ["9618", 50],
  ["1211", 100],
  ["8888", undefined],
  ["700", undefined], // not the canonical spelling
];

for (const [symbol, lot] of LOTS) {
  Deno.test(`the board lot of ${symbol} is ${lot ?? "not known, and not guessed"}`, () => {
    assert.equal(hkex.lotOf(symbol), lot);
  });
}

for (const market of MARKETS) {
  Deno.test(`every symbol of the ${market.id} universe is canonical, once, with a lot`, () => {
    const { symbols, asOf } = market.universe;
    assert.match(asOf, /^\d{4}-\d\d-\d\d$/);
    assert.ok(symbols.length >= 40, `${symbols.length} symbols`);
    assert.equal(new Set(symbols).size, symbols.length);
    for (const symbol of symbols) {
      assert.equal(market.symbolOf(symbol), symbol);
      assert.ok(market.lotOf(symbol)! > 0, symbol);
    }
  });
}
