/** The real adapter, with the real SDK, over a real wire to the practice floor. */
import assert from "node:assert/strict";
import { alpacaAddress } from "../core/adapters/brokers/alpaca/address.ts";
import { moneyOf, priceText } from "../core/adapters/brokers/alpaca/decimal.ts";
import { hearing } from "../core/adapters/brokers/alpaca/line.ts";
import { orderIn, reportOf } from "../core/adapters/brokers/alpaca/report.ts";
import type { Bar } from "../core/market/bar.ts";
import { type Money, money, type Price } from "../core/money.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { type Instant, MINUTE_MS, plus } from "../core/time.ts";
import {
  heard,
  minutes,
  orderFor,
  practice,
  test,
  until,
} from "./alpaca/practice.ts";

const NOW = 1_767_628_000_000 as Instant;

test("history is what the floor knows, page after page", async () => {
  await using venue = await practice(2);
  await using agent = await heard(venue.url, venue.floor);
  const { floor } = venue;
  const from = plus(minutes(0), -40 * 86_400_000), to = floor.now();
  for (const barMs of [MINUTE_MS, 5 * MINUTE_MS]) {
    const told = new Map<string, Bar[]>();
    for await (
      const [symbol, bar] of agent.link.history(floor.symbols, from, to, barMs)
    ) {
      told.set(symbol, [...told.get(symbol) ?? [], bar]);
    }
    for (const symbol of floor.symbols) {
      const bars = floor.bars(symbol, from, to, barMs);
      assert.equal(told.get(symbol)?.length, bars.length);
      assert.deepEqual(told.get(symbol), bars);
    }
    assert.ok([...told.values()].flat().length > 2_000, "fits on one page");
  }
});

test("an order is accepted, then partial, then filled, in totals", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const { floor } = venue;
  const order = orderFor(floor, { quantity: 900_000 });
  const answer = await agent.link.broker.submit(order);
  assert.equal(answer.status, "accepted");
  const first = await agent.report(({ status }) => status === "accepted");
  assert.equal(first.cumulativeQuantity, 0);
  for (let i = 6; floor.order(order.id)!.status !== "filled"; i++) {
    await venue.to(minutes(i));
  }
  const last = await agent.report(({ status }) => status === "filled");
  const placed = floor.order(order.id)!;
  assert.equal(last.cumulativeQuantity, 900_000);
  assert.equal(last.cumulativeValue, placed.filledValue);
  assert.equal(last.at, placed.updatedAt);
  assert.equal(last.brokerOrderId, Object(answer).brokerOrderId);
  const partial = agent.reports.filter(({ status }) => status === "partial");
  const fills = floor.fills();
  assert.ok(fills.length > 2);
  const told = [...partial, last].filter(({ executionId }) => executionId);
  assert.deepEqual(
    told.map((it) => [it.cumulativeQuantity, it.at]),
    fills.map((it) => [it.cumulativeQuantity, it.at]),
  );
  assert.equal(
    new Set(told.map(({ executionId }) => executionId)).size,
    fills.length,
  );
  const values = fills.reduce<number[]>(
    (sums, { value }) => [...sums, (sums.at(-1) ?? 0) + value],
    [],
  );
  assert.deepEqual(
    told.map(({ cumulativeValue }) => cumulativeValue as number),
    values,
  );
  assert.deepEqual(await agent.link.broker.find(order.id), {
    ...last,
    executionId: null,
  });
  assert.deepEqual(agent.downs, []);
});

test("an id that is there already means that the first request arrived", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const order = orderFor(venue.floor);
  const first = await agent.link.broker.submit(order);
  assert.deepEqual(await agent.link.broker.submit(order), first);
  assert.equal(venue.floor.orders().length, 1);
});

test("a refusal of the venue is rejected, with its reason", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const { floor } = venue;
  const price = (millionths: number) => ({ limitPrice: millionths as Price });
  const cases: [Parameters<typeof orderFor>[1], RegExp][] = [
    [
      { side: "sell" },
      /insufficient qty available.* available: 0\) \(403 40310000/,
    ],
    [{ quantity: 4_200_000 }, /insufficient buying power.*\(403 40310000/],
    [price(123_456_700), /^It was not sent: .*123\.4567.* more than 2 places$/],
  ];
  for (const [given, reason] of cases) {
    const answer = await agent.link.broker.submit(orderFor(floor, given));
    assert.equal(answer.status, "rejected");
    assert.match(Object(answer).reason, reason);
  }
  const unlisted = { ...orderFor(floor), symbol: "NONE" };
  const answer = await agent.link.broker.submit(unlisted);
  assert.match(Object(answer).reason, /asset "NONE" not found/);
  await venue.to(minutes(391));
  const late = await agent.link.broker.submit(orderFor(floor));
  assert.match(Object(late).reason, /The market is closed/);
  assert.equal(floor.orders().length, 0);
});

