/** What the practice venue rejects, as real ones do, and the last it takes. */
import assert from "node:assert/strict";
import { marketOf } from "../core/market/mod.ts";
import { type Money, money } from "../core/money.ts";
import { Venue, type VenueOrder } from "../core/practice/venue.ts";
import { plus } from "../core/time.ts";
import { amount, at, NOW, price } from "./desk.ts";

const HKEX = marketOf("HKEX");
const US = marketOf("US");

const BUY: VenueOrder = {
  id: "o1",
  symbol: "0700",
  side: "buy",
  quantity: 100,
  type: "limit",
  limitPrice: price("400"),
  stopPrice: null,
  goodTill: "day",
};
const SELL: VenueOrder = { ...BUY, id: "s1", side: "sell" };

/** A venue that holds 300 of 0700. */
function venueOf(market = HKEX, cash: Money = amount("1000000")): Venue {
  const venue = new Venue(market, cash);
  venue.holdings.set("0700", 300);
  return venue;
}

/** "accepted", or the reason of the rejection. */
function answer(venue: Venue, order: VenueOrder, sent = NOW): string {
  const said = venue.submit(order, sent);
  return said.status === "accepted" ? "accepted" : said.reason;
}

const FORMS: [what: string, order: Partial<VenueOrder>, says: RegExp][] = [
  ["a whole lot", {}, /^accepted$/],
  ["half a lot", { quantity: 50 }, /^50 is not a multiple of the lot of 100$/],
  ["a lot and one", { quantity: 101 }, /not a multiple/],
  ["part of a share", { quantity: 0.5 }, /not a multiple/],
  ["no shares", { quantity: 0 }, /^0 is not a multiple/],
  ["less than none", { quantity: -100 }, /^-100 is not a multiple/],
  ["a price on the tick", { limitPrice: price("399.8") }, /^accepted$/],
  [
    "a price off the tick",
    { limitPrice: price("399.9") },
    /^399\.900000 is not on a tick of 0\.200000$/,
  ],
  [
    "a symbol it does not list",
    { symbol: "9999999" },
    /^9999999 is not listed here$/,
  ],
];

for (const [what, changes, says] of FORMS) {
  Deno.test(`The venue answers an order of ${what} with ${says.source}`, () => {
    assert.match(answer(venueOf(), { ...BUY, ...changes }), says);
  });
}

const STOP = {
  type: "stop",
  limitPrice: null,
  stopPrice: price("390"),
} as const;
const MARKET = { type: "market", limitPrice: null } as const;

const KINDS: [what: string, order: Partial<VenueOrder>, says: RegExp][] = [
  ["a stop", STOP, /^accepted$/],
  ["a stop off the tick", {
    ...STOP,
    stopPrice: price("390.1"),
  }, /^390\.100000 is not on a tick of 0\.200000$/],
  ["a stop without a price", { ...STOP, stopPrice: null }, /^A stop has a/],
  ["a stop with a limit", { ...STOP, limitPrice: BUY.limitPrice }, /^A limit/],
  ["a limit order without a limit", { limitPrice: null }, /^A limit order has/],
  ["a limit order with a stop", { stopPrice: price("390") }, /^A stop has a/],
  ["a market order", MARKET, /^accepted$/],
  ["a market order with a limit", { type: "market" }, /^A limit order has/],
];

for (const [what, changes, says] of KINDS) {
  Deno.test(`The venue answers a sale as ${what} with ${says.source}`, () => {
    assert.match(answer(venueOf(), { ...SELL, ...changes }), says);
  });
}

Deno.test("A market order to buy counts at the last price, and without one it is rejected", () => {
  const order: VenueOrder = { ...BUY, ...MARKET };
  const last = () => price("400");
  const said = [LOT_COST, LOT_COST - 1].map((cash) =>
    venueOf(HKEX, money(cash)).submit(order, NOW, last).status
  );
  assert.deepEqual(said, ["accepted", "rejected"]);
  const offTick = venueOf().submit(order, NOW, () => price("399.9"));
  assert.equal(offTick.status, "accepted", "it names no price itself");
  const venue = venueOf();
  assert.equal(answer(venue, order), "0700 has never traded here");
  venue.submit(order, NOW, () => price("9000"));
  const dear = venue.submit({ ...BUY, id: "o2" }, NOW, () => price("9600"));
  assert.match(
    JSON.stringify(dear),
    /Buying power 3\d{4}\./,
    "it reserves too",
  );
});

Deno.test("A stop may come at any hour, other orders only while the market trades", () => {
  const night = at("2026-11-23T14:00:00Z");
  assert.equal(answer(venueOf(), { ...SELL, ...STOP }, night), "accepted");
  for (const kind of [{}, MARKET]) {
    const said = answer(venueOf(), { ...SELL, ...kind }, night);
    assert.equal(said, "The market is closed: phase closed");
  }
});

