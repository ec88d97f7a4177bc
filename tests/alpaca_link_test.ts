/** A link to Alpaca lives for ever: what it does not hear it asks for, once it can. */
import assert from "node:assert/strict";
import { BrokerUnavailable } from "../core/ports.ts";
import { MINUTE_MS } from "../core/time.ts";
import {
  heard,
  minutes,
  OPEN,
  orderFor,
  practice,
  SPEED,
  test,
  until,
} from "./alpaca/practice.ts";
import { scripted } from "./alpaca/scripted_link.ts";
import { wireBar, wireOrder, wireUpdate } from "./alpaca/scripted_venue.ts";

const UP = { connected: true, reason: null };

test("an outage is told once, and after it all that was missed, in order, each once", async () => {
  await using venue = await practice(2);
  await using agent = await heard(venue.proxy.url, venue.floor);
  const { floor, proxy } = venue;
  const { broker } = agent.link;
  await agent.link.subscribe(floor.symbols);
  const order = orderFor(floor);
  await broker.submit(order);
  await venue.to(minutes(6));
  await until(() => agent.bars.length > 0);
  assert.deepEqual(broker.standing(), { ...UP, reconnects: 0 });
  proxy.refuses = true;
  proxy.hangUp();
  await until(() => agent.downs.length > 0);
  assert.equal(broker.standing().connected, false);
  await venue.to(minutes(40));
  await assert.rejects(broker.account(), BrokerUnavailable);
  await until(() => /ECONN|hang up|closed/.test(broker.standing().reason!));
  proxy.refuses = false;
  await until(() => agent.ups() === 1);
  const countTo = (minute: number) =>
    floor.symbols.flatMap((symbol) =>
      floor.bars(symbol, minutes(5), minutes(minute), MINUTE_MS)
    ).length;
  assert.equal(agent.bars.length, countTo(40), "it was up too early");
  assert.deepEqual(broker.standing(), { ...UP, reconnects: 1 });
  assert.equal(agent.downs.length, 1);
  const filled = await agent.report(({ status }) => status === "filled");
  assert.equal(filled.cumulativeValue, floor.order(order.id)!.filledValue);
  await venue.to(minutes(45));
  const wanted = countTo(45);
  await until(() => agent.bars.length >= wanted);
  assert.equal(agent.bars.length, wanted);
  assert.equal(
    new Set(agent.bars.map(([symbol, { at }]) => `${symbol}${at}`)).size,
    wanted,
  );
  const times = agent.bars.map(([, { at }]) => at);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
});

test("a link whose venue is away closes at once, and leaves nothing behind", async () => {
  await using venue = await practice();
  const agent = await heard(venue.proxy.url, venue.floor);
  await agent.link.subscribe(venue.floor.symbols);
  venue.proxy.refuses = true;
  venue.proxy.hangUp();
  await until(() => agent.downs.length > 0);
  const began = performance.now();
  await agent.link.close();
  assert.ok(performance.now() - began < 1_000);
  assert.equal(agent.ups(), 0);
});

test("keys that are refused for a while are tried again", async () => {
  await using agent = await scripted();
  const { venue, link: { broker } } = agent;
  venue.authorizes = false;
  venue.hangUp();
  await until(() => broker.standing().reason?.includes("auth failed") ?? false);
  const { sockets } = venue;
  venue.authorizes = true;
  await until(() => agent.ups() === 1);
  assert.ok(venue.sockets > sockets);
  assert.equal(agent.downs.length, 1);
});

test("it is not up before what was missed could be read", async () => {
  await using agent = await scripted();
  const { venue, link: { broker } } = agent;
  venue.answers.set("GET /v2/orders", () => new Response("", { status: 403 }));
  venue.hangUp();
  await until(() => /Cannot list orders/.test(broker.standing().reason ?? ""));
  assert.equal(agent.ups(), 0);
  venue.answers.set("GET /v2/orders", () => []);
  await until(() => agent.ups() === 1);
});

