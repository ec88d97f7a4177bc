/** The real adapter over the real wires of OpenD's two ports, to the practice floor. */
import assert from "node:assert/strict";
import type { WireOrder } from "../core/adapters/brokers/moomoo/answers.ts";
import { MinuteBars } from "../core/adapters/brokers/moomoo/minute_bars.ts";
import { openMoomooLiquidator } from "../core/adapters/brokers/moomoo/open.ts";
import { listedOf, reportOf } from "../core/adapters/brokers/moomoo/report.ts";
import { vendorMoney } from "../core/adapters/brokers/moomoo/vendor_money.ts";
import { messageType } from "../core/adapters/brokers/opend/descriptors.ts";
import type { Bar } from "../core/market/bar.ts";
import type { Price } from "../core/money.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { MINUTE_MS, plus } from "../core/time.ts";
import { hkex } from "../core/market/hkex.ts";
import { at } from "./desk.ts";
import { HEADER, HEALTHY, scripted } from "./opend/scripted.ts";
import {
  both,
  FAST,
  heard,
  KEY,
  minutes,
  orderFor,
  practice,
  until,
} from "./opend/practice.ts";

both("history is what the floor knows, page after page", async (kind) => {
  await using venue = await practice({ symbols: 4 });
  await using agent = await venue.agent(kind);
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
      const known = floor.bars(symbol, from, to, barMs);
      assert.ok(known.length > 1_000, "fits on one page");
      sameBars(told.get(symbol) ?? [], known);
    }
  }
  const none = agent.link.history(floor.symbols, to, to, MINUTE_MS);
  for await (const [symbol] of none) assert.fail(symbol);
});

both(
  "history begins and ends where it is asked to, within a day too",
  async (kind) => {
    await using venue = await practice();
    await using agent = await venue.agent(kind);
    const { floor } = venue;
    await venue.to(minutes(40));
    const [from, to] = [plus(minutes(10), 1), plus(minutes(21), -1)];
    const [symbol] = floor.symbols as [string];
    const told: Bar[] = [];
    for await (
      const [, bar] of agent.link.history([symbol], from, to, MINUTE_MS)
    ) told.push(bar);
    const known = floor.bars(symbol, minutes(11), minutes(20), MINUTE_MS);
    assert.ok(known.length > 5);
    assert.deepEqual(told, known);
  },
);

both(
  "lots, price steps, prices and what is listed are the floor's",
  async (kind) => {
    await using venue = await practice();
    await using agent = await venue.agent(kind);
    const { floor } = venue;
    const { link } = agent;
    assert.deepEqual(await link.universe(null), floor.symbols);
    const wanted = ["9998", floor.symbols[1]!, "0001x"];
    assert.deepEqual(await link.universe(wanted), [floor.symbols[1]]);
    const [first, second] = floor.symbols as [string, string];
    const factsOf = (symbol: string) => ({
      lot: floor.market.lotOf(symbol),
      tick: floor.market.tickAt(floor.last(symbol)!.price, "2026-01-05"),
    });
    assert.deepEqual(
      await link.facts([first, "9998", second]),
      new Map([[first, factsOf(first)], [second, factsOf(second)]]),
    );
    assert.deepEqual(await link.facts([]), new Map());
    const { price, at } = floor.last(first)!;
    assert.deepEqual(
      await link.prices([first, "9998"]),
      new Map([[first, { price, at }]]),
    );
  },
);

both(
  "a date is a session, half of one or none, as the venue has it",
  async (kind) => {
    await using venue = await practice();
    await using agent = await venue.agent(kind);
    const { broker } = agent.link;
    for (const date of ["2026-01-05", "2026-02-16", "2026-12-24"]) {
      const { open, close, lunch } = hkex.sessionOn(date)!;
      assert.deepEqual(await broker.day(date), {
        hours: { open, close, lunch },
        now: venue.floor.now(),
      }, date);
    }
    const { hours } = await broker.day("2026-01-04");
    assert.equal(hours, null);
    await assert.rejects(broker.day("someday"), BrokerUnavailable);
  },
);