Deno.test("A stop holds its shares from when it is taken until it is cancelled", () => {
  const venue = venueOf();
  const stop: VenueOrder = { ...SELL, ...STOP, quantity: 200 };
  assert.equal(answer(venue, stop), "accepted");
  const rest = { ...SELL, id: "s2", quantity: 200 };
  assert.equal(answer(venue, rest), "200 0700 to sell, 100 held and free");
  venue.cancel("s1", NOW);
  assert.match(
    answer(venue, rest),
    /100 held and free/,
    "not before it arrives",
  );
  venue.pass(plus(NOW, 1_000));
  assert.equal(answer(venue, rest), "accepted");
});

const HOURS: [market: typeof HKEX, when: string, phase: string | null][] = [
  [HKEX, "2026-11-23T01:29:59Z", "auction"],
  [HKEX, "2026-11-23T01:30:00Z", null],
  [HKEX, "2026-11-23T03:59:59Z", null],
  [HKEX, "2026-11-23T04:00:00Z", "lunch"],
  [HKEX, "2026-11-23T05:00:00Z", null],
  [HKEX, "2026-11-23T08:00:00Z", "auction"],
  [HKEX, "2026-11-23T08:10:00Z", "closed"],
  [HKEX, "2026-11-22T02:00:00Z", "closed"],
  [HKEX, "2026-02-16T04:00:00Z", "auction"],
  [US, "2026-11-23T14:29:59Z", "pre"],
  [US, "2026-11-23T14:30:00Z", null],
  [US, "2026-11-27T18:00:00Z", "post"],
  [US, "2026-07-03T15:00:00Z", "closed"],
];

for (const [market, when, phase] of HOURS) {
  Deno.test(`At ${when} the ${market.id} venue ${phase ? `rejects: ${phase}` : "takes orders"}`, () => {
    const said = answer(venueOf(market), BUY, at(when));
    assert.equal(
      said,
      phase ? `The market is closed: phase ${phase}` : "accepted",
    );
  });
}

/** What one lot at 400 costs with its fees. */
const LOT_COST = 40_000_000_000 +
  HKEX.feesOf("buy", amount("40000"), 100, "2026-11-23");

const CASH: [what: string, cash: number, orders: number, taken: number][] = [
  ["the lot and its fees", LOT_COST, 1, 1],
  ["a millionth less", LOT_COST - 1, 1, 0],
  ["the lot without its fees", 40_000_000_000, 1, 0],
  ["two lots and their fees", 2 * LOT_COST, 2, 2],
  ["two lots and the fees of one and a half", 2 * LOT_COST - 1, 2, 1],
  ["nothing", 0, 1, 0],
];

for (const [what, cash, orders, taken] of CASH) {
  Deno.test(`With cash for ${what}, ${taken} of ${orders} buys are taken`, () => {
    const venue = venueOf(HKEX, money(cash));
    const said = Array.from(
      { length: orders },
      (_, i) => answer(venue, { ...BUY, id: `o${i}` }),
    );
    assert.equal(said.filter((text) => text === "accepted").length, taken);
    for (const text of said.slice(taken)) assert.match(text, /^Buying power/);
    const bar = { open: 400e6, high: 400e6, low: 400e6, volume: 1e6 };
    venue.match("0700", bar, plus(NOW, 60_000), plus(NOW, 120_000));
    assert.ok(venue.cash >= 0, "what was taken can be paid for");
  });
}

Deno.test("What a cancelled buy had reserved is free again, what a filled one cost is not", () => {
  const venue = venueOf(HKEX, money(LOT_COST));
  answer(venue, BUY);
  assert.match(answer(venue, { ...BUY, id: "o2" }), /^Buying power/);
  venue.cancel("o1", NOW);
  venue.pass(plus(NOW, 1_000));
  assert.equal(answer(venue, { ...BUY, id: "o3" }), "accepted");
});

const SALES: [quantities: number[], taken: number][] = [
  [[300], 1],
  [[400], 0],
  [[200, 100], 2],
  [[200, 200], 1],
  [[100, 100, 100, 100], 3],
];

for (const [quantities, taken] of SALES) {
  Deno.test(`Of 300 shares held, ${taken} of the sales of ${quantities.join(", ")} are taken: none is sold short`, () => {
    const venue = venueOf();
    const said = quantities.map((quantity, i) =>
      answer(venue, { ...SELL, id: `s${i}`, quantity })
    );
    assert.equal(said.filter((text) => text === "accepted").length, taken);
    for (const text of said.slice(taken)) assert.match(text, /held and free$/);
  });
}

Deno.test("A symbol that is not held cannot be sold", () => {
  const said = answer(venueOf(), { ...SELL, symbol: "9988" });
  assert.equal(said, "100 9988 to sell, 0 held and free");
});

Deno.test("An id is good for one order, also once that is over", () => {
  const venue = venueOf();
  assert.equal(answer(venue, BUY), "accepted");
  assert.equal(answer(venue, BUY), "Order id o1 was used before");
  venue.cancel("o1", NOW);
  venue.pass(plus(NOW, 1_000));
  assert.equal(answer(venue, BUY), "Order id o1 was used before");
  assert.equal(venue.takeNews().length, 2, "a rejection is an answer, no news");
});