test("an order of last week that filled meanwhile is told too", async () => {
  const submitted_at = "2025-12-29T15:00:00Z";
  const order = wireOrder({ type: "stop", submitted_at });
  await using agent = await scripted({ "GET /v2/orders": () => [order] });
  const { venue } = agent;
  await agent.report(({ status }) => status === "accepted");
  venue.answers.set("GET /v2/orders", () => []);
  const filled = { status: "filled", filled_qty: "10", filled_avg_price: "3" };
  venue.answers.set(
    "GET /v2/orders:by_client_order_id",
    () => ({ ...order, ...filled }),
  );
  venue.hangUp();
  const report = await agent.report(({ status }) => status === "filled");
  assert.equal(report.cumulativeQuantity, 10);
});

const UNREADABLE: [what: string, message: unknown][] = [
  ["bytes", new Uint8Array([0xff, 0x00, 0x7b])],
  ["half a message", new TextEncoder().encode('{"stream":"trade_upd')],
  ["no order", { stream: "trade_updates", data: { event: "fill" } }],
  ["an order without a price", wireUpdate({ filled_qty: "4" })],
  ["an order without a state", wireUpdate({ status: null })],
  ["a time that is none", wireUpdate({}, { timestamp: "soon" })],
];
for (const [what, message] of UNREADABLE) {
  test(`${what} on the orders' stream is counted, and the orders are asked for`, async () => {
    await using agent = await scripted();
    const { venue, link } = agent;
    const filled = {
      status: "filled",
      filled_qty: "10",
      filled_avg_price: "3",
    };
    venue.answers.set("GET /v2/orders", () => [wireOrder(filled)]);
    venue.update(message);
    const report = await agent.report(({ status }) => status === "filled");
    assert.equal(report.orderId, "c1");
    assert.equal(link.unreadable, 1);
    venue.update(wireUpdate({ status: "canceled" }));
    await agent.report(({ status }) => status === "cancelled");
    assert.deepEqual(agent.downs, []);
  });
}

test("an update is told in totals, with its own id and time", async () => {
  await using agent = await scripted();
  const order = {
    ...{ status: "partially_filled", filled_qty: "4" },
    filled_avg_price: "2.5",
  };
  agent.venue.update(wireUpdate(order, { execution_id: "x1" }));
  assert.deepEqual(await agent.report(() => true), {
    ...{ orderId: "c1", brokerOrderId: "v1", status: "partial" },
    ...{ cumulativeQuantity: 4, cumulativeValue: 10_000_000 },
    ...{ executionId: "x1", reason: null },
    at: Date.parse("2026-01-05T14:41:00Z"),
  });
});

const history = (symbol: string, at: number) => {
  const { T: _, S: __, ...bar } = wireBar(symbol, at);
  return { ...bar, t: new Date(at).toISOString() };
};

test("minutes among garbage are read from history, in order, each once", async () => {
  const page = () => ({
    bars: {
      AAPL: [9, 10, 11].map((n) => history("AAPL", minutes(n))),
      MSFT: [10, 11].map((n) => history("MSFT", minutes(n))),
    },
    next_page_token: null,
  });
  await using agent = await scripted({ "GET /v2/stocks/bars": page });
  const { venue, link } = agent;
  await link.subscribe(["AAPL", "MSFT"]);
  agent.at(11);
  venue.bars([wireBar("AAPL", minutes(10)), wireBar("MSFT", minutes(10))]);
  await until(() => agent.bars.length === 2);
  agent.at(13);
  venue.bars(new Uint8Array([0xc1, 0xc1]));
  venue.bars([wireBar("MSFT", minutes(12))]);
  await until(() => agent.bars.length === 5);
  const told = agent.bars.map(([symbol, { at }]) =>
    `${symbol} ${(at - OPEN) / MINUTE_MS}`
  );
  assert.deepEqual(told, [
    ...["AAPL 10", "MSFT 10"],
    ...["AAPL 11", "MSFT 11", "MSFT 12"],
  ]);
  assert.equal(link.unreadable, 1);
});