both(
  "an order is accepted, then partial, then filled, in totals",
  async (kind) => {
    await using venue = await practice();
    await using agent = await venue.agent(kind);
    const { floor } = venue;
    const order = orderFor(floor, { quantity: 400_000 });
    const answer = await agent.link.broker.submit(order);
    assert.equal(answer.status, "accepted");
    const first = await agent.report(({ status }) => status === "accepted");
    assert.equal(first.cumulativeQuantity, 0);
    for (let i = 6; floor.order(order.id)!.status !== "filled"; i++) {
      await venue.to(minutes(i));
    }
    const last = await agent.report(({ status }) => status === "filled");
    const placed = floor.order(order.id)!;
    const fills = floor.fills();
    assert.ok(fills.length > 2, "filled at once");
    assert.equal(last.brokerOrderId, Object(answer).brokerOrderId);
    assert.ok(!Number.isSafeInteger(Number(last.brokerOrderId)), "a short id");
    assert.deepEqual(
      [last.cumulativeQuantity, last.cumulativeValue, last.at, last.reason],
      [400_000, placed.filledValue, placed.updatedAt, null],
    );
    const told = agent.reports.filter((it) => it.cumulativeQuantity > 0);
    const sums = fills.reduce<number[]>(
      (sums, { value }) => [...sums, (sums.at(-1) ?? 0) + value],
      [],
    );
    assert.deepEqual(
      told.map((it) => [it.cumulativeQuantity, it.cumulativeValue, it.at]),
      fills.map((it, i) => [it.cumulativeQuantity, sums[i], it.at]),
    );
    assert.deepEqual(await agent.link.broker.find(order.id), last);
    assert.equal(await agent.link.broker.find("intl_claude-1"), undefined);
    assert.deepEqual(agent.downs, []);
  },
);

both(
  "an order of another day is found in the venue's history",
  async (kind) => {
    await using venue = await practice();
    await using agent = await venue.agent(kind);
    const { floor } = venue;
    const order = orderFor(floor);
    await agent.link.broker.submit(order);
    await venue.to(plus(minutes(0), 2 * 86_400_000));
    const found = await agent.link.broker.find(order.id);
    assert.equal(found?.status, "filled");
    assert.equal(found?.cumulativeValue, floor.order(order.id)!.filledValue);
  },
);

both(
  "orders are all of today's, whoever sent them, and a market order fills",
  async (kind) => {
    await using venue = await practice();
    await using agent = await venue.agent(kind);
    const { floor } = venue;
    const { broker } = agent.link;
    assert.deepEqual(broker.capabilities, { stops: false, fillsPushed: false });
    assert.deepEqual(await broker.orders(), []);
    const market = { type: "market", limitPrice: null } as const;
    const sent = orderFor(floor, { ...market, id: "a" });
    const resting = orderFor(floor, {
      id: "b",
      limitPrice: 1_000_000 as Price,
    });
    for (const order of [sent, resting]) {
      assert.equal((await broker.submit(order)).status, "accepted");
    }
    await venue.to(minutes(8));
    const [a, b] = await broker.orders();
    const placed = floor.order("a")!;
    assert.deepEqual(a, {
      orderId: "a",
      brokerOrderId: a!.brokerOrderId,
      symbol: sent.symbol,
      side: "buy",
      quantity: sent.quantity,
      type: "market",
      status: "filled",
      cumulativeQuantity: sent.quantity,
      cumulativeValue: placed.filledValue,
      executionId: null,
      reason: null,
      at: placed.updatedAt,
    });
    assert.deepEqual([b!.orderId, b!.type, b!.status], [
      "b",
      "limit",
      "accepted",
    ]);
    const held = (await broker.account()).positions.get(sent.symbol)!;
    assert.deepEqual(held.available, held.quantity);
    await broker.submit(orderFor(floor, {
      id: "c",
      side: "sell",
      purpose: "exit",
      limitPrice: resting.limitPrice! * 1_000 as Price,
    }));
    const after = (await broker.account()).positions.get(sent.symbol)!;
    assert.deepEqual([after.quantity, after.available], [held.quantity, 0]);
  },
);

