/** What is asked of Alpaca, and what is made of its answers, whole or not at all. */
import assert from "node:assert/strict";
import { alpacaAddress } from "../core/adapters/brokers/alpaca/address.ts";
import { openAlpacaLiquidator } from "../core/adapters/brokers/alpaca/liquidator.ts";
import { checkAccount } from "../core/adapters/brokers/alpaca/paper.ts";
import { us } from "../core/market/us.ts";
import { money, type Price } from "../core/money.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { MINUTE_MS, plus } from "../core/time.ts";
import {
  heard,
  KEYS,
  minutes,
  OPEN,
  orderFor,
  practice,
  test,
  until,
} from "./alpaca/practice.ts";
import { approved, scripted } from "./alpaca/scripted_link.ts";
import { type Asked, wireOrder } from "./alpaca/scripted_venue.ts";

const price = (millionths: number) => millionths as Price;

test("a stop rests over night and holds its shares until it is cancelled", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const { broker } = agent.link;
  assert.deepEqual(broker.capabilities, { stops: true, fillsPushed: true });
  const entry = orderFor(venue.floor);
  await broker.submit(entry);
  await venue.to(minutes(8));
  const stop = orderFor(venue.floor, {
    ...{ id: "stop-1", side: "sell", purpose: "exit", type: "stop" },
    ...{ limitPrice: null, stopPrice: price(1_000_000) },
  });
  assert.equal((await broker.submit(stop)).status, "accepted");
  await venue.to(plus(venue.floor.market.sessionOn("2026-01-06")!.open, 1));
  const [listed] = (await broker.orders()).filter(({ orderId }) =>
    orderId === "stop-1"
  );
  assert.deepEqual(
    [listed?.type, listed?.side, listed?.quantity, listed?.status],
    ["stop", "sell", 100, "accepted"],
  );
  const held = async () => (await broker.account()).positions.get(stop.symbol);
  assert.equal((await held())?.available, 0);
  await broker.cancel("stop-1");
  await venue.to(plus(venue.floor.now(), 2 * MINUTE_MS));
  await agent.report(({ orderId, status }) =>
    orderId === "stop-1" && status === "cancelled"
  );
  assert.deepEqual((await held())?.available, 100);
});

test("orders leave as decimal text: limits and markets for the day, stops till cancelled", async () => {
  await using agent = await scripted({
    "POST /v2/orders": () => wireOrder(),
  });
  const common = { symbol: "AAPL", qty: "100" };
  const cases: [Parameters<typeof approved>[0], object][] = [
    [{ limitPrice: price(9_050_000) }, {
      ...{ ...common, type: "limit", side: "buy", limit_price: "9.05" },
      time_in_force: "day",
    }],
    [{ limitPrice: price(987_600) }, {
      ...{ ...common, type: "limit", side: "buy", limit_price: "0.9876" },
      time_in_force: "day",
    }],
    [
      {
        ...{ type: "stop", side: "sell", purpose: "exit" },
        ...{ limitPrice: null, stopPrice: price(27_000_000) },
      },
      {
        ...{ ...common, type: "stop", side: "sell", stop_price: "27.00" },
        time_in_force: "gtc",
      },
    ],
    [{ type: "market", side: "sell", purpose: "exit", limitPrice: null }, {
      ...{ ...common, type: "market", side: "sell", time_in_force: "day" },
    }],
  ];
  for (const [n, [given, sent]] of cases.entries()) {
    const id = `dev_claude-${n}`;
    const answer = await agent.link.broker.submit(approved({ ...given, id }));
    assert.deepEqual(answer, { status: "accepted", brokerOrderId: "v1" });
    const { body } = agent.venue.asked.at(-1)!;
    assert.deepEqual(JSON.parse(body), { client_order_id: id, ...sent });
  }
  const { length } = agent.venue.asked;
  const fine = approved({ limitPrice: price(9_050_100) });
  const answer = await agent.link.broker.submit(fine);
  assert.equal(answer.status, "rejected");
  assert.equal(agent.venue.asked.length, length, "it was sent");
});

