/** The practice venue as a state machine: what it takes, fills, cancels, expires and charges. */
import assert from "node:assert/strict";
import { marketOf } from "../core/market/mod.ts";
import { Venue, type VenueOrder } from "../core/practice/venue.ts";
import { iso, plus } from "../core/time.ts";
import { amount, at, NOW, price } from "./desk.ts";

const HKEX = marketOf("HKEX");
const US = marketOf("US");
const CASH = amount("1000000");
/** From our send to the venue's book. */
const LATENCY_MS = 250;

const BUY: VenueOrder = {
  id: "o1",
  symbol: "0700",
  side: "buy",
  quantity: 300,
  type: "limit",
  limitPrice: price("400"),
  stopPrice: null,
  goodTill: "day",
};

/** A bar that fills any order at 400, two lots of 100 of it. */
const TWO_LOTS = { open: 400e6, high: 401e6, low: 399e6, volume: 2_000 };
const PLENTY = { ...TWO_LOTS, volume: 1e6 };

function told(venue: Venue): string[] {
  return venue.takeNews().map((report) =>
    `${report.status} ${report.cumulativeQuantity}`
  );
}

Deno.test("An order is accepted, filled in parts and whole, each told once", () => {
  const venue = new Venue(HKEX, CASH);
  const answer = venue.submit(BUY, NOW);
  assert.deepEqual(answer, {
    status: "accepted",
    brokerOrderId: "practice-o1",
  });
  venue.match("0700", TWO_LOTS, plus(NOW, 60_000), plus(NOW, 120_000));
  venue.match("9988", PLENTY, plus(NOW, 60_000), plus(NOW, 120_000));
  venue.match("0700", TWO_LOTS, plus(NOW, 120_000), plus(NOW, 180_000));
  assert.deepEqual(told(venue), ["accepted 0", "partial 200", "filled 300"]);
  assert.deepEqual(told(venue), []);
  const report = venue.reportOf("o1")!;
  assert.equal(report.cumulativeValue, amount("120000"));
  assert.equal(report.executionId, "o1/300");
  assert.equal(venue.holdings.get("0700"), 300);
  assert.ok(venue.idle);
});

const LATENCIES: [beganMs: number, filled: boolean][] = [
  [-60_000, false],
  [0, false],
  [LATENCY_MS - 1, false],
  [LATENCY_MS, true],
  [60_000, true],
];

for (const [beganMs, filled] of LATENCIES) {
  Deno.test(`A bar that began ${beganMs} ms after the send ${filled ? "fills" : "was over before the order was there"}`, () => {
    const venue = new Venue(HKEX, CASH);
    venue.submit(BUY, NOW);
    venue.match("0700", PLENTY, plus(NOW, beganMs), plus(NOW, 120_000));
    assert.equal(venue.holdings.get("0700") ?? 0, filled ? 300 : 0);
  });
}

Deno.test("A cancel may lose the race: bars that began before it arrived still fill", () => {
  const venue = new Venue(HKEX, CASH);
  venue.submit(BUY, NOW);
  const asked = plus(NOW, 60_000);
  venue.cancel("o1", asked);
  venue.match(
    "0700",
    TWO_LOTS,
    plus(asked, LATENCY_MS - 1),
    plus(asked, 60_000),
  );
  venue.match("0700", TWO_LOTS, plus(asked, LATENCY_MS), plus(asked, 60_000));
  venue.pass(plus(asked, 60_000));
  assert.deepEqual(told(venue), ["accepted 0", "partial 200", "cancelled 200"]);
  const report = venue.reportOf("o1")!;
  const known = plus(asked, 60_000);
  assert.equal(report.at, known, "never before the fill it comes after");
  assert.equal(report.reason, "As asked");
});

Deno.test("A second cancel does not put the first one off", () => {
  const venue = new Venue(HKEX, CASH);
  venue.submit(BUY, NOW);
  venue.cancel("o1", NOW);
  venue.cancel("o1", plus(NOW, 200));
  venue.pass(plus(NOW, LATENCY_MS));
  assert.deepEqual(told(venue), ["accepted 0", "cancelled 0"]);
});