both("kill cancels and reduces, and can do nothing else", async (kind) => {
  await using venue = await practice();
  await using agent = await venue.agent(kind);
  const { floor } = venue;
  const { broker } = agent.link;
  await broker.submit(orderFor(floor, { id: "a" }));
  await broker.submit(orderFor(floor, { id: "b", limitPrice: 1e6 as Price }));
  await venue.to(minutes(7));
  const [symbol] = floor.symbols as [string];
  const lot = floor.market.lotOf(symbol)!;
  const port = venue.face[kind === "tcp" ? "port" : "wsPort"]!;
  const { liquidator, close } = await openMoomooLiquidator({
    host: "127.0.0.1",
    port,
    ...kind === "ws" ? { wsPort: port, wsKey: KEY } : {},
    market: hkex,
    speed: FAST,
  });
  const [working, ...others] = await liquidator.working();
  assert.deepEqual([working!.orderId, others], ["b", []]);
  await liquidator.cancel(working!.brokerOrderId);
  await venue.to(minutes(8));
  assert.deepEqual(await liquidator.working(), []);
  await liquidator.cancel(working!.brokerOrderId); // over: no fault
  const positions = await liquidator.positions();
  assert.deepEqual([...positions.keys()], [symbol]);
  const refused: [string, string, "buy" | "sell", number, RegExp][] = [
    ["mine-1", symbol, "sell", lot, /does not begin with kill-/],
    ["kill-1", symbol, "buy", lot, new RegExp(`does not reduce ${lot}$`)],
    ["kill-1", symbol, "sell", 2 * lot, /does not reduce/],
    ["kill-1", floor.symbols[1]!, "sell", lot, /does not reduce 0$/],
  ];
  for (const [id, what, side, quantity, reason] of refused) {
    const answer = await liquidator.reduce(id, what, side, quantity);
    assert.equal(answer.status, "rejected");
    assert.match(Object(answer).reason, /^It was not sent: /);
    assert.match(Object(answer).reason, reason);
  }
  assert.equal(
    (await liquidator.reduce("kill-1", symbol, "sell", lot)).status,
    "accepted",
  );
  const again = await liquidator.reduce("kill-2", symbol, "sell", lot);
  assert.match(Object(again).reason, /does not reduce 0$/);
  await venue.to(minutes(10));
  assert.equal(floor.state().holdings.get(symbol)?.quantity ?? 0, 0);
  await close();
});

both("a refusal of the venue is rejected, with its reason", async (kind) => {
  await using venue = await practice();
  await using agent = await venue.agent(kind);
  const { floor } = venue;
  const lot = floor.market.lotOf(floor.symbols[0]!)!;
  const cases: [Parameters<typeof orderFor>[1], RegExp][] = [
    [{ quantity: lot + 1 }, /no multiple of the lot/],
    [{ limitPrice: 1_000_001 as Price }, /is not on a tick/],
    [{ symbol: "9998", limitPrice: 1_000_000 as Price, quantity: 100 }, /Unkn/],
    [{ side: "sell" }, /to sell, 0 held/],
    [{ quantity: lot * 20_000 }, /Buying power/],
    [{ id: "x".repeat(65) }, /^It was not sent: its id has 65 bytes/],
    [{ id: "" }, /^It was not sent: its id has 0 bytes/],
    [{ quantity: NaN }, /^It was not sent: .*qty: NaN is no double/],
    [
      { type: "stop", limitPrice: null, stopPrice: 1_000_000 as Price },
      /^It was not sent: .*no stop/,
    ],
    [{ limitPrice: null }, /^It was not sent: it has no limit/],
    [{ quantity: 1.5 }, /shares are whole/],
  ];
  for (const [given, reason] of cases) {
    const ticket = given?.symbol === "9998"
      ? { ...orderFor(floor), ...given }
      : orderFor(floor, given);
    const answer = await agent.link.broker.submit(ticket);
    assert.equal(answer.status, "rejected", String(reason));
    assert.match(Object(answer).reason, reason);
  }
  assert.equal(floor.orders().length, 0);
});

both(
  "an order is cancelled, what it filled is kept; the rest of a day lapses",
  async (kind) => {
    await using venue = await practice();
    await using agent = await venue.agent(kind);
    const { floor } = venue;
    const { broker } = agent.link;
    const low = { limitPrice: 1_000_000 as Price };
    const [unfilled, some, lapsed] = [
      orderFor(floor, { ...low, id: "a" }),
      orderFor(floor, { quantity: 400_000, id: "b" }),
      orderFor(floor, { ...low, id: "c" }),
    ] as const;
    for (const order of [unfilled, some, lapsed]) await broker.submit(order);
    await venue.to(minutes(7));
    await broker.cancel("a");
    await broker.cancel("b");
    await venue.to(minutes(9));
    const none = await agent.report(({ orderId, status }) =>
      orderId === "a" && status === "cancelled"
    );
    assert.deepEqual([none.cumulativeQuantity, none.reason], [0, "As asked"]);
    const part = await agent.report(({ orderId, status }) =>
      orderId === "b" && status === "cancelled"
    );
    assert.ok(part.cumulativeQuantity > 0);
    assert.equal(part.cumulativeValue, floor.order("b")!.filledValue);
    await broker.cancel("b"); // again, and once over: no fault
    await broker.cancel("nobody-sent-this");
    await venue.to(plus(floor.market.sessionOn("2026-01-05")!.close, 1));
    const expired = await agent.report(({ status }) => status === "expired");
    assert.deepEqual([expired.orderId, expired.reason], [
      "c",
      "The session is over",
    ]);
  },
);