test("a cancel is heard of; of an order that is over or unknown it is no error", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const { floor } = venue;
  const order = orderFor(floor, { limitPrice: 1_000_000 as Price });
  await agent.link.broker.submit(order);
  await agent.link.broker.cancel(order.id);
  await venue.to(minutes(7));
  const over = await agent.report(({ status }) => status === "cancelled");
  assert.equal(over.reason, "Alpaca says: canceled");
  await agent.link.broker.cancel(order.id);
  await agent.link.broker.cancel("never-sent");
  assert.equal(await agent.link.broker.find("never-sent"), undefined);
});

test("an order that nothing fills is told to have expired", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const order = orderFor(venue.floor, { limitPrice: 1_000_000 as Price });
  await agent.link.broker.submit(order);
  await venue.to(minutes(395));
  const { at } = await agent.report(({ status }) => status === "expired");
  assert.equal(at, minutes(390));
});

for (const cut of ["answer", "rest of answer"] as const) {
  test(`a lost ${cut} leaves an order unknown, and it is found`, async () => {
    await using venue = await practice();
    await using agent = await heard(venue.proxy.url, venue.floor);
    const order = orderFor(venue.floor);
    venue.proxy.cut = cut;
    const answer = await agent.link.broker.submit(order);
    venue.proxy.cut = "nothing";
    assert.equal(answer.status, "unknown", JSON.stringify(answer));
    const found = await agent.link.broker.find(order.id);
    assert.equal(found?.status, "accepted");
    assert.equal(venue.floor.orders().length, 1);
  });
}

test("a lost connection is told once, and what happened meanwhile is told after it", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.proxy.url, venue.floor);
  const order = orderFor(venue.floor);
  await agent.link.subscribe(venue.floor.symbols);
  await agent.link.broker.submit(order);
  await agent.report(({ status }) => status === "accepted");
  venue.proxy.hangUp();
  await venue.to(minutes(20));
  const filled = await agent.report(({ status }) => status === "filled");
  assert.equal(
    filled.cumulativeValue,
    venue.floor.order(order.id)!.filledValue,
  );
  assert.equal(agent.downs.length, 1);
  assert.match(agent.downs[0]!, /^Alpaca's .*: the connection was lost$/);
});

test("a venue that cannot be reached is unavailable, never empty", async () => {
  await using venue = await practice();
  const agent = await heard(venue.proxy.url, venue.floor);
  await venue.proxy.close();
  const { broker } = agent.link;
  const answer = await broker.submit(orderFor(venue.floor));
  assert.equal(answer.status, "unknown");
  await assert.rejects(broker.find("x"), BrokerUnavailable);
  await assert.rejects(broker.account(), BrokerUnavailable);
  await agent.link.close();
});

test("a link to a venue that is mute closes too, at once", async () => {
  await using venue = await practice();
  const agent = await heard(venue.proxy.url, venue.floor);
  await agent.link.subscribe(venue.floor.symbols);
  venue.proxy.frozen = true;
  const began = performance.now();
  await agent.link.close();
  assert.ok(performance.now() - began < 2_000);
  await until(() => venue.proxy.clients === 0);
  assert.deepEqual(agent.downs, []);
});

test("nothing that a listener throws is swallowed", () => {
  const downs: string[] = [], uncaught: string[] = [];
  const read = (text: string) => JSON.parse(text);
  const hear = hearing(read, () => {
    throw new Error("ours");
  }, (reason) => downs.push(reason));
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    uncaught.push(event.message);
  };
  globalThis.addEventListener("error", onError);
  hear("nonsense");
  assert.match(downs[0]!, /^Unexpected token/);
  assert.deepEqual(uncaught, []);
  hear("1");
  globalThis.removeEventListener("error", onError);
  assert.match(uncaught[0]!, /ours/);
  assert.equal(downs.length, 1);
});

