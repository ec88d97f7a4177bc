/** The practice exchange's clock: nothing is known before its minute is over, time never runs back. */
import assert from "node:assert/strict";
import { marketOf } from "../core/market/mod.ts";
import { Exchange } from "../core/practice/exchange.ts";
import type { VenueOrder } from "../core/practice/venue.ts";
import { iso, plus } from "../core/time.ts";
import { amount, at, price } from "./desk.ts";
import { tapeOf } from "./tapes.ts";

const US = marketOf("US");
const OPEN = at("2026-11-23T14:30:00Z");
const minute = (n: number) => plus(OPEN, n * 60_000);

/** Bars in the first three minutes and the last, at 100, 101, 102 and 103. */
function exchangeOf() {
  const bars = [0, 1, 2, 389].map((n, i) => ({
    at: minute(n),
    open: 100 + i,
    volume: 1_000,
  }));
  return new Exchange(tapeOf(US, "AAPL", bars), US, amount("100000"));
}

const ORDER: Omit<VenueOrder, "limitPrice"> = {
  id: "o1",
  symbol: "AAPL",
  side: "buy",
  quantity: 10,
  type: "limit",
  stopPrice: null,
  goodTill: "day",
};

Deno.test("A bar is known when its minute is over, not a moment before", () => {
  const exchange = exchangeOf();
  assert.equal(exchange.snapshot("AAPL"), undefined);
  assert.throws(() => exchange.priceOf("AAPL"), RangeError);
  assert.equal(exchange.advance(plus(minute(1), -1)), true);
  assert.equal(exchange.snapshot("AAPL"), undefined);
  exchange.advance(minute(1));
  assert.equal(exchange.snapshot("AAPL")?.price, price("100"));
  assert.equal(exchange.snapshot("AAPL")?.at, minute(1));
  exchange.advance(minute(10));
  assert.equal(exchange.priceOf("AAPL"), price("102"));
  assert.equal(exchange.snapshot("AAPL")?.at, minute(3), "as old as it is");
  assert.equal(exchange.played, 3);
});

Deno.test("An order meets the first bar that begins after it arrived, and stops the clock there", () => {
  const exchange = exchangeOf();
  exchange.advance(minute(1));
  exchange.venue.submit({ ...ORDER, limitPrice: price("110") }, exchange.now);
  exchange.venue.takeNews();
  assert.equal(exchange.advance(minute(60)), false);
  assert.equal(exchange.now, minute(3));
  const [filled] = exchange.venue.takeNews();
  assert.deepEqual(
    [filled?.status, filled?.cumulativeValue, filled?.at],
    ["filled", amount("1020"), minute(3)],
  );
  assert.equal(exchange.advance(minute(60)), true);
});

Deno.test("An order never meets prices of a longer bar from before it arrived", () => {
  // Bars of 15 minutes, each standing at its last.
  const bars = [14, 29, 44].map((n, i) => ({
    at: minute(n),
    open: 100 + i,
    volume: 1_000,
  }));
  const tape = tapeOf(US, "AAPL", bars, 15 * 60_000);
  const exchange = new Exchange(tape, US, amount("100000"));
  exchange.advance(minute(17));
  exchange.venue.submit({ ...ORDER, limitPrice: price("110") }, exchange.now);
  exchange.venue.takeNews();
  exchange.advance(minute(60));
  assert.equal(exchange.now, minute(45), "the bar from 15 to 30 is no match");
  assert.equal(exchange.venue.takeNews()[0]?.cumulativeValue, amount("1020"));
});

Deno.test("While there is news the clock waits for it to be taken", () => {
  const exchange = exchangeOf();
  exchange.advance(minute(1));
  exchange.venue.submit({ ...ORDER, limitPrice: price("50") }, exchange.now);
  assert.equal(exchange.advance(minute(5)), false);
  assert.equal(exchange.now, minute(1));
});

Deno.test("What the tape does not fill expires with the session", () => {
  const exchange = exchangeOf();
  exchange.advance(minute(1));
  exchange.venue.submit({ ...ORDER, limitPrice: price("50") }, exchange.now);
  exchange.venue.takeNews();
  assert.equal(exchange.advance(minute(1_000)), false);
  assert.equal(iso(exchange.now), "2026-11-23T21:00:00Z");
  assert.equal(exchange.venue.takeNews()[0]?.status, "expired");
  assert.equal(exchange.played, 4, "the last bar came first");
});

Deno.test("Time never runs backwards, whatever is asked", () => {
  const exchange = exchangeOf();
  exchange.advance(minute(10));
  assert.equal(exchange.advance(minute(5)), true);
  assert.equal(exchange.now, minute(10));
  assert.equal(exchange.priceOf("AAPL"), price("102"));
});