/** Alpaca's list: sent after `after`, oldest first, 500 on a page. */
function listOf(orders: ReturnType<typeof wireOrder>[]) {
  return ({ query }: Asked) => {
    const after = Date.parse(query.get("after") ?? "2000-01-01");
    const open = query.get("status") === "open";
    return orders
      .filter(({ submitted_at, status }) =>
        Date.parse(submitted_at) > after && (!open || status === "new")
      )
      .slice(0, Number(query.get("limit")));
  };
}

test("orders are all that work and all of today, page after page", async () => {
  // Seven at each instant, so that pages begin and end within one.
  const sent = (n: number) => ({
    ...wireOrder({ id: `v${n}`, client_order_id: `c${n}` }),
    submitted_at: new Date(OPEN + Math.floor(n / 7) * 7).toISOString(),
    status: n % 2 ? "new" : "canceled",
  });
  const today = Array.from({ length: 1_203 }, (_, n) => sent(n));
  const old = wireOrder({ id: "gtc", submitted_at: "2025-12-01T15:00:00Z" });
  const over = wireOrder({
    ...{ id: "o", status: "filled", filled_qty: "10", filled_avg_price: "5" },
    submitted_at: "2026-01-04T15:00:00Z",
  });
  await using agent = await scripted({
    "GET /v2/orders": listOf([old, over, ...today]),
  });
  const orders = await agent.link.broker.orders();
  assert.equal(new Set(orders.map((it) => it.brokerOrderId)).size, 1_204);
  assert.equal(orders.length, 1_204);
  assert.ok(orders.some(({ brokerOrderId }) => brokerOrderId === "gtc"));
});

test("a list that cannot be read to its end is none", async () => {
  const same = Array.from(
    { length: 600 },
    (_, n) => wireOrder({ id: `v${n}` }),
  );
  const cases: [answer: unknown, why: RegExp][] = [
    [same.slice(0, 500), /500 orders, and no way to the others/],
    [[wireOrder(), wireOrder({ id: null })], /id: /],
    [[wireOrder(), null], /Invalid input/],
    [[wireOrder({ filled_qty: "4" })], /4 filled at no price/],
    [[wireOrder({ qty: "ten" })], /qty: not a decimal/],
    [{ orders: [] }, /not a function/],
    [new Response("<html>"), /JSON|token/],
  ];
  await using agent = await scripted();
  for (const [answer, why] of cases) {
    const page = () => answer instanceof Response ? answer.clone() : answer;
    agent.venue.answers.set("GET /v2/orders", page);
    await assert.rejects(agent.link.broker.orders(), (error: Error) => {
      assert.ok(error instanceof BrokerUnavailable);
      assert.match(error.message, /^Cannot list orders at Alpaca: /);
      assert.match(error.message, why);
      return true;
    });
  }
});

test("orders of others are told as they are, whatever they are", async () => {
  const foreign = [
    wireOrder({
      ...{ id: "a", qty: "0.5", filled_qty: "0.25", symbol: "brk-b" },
      ...{ filled_avg_price: "100.10", status: "partially_filled" },
    }),
    wireOrder({ id: "b", qty: null, notional: "100", type: "trailing_stop" }),
    wireOrder({ id: "c", client_order_id: null, symbol: null, side: null }),
    wireOrder({ id: "d", status: "invented_next_year", side: "sell_short" }),
    wireOrder({ id: "e", symbol: "AAPL260116C00150000", qty: 3 }),
    wireOrder({
      id: "f",
      status: "filled",
      filled_qty: "4",
      qty: "10",
      filled_avg_price: 5,
    }),
  ];
  await using agent = await scripted({ "GET /v2/orders": () => foreign });
  const orders = await agent.link.broker.orders();
  const [a, b, c, d, e, f] = orders;
  assert.equal(orders.length, foreign.length);
  assert.deepEqual(
    [a?.symbol, a?.quantity, a?.cumulativeQuantity, a?.cumulativeValue],
    ["BRK.B", 0.5, 0.25, money(25_025_000)],
  );
  assert.deepEqual([b?.type, b?.quantity, b?.orderId], [null, 0, "c1"]);
  assert.deepEqual([c?.orderId, c?.symbol, c?.side], [null, "", "buy"]);
  assert.deepEqual(
    [d?.status, d?.unknownState, d?.side],
    ["accepted", "invented_next_year", "sell"],
  );
  assert.deepEqual([e?.symbol, e?.quantity], ["AAPL260116C00150000", 3]);
  assert.deepEqual(
    [f?.status, f?.unknownState],
    ["partial", "filled with 4 of 10 shares"],
  );
});