test("wrong keys are one clear error that names no key", async () => {
  await using venue = await practice();
  const wrong = { key: "PKWRONG", secret: "worse" };
  await assert.rejects(heard(venue.url, venue.floor, wrong), (error: Error) => {
    assert.ok(error instanceof BrokerUnavailable);
    assert.equal(
      error.message,
      "Cannot read the account at Alpaca: it does not take ALPACA_API_KEY and ALPACA_SECRET_KEY (401)",
    );
    return true;
  });
});

test("each full minute of what was subscribed is told once", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const { floor } = venue;
  const [one, two] = floor.symbols as [string, string];
  await agent.link.subscribe([one]);
  await agent.link.subscribe([one, two]);
  await venue.to(minutes(25));
  const wanted = [one, two].flatMap((symbol) =>
    floor.bars(symbol, minutes(5), minutes(25), MINUTE_MS)
      .map((bar) => [symbol, bar] as [string, Bar])
  );
  await until(() => agent.bars.length >= wanted.length);
  await venue.to(minutes(26));
  await until(() => agent.bars.some(([, { at }]) => at === minutes(25)));
  const byTime = (a: [string, Bar], b: [string, Bar]) =>
    a[0].localeCompare(b[0]) || a[1].at - b[1].at;
  const told = agent.bars.filter(([, { at }]) => at < minutes(25));
  assert.deepEqual(told.toSorted(byTime), wanted.toSorted(byTime));
});

test("the universe is what is listed, of what is wanted", async () => {
  await using venue = await practice();
  await using agent = await heard(venue.url, venue.floor);
  const { symbols } = venue.floor;
  assert.deepEqual(await agent.link.universe(null), symbols);
  const wanted = ["NONE", symbols[1]!, symbols[0]!];
  assert.deepEqual(await agent.link.universe(wanted), symbols.slice(0, 2));
  assert.deepEqual([...await agent.link.facts(["AAPL"])], [[
    "AAPL",
    { lot: 1, tick: null },
  ]]);
});

test("only the paper host and loopback are traded at", () => {
  const paper = alpacaAddress("https://paper-api.alpaca.markets");
  assert.equal(paper.practice, false);
  for (
    const url of [
      "https://api.alpaca.markets",
      "https://paper-api.alpaca.markets.example.com",
      "http://paper-api.alpaca.markets",
      "http://10.0.0.1:4001",
      "nonsense",
      "",
    ]
  ) {
    assert.throws(
      () => alpacaAddress(url),
      /^RangeError: Cannot trade at .* are paper$/,
      url,
    );
  }
});

test("decimals lose nothing on the wire", () => {
  const prices: [number, string][] = [
    [300_000, "0.3000"],
    [123_450_000, "123.45"],
    [1_000_000, "1.00"],
    [100_000_000, "100.00"],
    [100, "0.0001"],
  ];
  for (const [millionths, text] of prices) {
    assert.equal(priceText(millionths as Price), text);
    assert.equal(moneyOf(text), millionths);
  }
  assert.equal(moneyOf("33.333333333", 3), money(100_000_000));
  assert.equal(moneyOf("-12.5"), money(-12_500_000));
  assert.equal(moneyOf("0.00000049"), money(0));
  assert.throws(() => moneyOf("1e-7"), RangeError);
});

test("a status is over only if Alpaca says so; a new word may still fill", () => {
  const order = (status: string, filledQty = "0") => ({
    id: "v",
    clientOrderId: "c",
    status,
    filledQty,
    filledAvgPrice: filledQty === "0" ? null : "10.5",
    updatedAt: new Date(0),
  });
  const cases: [status: string, filled: string, ours: string][] = [
    ["new", "0", "accepted"],
    ["pending_cancel", "0", "accepted"],
    ["pending_cancel", "4", "partial"],
    ["done_for_day", "4", "partial"],
    ["invented_next_year", "0", "accepted"],
    ["filled", "10", "filled"],
    ["canceled", "4", "cancelled"],
    ["rejected", "0", "rejected"],
    ["replaced", "0", "cancelled"],
  ];
  for (const [status, filled, ours] of cases) {
    assert.equal(
      reportOf(orderIn(order(status, filled)), NOW).status,
      ours,
      status,
    );
  }
  const { cumulativeValue, at } = reportOf(
    orderIn(order("filled", "4")),
    NOW,
  );
  assert.deepEqual([cumulativeValue, at], [42_000_000 as Money, 0 as Instant]);
});