both(
  "an answer lost on the way is unknown, found by its remark, and never sent again",
  async (kind) => {
    await using venue = await practice();
    const { floor } = venue;
    const proxy = venue.proxy[kind];
    const order = orderFor(floor);
    await using agent = await venue.agent(kind);
    const { broker } = agent.link;
    proxy.cutAfter = 2202;
    const answer = await broker.submit(order);
    assert.equal(answer.status, "unknown");
    assert.match(Object(answer).reason, /^No answer: /);
    await until(() => agent.downs.length > 0);
    proxy.cutAfter = undefined;
    // Until it is back nothing is sent, and that is known.
    const later = await broker.submit(orderFor(floor, { id: "z" }));
    assert.equal(later.status, "rejected");
    assert.match(Object(later).reason, /^It was not sent: no connection/);
    const { connected, reason } = broker.standing();
    assert.deepEqual([connected, reason], [false, agent.downs[0]]);
    await assert.rejects(broker.account(), BrokerUnavailable);
    await assert.rejects(broker.find(order.id), BrokerUnavailable);
    await assert.rejects(broker.cancel(order.id), BrokerUnavailable);
    await assert.rejects(broker.orders(), BrokerUnavailable);
    await until(() => agent.ups() > 0);
    const found = await broker.find(order.id);
    assert.equal(found?.status, "accepted");
    // Without being asked it is told as well, for the push was missed.
    const told = await agent.report(({ orderId }) => orderId === order.id);
    assert.equal(told.brokerOrderId, found?.brokerOrderId);
    assert.equal(floor.orders().length, 1);
    assert.deepEqual(broker.standing(), {
      connected: true,
      reason: null,
      reconnects: 1,
    });
    assert.deepEqual([agent.downs.length, agent.ups()], [1, 1]);
  },
);

both("each full minute is told once, as the floor played it", async (kind) => {
  await using venue = await practice({ symbols: 5 });
  await using agent = await venue.agent(kind);
  const { floor } = venue;
  const heardBy = floor.symbols.slice(0, 4);
  await agent.link.subscribe(heardBy);
  await agent.link.subscribe(heardBy.slice(1)); // again: nothing is told twice
  for (let i = 6; i < 200; i += 1 + i % 7) await venue.to(minutes(i));
  const { close } = floor.market.sessionOn("2026-01-05")!;
  await venue.to(plus(close, 1));
  const known = heardBy.flatMap((symbol) =>
    floor.bars(symbol, minutes(5), plus(close, 1), MINUTE_MS)
      .map((bar) => [symbol, bar] as const)
  );
  await until(() => agent.bars.length >= known.length);
  for (const symbol of heardBy) {
    const of = (bars: readonly (readonly [string, Bar])[]) =>
      bars.filter(([one]) => one === symbol).map(([, bar]) => bar);
    sameBars(of(agent.bars), of(known));
  }
  assert.equal(agent.bars.length, known.length);
  await assert.rejects(agent.link.subscribe(["9998"]), /Unknown stock 09998/);
});

both(
  "an answer to an order is a no only if OpenD itself says no",
  async (kind) => {
    await using venue = await practice();
    const failed = (retType: number, retMsg?: string) =>
      responseBytes({ retType, ...retMsg === undefined ? {} : { retMsg } });
    const header = HEADER;
    const cases: [object | Uint8Array | string, string, RegExp][] = [
      ["Insufficient buying power", "rejected", /^Insufficient buying power$/],
      ["下单失败", "rejected", /^下单失败$/],
      [failed(-1), "unknown", /with -1: no reason given/],
      ["Request timeout", "unknown", /with -1: Request timeout/],
      ["网络中断", "unknown", /网络中断/],
      ["下单频率太高，请求失败", "rejected", /频率/],
      [failed(-100, "late"), "unknown", /with -100: late/],
      [failed(-200, "gone"), "unknown", /with -200/],
      [failed(-400, "who knows"), "unknown", /with -400/],
      [failed(-500, "unreadable"), "unknown", /with -500/],
      [
        failed(0),
        "unknown",
        /Cannot read the answer to Trd_PlaceOrder: orderID/,
      ],
      [Uint8Array.of(8), "unknown", /Cannot read Trd_PlaceOrder/],
      [{ header }, "unknown", /orderID/],
      [{ header, orderID: "9007199254740993" }, "accepted", /9007199254740993/],
    ];
    for (const [said, status, told] of cases) {
      await using openD = scripted(kind, { ...HEALTHY, Trd_PlaceOrder: said });
      await using agent = await heard(kind, openD.port);
      const answer = await agent.link.broker.submit(orderFor(venue.floor));
      assert.equal(answer.status, status, String(told));
      const { reason, brokerOrderId } = Object(answer);
      assert.match(reason ?? brokerOrderId, told);
    }
  },
);