Deno.test("A cancel of what is over, or was never there, changes nothing", () => {
  const venue = new Venue(HKEX, CASH);
  venue.submit(BUY, NOW);
  venue.match("0700", PLENTY, plus(NOW, 60_000), plus(NOW, 120_000));
  venue.takeNews();
  venue.cancel("o1", plus(NOW, 120_000));
  venue.cancel("o2", plus(NOW, 120_000));
  venue.pass(plus(NOW, 600_000));
  assert.deepEqual(told(venue), []);
});

const CLOSES: [market: typeof HKEX, sent: string, close: string][] = [
  [HKEX, "2026-11-23T02:00:00Z", "2026-11-23T08:00:00Z"],
  [HKEX, "2026-02-16T02:00:00Z", "2026-02-16T04:00:00Z"],
  [US, "2026-11-23T15:00:00Z", "2026-11-23T21:00:00Z"],
  [US, "2026-11-27T15:00:00Z", "2026-11-27T18:00:00Z"],
];

for (const [market, sent, close] of CLOSES) {
  Deno.test(`What is left of an order sent at ${sent} expires at ${close}, not before`, () => {
    const venue = new Venue(market, CASH);
    const limitPrice = price("100");
    const symbol = market === US ? "AAPL" : "0700";
    venue.submit({ ...BUY, symbol, limitPrice }, at(sent));
    assert.equal(venue.nextExpiry, at(close));
    venue.pass(plus(at(close), -1));
    assert.equal(venue.working.length, 1, "lunch does not end it");
    venue.cancel("o1", plus(at(close), -LATENCY_MS)); // arrives with the bell
    venue.pass(at(close));
    assert.deepEqual(told(venue), ["accepted 0", "expired 0"]);
    assert.equal(iso(venue.reportOf("o1")!.at), close);
    assert.equal(venue.nextExpiry, Infinity);
  });
}

Deno.test("Fees in Hong Kong count once per order, minimums included, however many fills", () => {
  const venue = new Venue(HKEX, CASH);
  // 3,000 a lot: the commission of 0.9 is lifted to its minimum of 3.
  const cheap = { ...BUY, limitPrice: price("30") };
  venue.submit(cheap, NOW);
  const bar = { open: 30e6, high: 30e6, low: 30e6, volume: 1_000 };
  for (let minute = 1; minute <= 3; minute++) {
    venue.match("0700", bar, plus(NOW, minute * 60_000), NOW);
  }
  // 9 stamp, 0.51 + 0.24 + 0.01 levies, 0.38 settlement, 3 commission, 15 platform.
  assert.equal(CASH - venue.cash, amount("9028.14"));
});

Deno.test("Fees in the US fall on sales alone, rounded up once per order", () => {
  const venue = new Venue(US, CASH);
  const sent = at("2026-07-14T15:00:00Z");
  const bar = { open: 100e6, high: 100e6, low: 100e6, volume: 1_000 };
  const shares = { ...BUY, symbol: "AAPL", limitPrice: price("100") };
  venue.submit(shares, sent);
  for (let i = 1; i <= 3; i++) {
    venue.match("AAPL", bar, plus(sent, i * 60_000), sent);
  }
  assert.equal(CASH - venue.cash, amount("30000"), "nothing to buy");
  venue.submit({ ...shares, id: "o2", side: "sell" }, sent);
  for (let i = 1; i <= 3; i++) {
    venue.match("AAPL", bar, plus(sent, i * 60_000), sent);
  }
  // SEC 20.60 per million of 30,000 is 0.618, TAF 0.000195 a share is 0.0585.
  assert.equal(CASH - venue.cash, amount("0.68"));
  assert.equal(venue.holdings.get("AAPL"), 0);
});

const STOP: VenueOrder = {
  ...BUY,
  ...{ id: "s1", side: "sell", type: "stop", goodTill: "cancelled" },
  ...{ limitPrice: null, stopPrice: price("390") },
};

/** A venue that holds 300 of 0700, of which `STOP` is to sell all. */
function guarded(changes: Partial<VenueOrder> = {}): Venue {
  const venue = new Venue(HKEX, CASH);
  venue.holdings.set("0700", 300);
  assert.equal(venue.submit({ ...STOP, ...changes }, NOW).status, "accepted");
  return venue;
}