test("an order looked up is that order or none", async () => {
  await using agent = await scripted({
    "GET /v2/orders:by_client_order_id": () => wireOrder(),
  });
  const { broker } = agent.link;
  assert.equal((await broker.find("c1"))?.orderId, "c1");
  await assert.rejects(broker.find("c2"), /another order was told than c2/);
});

test("a date has the hours Alpaca says; a server without a clock tells no time", async () => {
  const days = [
    { date: "2026-01-05", open: "09:30", close: "16:00" },
    { date: "2026-01-07", open: "0930", close: "1300" },
  ];
  await using agent = await scripted({ "GET /v2/calendar": () => days });
  const { broker } = agent.link;
  const session = us.sessionOn("2026-01-05")!;
  const { open, close } = session;
  const hours = { open, close, lunch: null };
  assert.deepEqual(await broker.day("2026-01-05"), { hours, now: null });
  const { query } = agent.venue.asked.find(({ path }) =>
    path === "/v2/calendar"
  )!;
  assert.deepEqual([...query], [["start", "2026-01-05"], [
    "end",
    "2026-01-15",
  ]]);
  agent.venue.answers.set("GET /v2/clock", () => ({
    timestamp: "2026-01-05T09:31:00.123456789-05:00",
  }));
  const half = await broker.day("2026-01-07");
  assert.equal(half.hours!.close - half.hours!.open, 3.5 * 3_600_000);
  assert.equal(half.now, plus(OPEN, MINUTE_MS + 123));
  assert.equal((await broker.day("2026-01-06")).hours, null);
  for (
    const answer of [[], [{
      date: "2026-01-06",
      open: "25:00",
      close: "26:00",
    }]]
  ) {
    agent.venue.answers.set("GET /v2/calendar", () => answer);
    await assert.rejects(broker.day("2026-01-06"), BrokerUnavailable);
  }
  agent.venue.answers.delete("GET /v2/calendar");
  await assert.rejects(broker.day("2026-01-06"), /Cannot read the calendar/);
  assert.ok(await broker.account(), "and nothing else is the worse for it");
});

test("the practice floor keeps the days that we know", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  for (const date of ["2026-01-05", "2026-01-10", "2026-11-27", "2026-07-03"]) {
    const day = await agent.link.broker.day(date);
    const session = us.sessionOn(date);
    assert.equal(day.hours?.open, session?.open, date);
    assert.equal(day.hours?.close, session?.close, date);
    assert.equal(day.now, venue.floor.now());
  }
});

test("prices are those that are known; none at all is no error", async () => {
  const trade = { p: 9.05, t: "2026-01-05T14:40:00Z" };
  const trades: Record<string, unknown> = {
    ...{ AAPL: trade, MSFT: null, F: { p: "x", t: 1 }, XOM: trade },
    T: { p: -1, t: trade.t },
  };
  await using agent = await scripted({
    "GET /v2/stocks/trades/latest": () => ({ trades }),
  });
  const { link, venue } = agent;
  const at = Date.parse(trade.t);
  const known = [["AAPL", { price: 9_050_000, at }]];
  const asked = ["AAPL", "MSFT", "F", "T", "GE"];
  assert.deepEqual([...await link.prices(asked)], known);
  for (const answer of [{}, { trades: null }, { trades: {} }]) {
    venue.answers.set("GET /v2/stocks/trades/latest", () => answer);
    assert.deepEqual([...await link.prices(asked)], []);
  }
  venue.answers.delete("GET /v2/stocks/trades/latest");
  await assert.rejects(link.prices(asked), BrokerUnavailable);
  venue.answers.set(
    "GET /v2/stocks/snapshots",
    () => ({ AAPL: { latestTrade: trade }, MSFT: null }),
  );
  assert.deepEqual([...await link.prices(asked)], known);
  assert.deepEqual([...await link.prices([])], []);
});