Deno.test("every status of OpenD's is told as what it means", () => {
  const cases: [number, number, string | undefined][] = [
    [-1, 0, undefined],
    [0, 0, undefined],
    [1, 0, undefined],
    [2, 0, undefined],
    [3, 0, "rejected"],
    [4, 0, undefined],
    [5, 0, "accepted"],
    [5, 100, "partial"],
    [10, 100, "partial"],
    [10, 200, "filled"],
    [11, 200, "filled"],
    [12, 100, "partial"],
    [13, 0, "accepted"],
    [14, 100, "cancelled"],
    [15, 0, "cancelled"],
    [21, 0, "rejected"],
    [22, 100, "expired"],
    [23, 0, "cancelled"],
    [24, 200, "rejected"],
    [99, 0, "accepted"],
  ];
  for (const [orderStatus, fillQty, status] of cases) {
    const report = reportOf({ ...ORDER, orderStatus, fillQty }, hkex);
    assert.equal(report?.status, status, String(orderStatus));
    if (!report) continue;
    const over = status !== "accepted" && status !== "partial" &&
      status !== "filled";
    assert.deepEqual(report, {
      orderId: "o1",
      brokerOrderId: "620000000000000001",
      status,
      cumulativeQuantity: fillQty,
      // Rounded once, over all of them.
      cumulativeValue: [0, 3_333_333_333, 6_666_666_667][fillQty / 100],
      executionId: null,
      reason: over ? "said so" : null,
      ...orderStatus === 99 && { unknownState: "status 99" },
      at: at("2026-01-05T02:00:00.250Z"),
    });
  }
  const foreign = { ...ORDER, orderStatus: 11, fillQty: 200, remark: "" };
  assert.equal(reportOf(foreign, hkex), undefined, "not ours");
  const { updateTimestamp: _, ...untimed } = ORDER;
  assert.equal(
    reportOf({ ...untimed, orderStatus: 5, fillQty: 0 }, hkex)?.at,
    at("2026-01-05T02:00:00Z"),
    "its text, where there is no number",
  );
});

Deno.test("in a list, what is not settled counts as working, and what cannot be read is an error", () => {
  const order = { ...ORDER, orderStatus: 2, fillQty: 0 };
  for (const orderStatus of [-1, 0, 1, 2, 4, 99]) {
    const listed = listedOf({ ...order, orderStatus }, hkex);
    assert.equal(listed.status, "accepted", String(orderStatus));
  }
  const foreign = { ...order, remark: "", code: "99999X", orderType: 12 };
  const { orderId, symbol, type } = listedOf(foreign, hkex);
  assert.deepEqual([orderId, symbol, type], [null, "99999X", null]);
  const sides = [1, 2, 3, 4].map((trdSide) =>
    listedOf({ ...order, trdSide }, hkex).side
  );
  assert.deepEqual(sides, ["buy", "sell", "sell", "buy"]);
  assert.throws(() => listedOf({ ...order, trdSide: 0 }, hkex), RangeError);
  const { updateTimestamp: _, ...undated } = { ...order, updateTime: "soon" };
  assert.throws(() => listedOf(undated, hkex), /Cannot date order/);
});

Deno.test("an amount is the decimal a double is printed as, or it is refused", () => {
  const cases: [number, number][] = [
    [0, 0],
    [-0, 0],
    [1_000_000, 1_000_000_000_000],
    [0.1, 100_000],
    [0.1 + 0.2, 300_000],
    [-12.345678, -12_345_678],
    [999_999_999.999999, 999_999_999_999_999],
  ];
  for (const [x, millionths] of cases) assert.equal(vendorMoney(x), millionths);
  for (const x of [NaN, Infinity, 1e21, 0.0000004, 1e10]) {
    assert.throws(() => vendorMoney(x), String(x));
  }
});

