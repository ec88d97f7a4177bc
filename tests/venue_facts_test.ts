/** Lots and price steps as a venue tells them: they go before our tables, and a price is right for both. */
import assert from "node:assert/strict";
import { hkex } from "../core/market/hkex.ts";
import { marketWith } from "../core/market/venue_facts.ts";
import { price } from "./desk.ts";

const PHASE_1 = "2026-01-16";

/** Price, the venue's own step, and the step that is right for both. */
const STEPS: [text: string, venue: number | null, step: number][] = [
  ["36.84", null, 20_000],
  ["36.84", 20_000, 20_000],
  ["8.005", 5_000, 10_000],
  ["8.005", 10_000, 10_000],
  ["505", 500_000, 500_000],
  ["499", 500_000, 1_000_000],
];

for (const [text, venue, step] of STEPS) {
  Deno.test(`Scenario 3. HK ticks, dated: at ${text} a venue whose step is ${venue ?? "not told"} is met by steps of ${step}`, () => {
    const market = marketWith(
      hkex,
      new Map([["0700", { lot: 100, tick: venue }]]),
    );
    assert.equal(market.tickAt(price(text), PHASE_1, "0700"), step);
    const table = hkex.tickAt(price(text), PHASE_1);
    assert.equal(market.tickAt(price(text), PHASE_1, "9988"), table);
    assert.equal(market.tickAt(price(text), PHASE_1), table);
  });
}

Deno.test("Scenario 4. Lots and cap: the venue's lot goes before ours, and may change under the market", () => {
  const facts = new Map([["1211", { lot: 500, tick: null }]]);
  const market = marketWith(hkex, facts);
  assert.equal(market.lotOf("1211"), 500);
  facts.set("1211", { lot: 100, tick: null });
  assert.equal(market.lotOf("1211"), 100);
  assert.equal(market.lotOf("0700"), hkex.lotOf("0700"));
});