test("what was told to wait is asked again if it changes nothing, and never sent again", async () => {
  let left = 0;
  const busy = (answer: unknown) => () =>
    left-- > 0
      ? Response.json({ code: 42910000, message: "too many" }, {
        status: 429,
        headers: { "Retry-After": "1" },
      })
      : answer;
  await using agent = await scripted({
    "GET /v2/orders": busy([]),
    "POST /v2/orders": busy(wireOrder()),
    "DELETE /v2/orders/v1": busy(new Response(null, { status: 204 })),
    "GET /v2/orders:by_client_order_id": () => wireOrder(),
  });
  const { link: { broker }, venue } = agent;
  const count = (method: string) =>
    venue.asked.filter((it) => it.method === method).length;
  left = 2;
  const began = performance.now();
  assert.deepEqual(await broker.orders(), []);
  assert.ok(performance.now() - began > 1_900, "it did not wait");
  left = 1;
  const answer = await broker.submit(approved());
  assert.equal(answer.status, "unknown");
  assert.match(Object(answer).reason, /too many \(429 42910000\)/);
  assert.equal(count("POST"), 1);
  left = 1;
  await assert.rejects(broker.cancel("c1"), BrokerUnavailable);
  assert.equal(count("DELETE"), 1);
  await broker.cancel("c1");
});

for (const status of [408, 500, 501, 503]) {
  test(`an order answered ${status} is unknown, and sent once`, async () => {
    const broken = () => Response.json({ message: "oh" }, { status });
    await using agent = await scripted({ "POST /v2/orders": broken });
    const answer = await agent.link.broker.submit(approved());
    assert.equal(answer.status, "unknown");
    const sent = agent.venue.asked.filter(({ method }) => method === "POST");
    assert.equal(sent.length, 1);
  });
}

test("200 requests are shared: entries make way, cancels and exits still go", async () => {
  // Twenty minutes of the market in a minute: a window of three seconds.
  await using agent = await scripted({
    "POST /v2/orders": () => wireOrder(),
    "GET /v2/orders:by_client_order_id": () => wireOrder(),
    "DELETE /v2/orders/v1": () => new Response(null, { status: 204 }),
  }, 20);
  const { link: { broker }, venue } = agent;
  const count = 170 - venue.asked.length;
  const done = Promise.allSettled(
    Array.from({ length: count }, () => broker.find("c1")),
  );
  await until(() => venue.asked.length === 160);
  const entry = await broker.submit(approved());
  assert.deepEqual(entry, {
    status: "rejected",
    reason:
      "It was not sent: the 200 requests a minute that Alpaca takes are used up",
  });
  const exit = approved({ purpose: "exit", side: "sell" });
  assert.equal((await broker.submit(exit)).status, "accepted");
  await broker.cancel(exit.id);
  assert.equal(venue.asked.length, 162, "a read did not wait");
  const found = (await done).filter(({ status }) => status === "fulfilled");
  assert.equal(found.length, count);
});