Deno.test("a minute that grows is told once it is full: by a later line, or by time", () => {
  const told: [string, number, number][] = [];
  const bars = new MinuteBars(hkex.timezone, (symbol, { at, volume }) => {
    told.push([symbol, (at - minutes(0)) / MINUTE_MS, volume]);
  });
  const line = (minute: number, volume: number) => ({
    time: "",
    timestamp: minutes(minute + 1) / 1000,
    isBlank: volume < 0,
    openPrice: 1,
    highPrice: 2,
    lowPrice: 1,
    closePrice: 2,
    volume: String(Math.max(volume, 0)),
  });
  const steps: [string, () => void, [string, number, number][]][] = [
    ["nobody asked for it", () => bars.take("0005", [line(9, 1)]), []],
    ["over before it began", () => bars.take("0700", [line(3, 1)]), []],
    ["it grows", () => bars.take("0700", [line(5, 100)]), []],
    ["it grows on", () => bars.take("0700", [line(5, 300)]), []],
    [
      "a later one begins",
      () => bars.take("0700", [line(6, 10)]),
      [["0700", 5, 300]],
    ],
    ["a late trade of the first", () => bars.take("0700", [line(5, 301)]), []],
    ["not settled", () => bars.settle(plus(minutes(7), 2_999)), []],
    [
      "settled",
      () => bars.settle(plus(minutes(7), 3_000)),
      [["0700", 6, 10]],
    ],
    ["settled again", () => bars.settle(minutes(99)), []],
    ["a repeat", () => bars.take("0700", [line(6, 11)]), []],
    ["a blank one", () => bars.take("0700", [line(7, -1)]), []],
    ["a blank one is no minute", () => bars.settle(minutes(99)), []],
    [
      "three at once, in any order",
      () => bars.take("0700", [line(9, -1), line(8, 80), line(7, 70)]),
      [["0700", 7, 70], ["0700", 8, 80]],
    ],
  ];
  const past = (minute: number, volume: number): Bar => ({
    at: minutes(minute),
    barMs: MINUTE_MS,
    open: 1 as Price,
    high: 2 as Price,
    low: 1 as Price,
    close: 2 as Price,
    volume,
  });
  steps.push(
    ["it grows", () => bars.take("0700", [line(10, 5)]), []],
    ["held", () => bars.hold("0700"), []],
    ["later ones", () => bars.take("0700", [line(13, 1), line(12, 9)]), []],
    ["more of one", () => bars.take("0700", [line(13, 3)]), []],
    ["and a blank one", () => bars.take("0700", [line(14, -1)]), []],
    ["settled while held", () => bars.settle(minutes(99)), []],
    [
      "history first, then what was held",
      () => bars.release("0700", [past(9, 1), past(10, 7), past(11, 8)]),
      [["0700", 9, 1], ["0700", 10, 7], ["0700", 11, 8], ["0700", 12, 9], [
        "0700",
        13,
        3,
      ]],
    ],
    ["told already", () => bars.release("0700", [past(13, 3)]), []],
  );
  bars.begin(["0700"], minutes(5));
  for (const [what, step, wanted] of steps) {
    step();
    assert.deepEqual(told.splice(0), wanted, what);
  }
  assert.throws(
    () => bars.take("0700", [{ ...line(20, 1), highPrice: NaN }]),
    /Cannot read price: NaN/,
  );
});

/** Names the first that differs: a full comparison of thousands takes minutes to print. */
function sameBars(told: readonly Bar[], known: readonly Bar[]): void {
  const other = known.findIndex((bar, i) =>
    JSON.stringify(told[i]) !== JSON.stringify(bar)
  );
  if (other >= 0) assert.deepEqual(told[other], known[other], `bar ${other}`);
  assert.equal(told.length, known.length);
}

/** Filled at 33.333333333335 a share. */
const ORDER: Omit<WireOrder, "orderStatus" | "fillQty"> = {
  trdSide: 1,
  orderType: 1,
  orderID: "620000000000000001",
  code: "00700",
  qty: 200,
  updateTime: "2026-01-05 10:00:00",
  updateTimestamp: at("2026-01-05T02:00:00.250Z") / 1000,
  fillAvgPrice: 33.333333333335,
  lastErrMsg: "said so",
  remark: "o1",
};

/** A response without a part of its own. */
function responseBytes(plain: object): Uint8Array {
  const type = messageType("Trd_PlaceOrder", "Response");
  return type.encode(type.fromObject(plain)).finish();
}