Deno.test("A stop rests until it is traded, then what is left of it sells at each open", () => {
  const venue = guarded();
  const bar = (open: number, low: number, volume: number) => ({
    ...{ open: open * 1e6, high: open * 1e6, low: low * 1e6, volume },
  });
  const minutes = [
    bar(400, 390.2, 1e6),
    bar(395, 389, 1_000), // gives one lot, at the stop
    bar(400, 399, 1_000), // recovered: the rest sells all the same
    bar(380, 370, 1_000),
  ];
  for (const [i, one] of minutes.entries()) {
    const began = plus(NOW, (i + 1) * 60_000);
    venue.match("0700", one, began, plus(began, 60_000));
  }
  assert.deepEqual(told(venue), [
    ...["accepted 0", "partial 100", "partial 200", "filled 300"],
  ]);
  const { cumulativeValue } = venue.reportOf("s1")!;
  assert.equal(cumulativeValue, amount("116960")); // 390, 399.8 and 379.8
  assert.equal(venue.holdings.get("0700"), 0);
});

Deno.test("What is good till cancelled outlives its session, and is filled or cancelled in a later one", () => {
  const close = at("2026-11-23T08:00:00Z");
  const nextOpen = at("2026-11-24T01:30:00Z");
  const venue = guarded({ quantity: 200 });
  const patient = { ...BUY, goodTill: "cancelled" } as const;
  venue.submit(patient, NOW);
  venue.submit({ ...BUY, id: "o2" }, NOW);
  venue.pass(close);
  venue.takeNews();
  assert.equal(venue.nextExpiry, Infinity);
  assert.deepEqual(venue.working.map(({ id }) => id), ["s1", "o1"]);
  venue.cancel("o1", plus(close, 1));
  venue.pass(nextOpen);
  const falling = { open: 385e6, high: 385e6, low: 380e6, volume: 1e6 };
  venue.match("0700", falling, nextOpen, plus(nextOpen, 60_000));
  assert.deepEqual(told(venue), ["cancelled 0", "filled 200"]);
  assert.equal(venue.reportOf("s1")!.cumulativeValue, amount("77000"));
});

Deno.test("A stop for the day that comes at night is good for the next session", () => {
  const venue = guarded();
  const night = at("2026-11-23T14:00:00Z");
  venue.cancel("s1", NOW);
  venue.pass(night);
  venue.submit({ ...STOP, id: "s2", goodTill: "day" }, night);
  assert.equal(venue.nextExpiry, at("2026-11-24T08:00:00Z"));
});

Deno.test("A dropped order is not there: its shares are free, no bar fills it, its id stays used", () => {
  const venue = guarded();
  assert.equal(venue.drop("s1"), true);
  const falling = { open: 385e6, high: 385e6, low: 380e6, volume: 1e6 };
  venue.match("0700", falling, plus(NOW, 60_000), plus(NOW, 120_000));
  assert.equal(venue.holdings.get("0700"), 300);
  assert.ok(venue.idle);
  assert.deepEqual(
    [venue.reportOf("s1"), venue.recordOf("s1"), venue.ordersSince(NOW)],
    [undefined, undefined, []],
  );
  assert.match(JSON.stringify(venue.submit(STOP, NOW)), /was used before/);
  assert.equal(venue.submit({ ...STOP, id: "s2" }, NOW).status, "accepted");
});

Deno.test("What has traded, is over or was never there cannot be dropped", () => {
  const venue = guarded();
  const falling = { open: 385e6, high: 385e6, low: 380e6, volume: 1_000 };
  venue.match("0700", falling, plus(NOW, 60_000), plus(NOW, 120_000));
  assert.deepEqual([venue.drop("s1"), venue.drop("s2")], [false, false]);
  assert.equal(venue.reportOf("s1")?.status, "partial");
});

Deno.test("Listed are all orders from an instant on, and older ones that still work", () => {
  const venue = guarded({ quantity: 100 });
  venue.submit(BUY, NOW);
  venue.cancel("o1", NOW);
  const later = plus(NOW, 60_000);
  venue.pass(later);
  venue.submit({ ...BUY, id: "o2" }, later);
  venue.submit({ ...BUY, id: "o3" }, later);
  venue.match("0700", PLENTY, plus(later, 60_000), plus(later, 120_000));
  const listed = (since: typeof NOW) =>
    venue.ordersSince(since).map(({ report }) =>
      `${report.orderId} ${report.status}`
    );
  const today = ["o2 filled", "o3 filled"];
  assert.deepEqual(listed(later), ["s1 accepted", ...today]);
  assert.deepEqual(listed(NOW), ["s1 accepted", "o1 cancelled", ...today]);
});