test("a kill cancels whatever works and sells no more than is held, without a stream", async () => {
  await using agent = await scripted();
  const { venue } = agent;
  const { sockets } = venue;
  const position = {
    ...{ symbol: "AAPL", qty: "100.5", qty_available: "60.5", side: "long" },
    cost_basis: "1000.25",
  };
  venue.answers.set("GET /v2/positions", () => [position]);
  venue.answers.set("GET /v2/orders", () => [wireOrder({ type: "stop" })]);
  venue.answers.set("POST /v2/orders", () => wireOrder());
  const { liquidator, close } = await openAlpacaLiquidator({
    baseUrl: venue.url,
    market: us,
    ...KEYS,
  });
  const [order] = await liquidator.working();
  assert.deepEqual([order?.type, order?.brokerOrderId], ["stop", "v1"]);
  await liquidator.cancel("v1");
  assert.equal(venue.asked.at(-1)?.path, "/v2/orders/v1");
  assert.deepEqual([...await liquidator.positions()], [["AAPL", {
    quantity: 100.5,
    available: 60.5,
    cost: money(1_000_250_000),
  }]]);
  const refused = [["sell", 101], ["buy", 1], ["sell", 0]] as const;
  for (const [side, quantity] of refused) {
    const answer = await liquidator.reduce("kill-1", "AAPL", side, quantity);
    assert.match(
      Object(answer).reason,
      /^It was not sent: .*more than is held/,
    );
  }
  const sold = await liquidator.reduce("kill-1", "AAPL", "sell", 60.5);
  assert.equal(sold.status, "accepted");
  const { body } = venue.asked.at(-1)!;
  assert.deepEqual(JSON.parse(body), {
    ...{ client_order_id: "kill-1", symbol: "AAPL", side: "sell", qty: "60.5" },
    ...{ type: "market", time_in_force: "day" },
  });
  await assert.rejects(
    liquidator.reduce("other", "AAPL", "sell", 1),
    /"other" is no id of a kill/,
  );
  assert.equal(venue.sockets, sockets);
  await assert.rejects(agent.link.broker.account(), /100.5 AAPL are not whole/);
  await close();
});

test("only paper is traded: base URL, other URLs, keys and accounts", async () => {
  const paper = alpacaAddress("https://paper-api.alpaca.markets/v2/");
  assert.deepEqual([...paper.hosts.values()], [
    "https://paper-api.alpaca.markets",
    "https://data.alpaca.markets",
  ]);
  assert.equal(paper.tradeUpdates, "wss://paper-api.alpaca.markets/stream");
  assert.equal(paper.bars, "wss://stream.data.alpaca.markets/v2/iex");
  const near = alpacaAddress("http://127.0.0.1:4001/v2");
  assert.deepEqual([...near.hosts.values()], [
    "http://127.0.0.1:4001",
    "http://127.0.0.1:4001",
  ]);
  assert.equal(near.tradeUpdates, "ws://127.0.0.1:4001/stream");
  assert.equal(near.bars, "ws://127.0.0.1:4001/v2/iex");
  const apart = alpacaAddress("https://localhost:1/", {
    dataUrl: "http://localhost:2/v2",
    streamUrl: "ws://localhost:3/stream",
    dataStreamUrl: "wss://stream.data.alpaca.markets/v2/sip",
  });
  assert.deepEqual([...apart.hosts.values()], [
    "https://localhost:1",
    "http://localhost:2",
  ]);
  assert.equal(apart.tradeUpdates, "ws://localhost:3/stream");
  assert.equal(apart.bars, "wss://stream.data.alpaca.markets/v2/sip");
  const here = "http://127.0.0.1:4001";
  for (
    const other of [
      { dataUrl: "https://api.alpaca.markets" },
      { streamUrl: "wss://api.alpaca.markets/stream" },
      { dataStreamUrl: "ws://stream.data.alpaca.markets/v2/iex" },
      { dataStreamUrl: "nonsense" },
    ]
  ) {
    assert.throws(() => alpacaAddress(here, other), RangeError);
  }
  const account = { account_number: "123456789", cash: "1", currency: "USD" };
  assert.throws(() => checkAccount(account.account_number, paper), RangeError);
  checkAccount(account.account_number, near);
  checkAccount("PA3717PJAYWN", paper);
  const live = { ...KEYS, key: "AKLIVE", baseUrl: here, market: us };
  await assert.rejects(openAlpacaLiquidator(live), /it begins with AK/);
});