test("a bar that cannot be is not told, and stands in no other's way", async () => {
  await using agent = await scripted({
    "GET /v2/stocks/bars": () => ({ bars: {}, next_page_token: null }),
  });
  const { venue, link } = agent;
  await link.subscribe(["AAPL", "MSFT"]);
  agent.at(11);
  const at = minutes(10);
  const wrong = [
    wireBar("AAPL", minutes(60)),
    wireBar("AAPL", at + 1),
    wireBar("AAPL", at, { h: 0.5 }),
    wireBar("AAPL", at, { c: "two" }),
    wireBar("AAPL", at, { v: -1 }),
    { ...wireBar("AAPL", at), t: "soon" },
    { ...wireBar("AAPL", at), t: undefined },
    wireBar("AAPL", at, { o: 1.23456789 }),
  ];
  for (const bar of wrong) venue.bars([bar]);
  venue.bars([wireBar("GE", at)]);
  venue.bars([wireBar("AAPL", at)]);
  await until(() => agent.bars.length === 1);
  assert.equal(agent.bars[0]![1].at, at);
  assert.equal(link.unreadable, wrong.length);
});

test("a stream that is told to end is made anew, and up once its minutes are read", async () => {
  await using agent = await scripted({
    "GET /v2/stocks/bars": () => ({
      bars: { AAPL: [history("AAPL", minutes(10))] },
      next_page_token: null,
    }),
  }, 1);
  const { venue, link } = agent;
  await link.subscribe(["AAPL"]);
  agent.at(11);
  venue.bars([{ T: "error", code: 407, msg: "slow client" }]);
  await until(() => agent.ups() === 1);
  assert.match(agent.downs[0]!, /minute bars: slow client$/);
  assert.equal(agent.bars.length, 1);
});

test("a subscription that is not taken is unavailable, and may be asked for again", async () => {
  await using agent = await scripted();
  const { venue, link } = agent;
  venue.confirms = false;
  const gone = link.subscribe(["AAPL"]);
  const heard = assert.rejects(gone, BrokerUnavailable);
  await until(() => venue.sockets === 2);
  venue.hangUp();
  await heard;
  venue.confirms = true;
  await until(() => agent.ups() === 1);
  await link.subscribe(["AAPL", "MSFT"]);
  assert.equal(link.broker.standing().connected, true);
});

test("a venue that stops taking requests is left alone, then asked again", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  venue.mischief.set("http_429", { times: 1 });
  const { broker } = agent.link;
  const answer = await broker.submit(orderFor(venue.floor));
  assert.equal(answer.status, "unknown");
  assert.equal(venue.floor.orders().length, 0);
  assert.equal((await broker.orders()).length, 0);
  for (const count of Object.values(venue.face.limits())) {
    assert.ok(count <= 200, `${count} requests in a minute at ${SPEED}`);
  }
});

test("whatever goes wrong on the streams, orders end as they did and minutes come once", async () => {
  await using venue = await practice(2);
  await using agent = await heard(venue.url, venue.floor);
  const { floor, mischief } = venue;
  const orders = floor.symbols.map((symbol, n) =>
    orderFor(floor, { id: `dev_claude-${n}`, symbol, quantity: 600_000 })
  );
  for (const order of orders) await agent.link.broker.submit(order);
  await agent.link.subscribe(floor.symbols);
  for (
    const fault of ["duplicate_push", "reordered_push", "garbage"] as const
  ) {
    mischief.set(fault, { share: 0.3 });
  }
  mischief.set("partial_frame", { times: 2, share: 0.1 });
  mischief.set("restart", { times: 1, share: 0.05 });
  for (let n = 6; n < 60; n++) await venue.to(minutes(n));
  mischief.clear();
  for (const { id } of orders) {
    const { filledQuantity } = floor.order(id)!;
    assert.ok(filledQuantity > 0);
    await agent.report(({ orderId, cumulativeQuantity }) =>
      orderId === id && cumulativeQuantity === filledQuantity
    );
  }
  await until(() => agent.link.broker.standing().connected);
  await venue.to(minutes(70));
  for (const symbol of floor.symbols) {
    const bars = floor.bars(symbol, minutes(5), minutes(70), MINUTE_MS);
    const told = () => agent.bars.filter(([its]) => its === symbol);
    await until(() => told().at(-1)?.[1].at === bars.at(-1)?.at);
    const times = told().map(([, { at }]) => at);
    assert.equal(new Set(times).size, times.length);
    assert.deepEqual(times, times.toSorted((a, b) => a - b));
  }
});
