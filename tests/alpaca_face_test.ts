/** The practice floor as Alpaca: what its wire answers, byte for byte and to the real SDK. */
import assert from "node:assert/strict";
import { decode, encode } from "msgpack";
import { moneyOf } from "../core/adapters/brokers/alpaca/decimal.ts";
import { us } from "../core/market/us.ts";
import { money } from "../core/money.ts";
import { iso, MINUTE_MS, plus } from "../core/time.ts";
import { alpacaFace } from "../workers/practice/alpaca/face.ts";
import { Peer } from "../workers/practice/alpaca/peer.ts";
import { average, decimal } from "../workers/practice/alpaca/wire_text.ts";
import { read, socket, soon } from "./alpaca_face/peers.ts";
import {
  ask,
  bought,
  faceVenue,
  HEADERS,
  KEYS,
  minutes,
  near,
  sdk,
  sent,
  stop,
  test,
} from "./alpaca_face/venue.ts";
import { testFloor } from "./practice/floors.ts";

test("every no is a status, a code and a message, as Alpaca's are", async () => {
  await using venue = await faceVenue();
  const wrong = { headers: { ...HEADERS, "APCA-API-SECRET-KEY": "x" } };
  const [, one] = await ask(venue, "/v2/orders", sent(venue));
  const orders = "/v2/orders", id = Object(one).id;
  assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const cases: [string, RequestInit, number, number | undefined, RegExp][] = [
    ["/v2/account", wrong, 401, 40110000, /not authorized/],
    ["/v2/account", { headers: {} }, 401, 40110000, /not authorized/],
    ["/v2/nothing", {}, 404, 40410000, /endpoint not found/],
    ["/v2/account", { method: "POST" }, 404, 40410000, /endpoint/],
    ["/v2/orders/%2e", {}, 404, 40410000, /not found/],
    ["/v2/assets/NONE", {}, 404, 40410000, /asset not found for NONE/],
    ["/v2/positions/NONE", {}, 404, 40410000, /position does not exist/],
    [`${orders}/${crypto.randomUUID()}`, {}, 404, 40410000, /order not found/],
    [`${orders}:by_client_order_id?client_order_id=x`, {}, 404, 40410000, /x/],
    [orders, sent(venue), 422, 40010001, /client_order_id must be unique/],
    [orders, sent(venue, { type: "trailing_stop" }), 422, 42210000, /only l/],
    [
      orders,
      sent(venue, { type: "market" }),
      422,
      40010001,
      /not have a limit/,
    ],
    [
      orders,
      sent(venue, { limit_price: null }),
      422,
      40010001,
      /require a lim/,
    ],
    [
      orders,
      sent(venue, { stop_price: "1" }),
      422,
      40010001,
      /not have a stop/,
    ],
    [
      orders,
      stop(venue, { stop_price: null }),
      422,
      40010001,
      /require a stop/,
    ],
    [orders, sent(venue, { time_in_force: "ioc" }), 422, 42210000, /only day/],
    [orders, sent(venue, { qty: "0.5" }), 422, 42210000, /whole number/],
    [orders, sent(venue, { limit_price: "1e2" }), 422, 42210000, /limit_price/],
    [orders, sent(venue, { side: "short" }), 422, 40010001, /side/],
    [
      orders,
      sent(venue, { symbol: "NONE", client_order_id: "n" }),
      422,
      42210000,
      /NONE/,
    ],
    [orders, { method: "POST", body: "{" }, 422, 40010001, /format/],
    [
      orders,
      { method: "POST", body: "x".repeat(70_000) },
      413,
      41310000,
      /large/,
    ],
    [`${orders}?status=some`, {}, 422, 40010001, /status/],
    [`${orders}?limit=501`, {}, 422, 40010001, /limit/],
    [`${orders}?side=short`, {}, 422, 40010001, /side/],
    [`${orders}?after_order_id=x`, {}, 422, 40010001, /after_order_id/],
    ["/v3/calendar/XHKG", {}, 404, 40410000, /XHKG/],
    [
      "/v2/stocks/bars?symbols=AAPL&timeframe=5Sec",
      {},
      422,
      40010001,
      /timeframe/,
    ],
    ["/v2/stocks/bars?timeframe=1Min", {}, 422, 40010001, /symbols/],
    [
      "/v2/stocks/bars?symbols=A&timeframe=1Min&feed=x",
      {},
      422,
      40010001,
      /feed/,
    ],
    ["/v2/calendar?start=soon", {}, 422, 40010001, /invalid start/],
  ];
  for (const [path, init, status, code, message] of cases) {
    const [told, json] = await ask(venue, path, init);
    assert.deepEqual([told, Object(json).code], [status, code], path);
    assert.match(Object(json).message, message);
  }
  assert.equal(venue.floor.orders().length, 1);
});

test("an order is cancelled once: 204, then 422", async () => {
  await using venue = await faceVenue();
  const low = sent(venue, { limit_price: "1.00" });
  const [, order] = await ask(venue, "/v2/orders", low);
  const path = `/v2/orders/${Object(order).id}`;
  assert.deepEqual(await ask(venue, path, { method: "DELETE" }), [204, ""]);
  assert.equal(Object((await ask(venue, path))[1]).status, "pending_cancel");
  await venue.to(minutes(6));
  assert.equal(Object((await ask(venue, path))[1]).status, "canceled");
  const [status, { code, message }] = await ask(venue, path, {
    method: "DELETE",
  }) as [number, { code: number; message: string }];
  assert.deepEqual([status, code], [422, 42210000]);
  assert.match(message, /already in "canceled" state/);
});

test("lists of orders are cut by status, time, symbol, direction and limit", async () => {
  await using venue = await faceVenue();
  const [one, two] = venue.floor.symbols as [string, string];
  const low = { limit_price: "1.00" };
  const place = async (client_order_id: string, given: object) => {
    await ask(venue, "/v2/orders", sent(venue, { client_order_id, ...given }));
  };
  await place("a", {});
  await venue.to(minutes(20));
  await place("b", low);
  await venue.to(minutes(21));
  await place("c", { ...low, symbol: two });
  const at = iso(minutes(20));
  const [, all] = await ask(venue, "/v2/orders?status=all");
  const idOf = (id: string) =>
    Object(all).find((one: { client_order_id: string }) =>
      one.client_order_id === id
    ).id;
  const cases: [query: string, ids: string][] = [
    ["", "c b"],
    ["?status=closed", "a"],
    ["?status=all&direction=asc", "a b c"],
    ["?status=all&limit=2", "c b"],
    [`?status=all&after=${at}`, "c"],
    [`?status=all&until=${at}`, "a"],
    [`?status=all&symbols=${one}&nested=true`, "b a"],
    ["?status=all&side=buy&direction=asc", "a b c"],
    ["?status=all&side=sell", ""],
    ["?status=all&asset_class=crypto", ""],
    [`?status=all&after_order_id=${idOf("a")}`, "c b"],
    [`?status=all&before_order_id=${idOf("b")}`, "a"],
  ];
  for (const [query, ids] of cases) {
    const [, list] = await ask(venue, `/v2/orders${query}`);
    const told = list as { client_order_id: string }[];
    assert.equal(told.map((it) => it.client_order_id).join(" "), ids, query);
  }
});

test("bars come page by page, no page longer than its limit, none twice", async () => {
  await using venue = await faceVenue();
  const { floor } = venue;
  const query = new URLSearchParams({
    symbols: floor.symbols.slice(0, 2).join(","),
    timeframe: "1Min",
    start: iso(minutes(0)),
    end: iso(minutes(4)),
    limit: "3",
  });
  const told: string[] = [], pages: number[] = [];
  let token: string | null = "";
  while (token !== null) {
    query.set("page_token", token);
    const [, json] = await ask(venue, `/v2/stocks/bars?${query}`);
    const { bars, next_page_token } = json as {
      bars: Record<string, { t: string }[]>;
      next_page_token: string | null;
    };
    const page = Object.entries(bars).flatMap(([symbol, bars]) =>
      bars.map(({ t }) => `${symbol} ${Date.parse(t)}`)
    );
    pages.push(page.length);
    told.push(...page);
    token = next_page_token;
  }
  const wanted = floor.symbols.slice(0, 2).flatMap((symbol) =>
    floor.bars(symbol, minutes(0), minutes(5), MINUTE_MS)
      .map(({ at }) => `${symbol} ${at}`)
  );
  assert.deepEqual(told, wanted);
  assert.deepEqual(pages, [3, 3, 3, 1]);
});

test("ids and totals are the same after a restart", async () => {
  await using venue = await faceVenue();
  await ask(venue, "/v2/orders", sent(venue));
  await venue.to(minutes(9));
  const paths = ["/v2/orders?status=all", "/v2/positions", "/v2/account"];
  const told = await Promise.all(paths.map((path) => ask(venue, path)));
  const { floor } = await testFloor({
    market: us,
    keeper: venue.keeper,
    at: minutes(9),
  });
  const face = alpacaFace(floor, KEYS);
  for (const [i, path] of paths.entries()) {
    const url = `http://practice${path}`;
    const again = await face.handle(new Request(url, { headers: HEADERS }));
    assert.deepEqual(await again.json(), told[i]![1]);
  }
  face.close();
});

test("the SDK reads clock, calendar, assets, positions and quotes", async () => {
  await using venue = await faceVenue();
  const { alpaca, close } = sdk(venue);
  const { trading, marketData } = alpaca;
  const { floor } = venue;
  const [symbol] = floor.symbols as [string];
  await ask(venue, "/v2/orders", sent(venue));
  await venue.to(minutes(30));

  const clock = await trading.clock.legacyClock();
  assert.equal(clock.timestamp.getTime(), floor.now());
  assert.equal(clock.isOpen, true);
  assert.equal(clock.nextClose.toISOString(), "2026-01-05T21:00:00.000Z");
  assert.equal(clock.nextOpen.toISOString(), "2026-01-06T14:30:00.000Z");
  const { clocks: [newYork] } = await trading.clock.clock();
  assert.deepEqual([newYork?.phase, newYork?.market.mic], ["core", "XNYS"]);

  const [start, end] = [new Date("2026-11-25"), new Date("2026-11-30")];
  const days = await trading.calendar.legacyCalendar({ start, end });
  assert.deepEqual(
    days.map((
      { date, open, close },
    ) => [date.toISOString().slice(0, 10), open, close]),
    [
      ["2026-11-25", "09:30", "16:00"],
      ["2026-11-27", "09:30", "13:00"],
      ["2026-11-30", "09:30", "16:00"],
    ],
  );

  const [held] = await trading.positions.getAllOpenPositions();
  const holding = floor.state().holdings.get(symbol)!;
  assert.deepEqual([held?.symbol, held?.qty], [symbol, "100"]);
  assert.equal(moneyOf(held!.avgEntryPrice, 100), holding.cost);

  const symbols = floor.symbols.join(",");
  const { price, at } = floor.last(symbol)!;
  const { trades } = await marketData.stocks.stockLatestTrades({ symbols });
  assert.deepEqual([trades[symbol]?.p, new Date(trades[symbol]!.t).getTime()], [
    price / 1e6,
    at,
  ]);
  const { quotes } = await marketData.stocks.stockLatestQuotes({ symbols });
  assert.ok(
    quotes[symbol]!.bp < price / 1e6 && quotes[symbol]!.ap > price / 1e6,
  );
  const { bars } = await marketData.stocks.stockLatestBars({ symbols });
  const [bar] = floor.bars(symbol, minutes(29), minutes(30), MINUTE_MS);
  assert.equal(bars[symbol]?.c, bar!.close / 1e6);
  const snapshots = await marketData.stocks.stockSnapshots({ symbols });
  assert.deepEqual(Object.keys(snapshots), floor.symbols);
  close();
});

test("a stream tells nobody anything who is not known", async () => {
  await using venue = await faceVenue();
  for (const path of ["/v2/iex", "/v2/sip"]) {
    await using data = socket(venue, path);
    assert.deepEqual(await data.next(), [{ T: "success", msg: "connected" }]);
    data.say({ action: "subscribe", bars: ["*"] });
    assert.equal(Object(await data.next())[0].code, 401);
    data.say("what");
    assert.equal(Object(await data.next())[0].code, 400);
    data.say({ action: "auth", key: KEYS.key, secret: "x" });
    assert.equal(Object(await data.next())[0].code, 402);
    await data.closed;
  }
  await using updates = socket(venue, "/stream");
  await updates.opened;
  await ask(venue, "/v2/orders", sent(venue));
  updates.say({ action: "listen", data: { streams: ["trade_updates"] } });
  assert.equal(Object(await updates.next()).action, "error");
  const data = { key_id: KEYS.key, secret_key: "x" };
  updates.say({ action: "authenticate", data });
  assert.equal(Object(await updates.next()).data.status, "unauthorized");
  await updates.closed;
});

test("a face that is closed has nobody left", async () => {
  await using venue = await faceVenue();
  const peers = ["/v2/iex", "/stream"].map((path) => socket(venue, path));
  await Promise.all(peers.map(({ opened }) => opened));
  venue.face.close();
  await soon(Promise.all(peers.map(({ closed }) => closed)));
});

test("a peer that does not read is dropped, and forgotten", () => {
  let told = 0, ended = 0, forgotten = 0;
  const far = {
    send: () => told++,
    close: () => ended++,
    behind: () => 5_000_000,
  };
  const peer = new Peer(far, "json");
  peer.onEnd(() => forgotten++);
  peer.tell("more");
  peer.tell("and more");
  assert.deepEqual([told, ended, forgotten], [0, 1, 1]);
});

test("whoever subscribes to trades and quotes is told of each minute", async () => {
  await using venue = await faceVenue();
  const [symbol] = venue.floor.symbols as [string];
  await using data = socket(venue, "/v2/sip");
  await data.next();
  data.say({ action: "auth", ...KEYS });
  assert.equal(Object(await data.next())[0].msg, "authenticated");
  data.say({
    action: "subscribe",
    trades: [symbol],
    quotes: [symbol],
    bars: ["*"],
  });
  assert.deepEqual(Object(await data.next())[0].trades, [symbol]);
  data.say({ action: "unsubscribe", bars: ["*"] });
  assert.deepEqual(Object(await data.next())[0].bars, []);
  await venue.to(minutes(6));
  const told = await data.next() as { T: string; S: string; t: string }[];
  assert.deepEqual(told.map(({ T, S }) => [T, S]), [["t", symbol], [
    "q",
    symbol,
  ]]);
  assert.equal(Date.parse(told[0]!.t), minutes(6));
});

test("an average gives the value back, however it divides", () => {
  const cases: [value: number, quantity: number, text: string][] = [
    [100_000_000, 3, "33.3333333"],
    [1_050_000_000, 100, "10.50"],
    [7, 9, "0.0000008"],
    [8_999_999_999_999_999, 7_777_777, "1157.1429728571543"],
  ];
  for (const [value, quantity, text] of cases) {
    assert.equal(average(money(value), quantity), text);
    assert.equal(moneyOf(text, quantity), value);
  }
  assert.equal(decimal(-1_500_000), "-1.50");
  assert.deepEqual(decode(encode(new Date(5))), new Date(5));
});

test("orders that could trade with each other are refused, whichever came first", async () => {
  await using venue = await faceVenue();
  await bought(venue);
  const sells = { side: "sell", qty: "50" };
  const low = near(venue, 0.8), lower = near(venue, 0.7);
  const market = { type: "market", limit_price: null };
  const cases: [first: object, second: object, against: string | undefined][] =
    [
      [{ limit_price: low }, { ...sells, limit_price: lower }, "limit"],
      [{ limit_price: low }, { ...sells, limit_price: low }, "limit"],
      [{ limit_price: low }, { ...sells }, undefined],
      [{ limit_price: low }, { ...sells, ...market }, "limit"],
      [{ limit_price: low }, JSON.parse(`${stop(venue).body}`), "limit"],
      [
        JSON.parse(`${stop(venue).body}`),
        { limit_price: low },
        "market/stop",
      ],
      [{ ...sells }, { limit_price: near(venue, 1.1) }, "limit"],
      [{ ...sells }, { symbol: venue.floor.symbols[1] }, undefined],
      [{ ...sells }, { ...sells }, undefined],
    ];
  for (const [i, [first, second, against]] of cases.entries()) {
    const one = { ...first, client_order_id: `${i}a` };
    const [, { id, status }] = await ask(venue, "/v2/orders", sent(venue, one));
    assert.equal(status, "new", `${i}`);
    const other = { ...second, client_order_id: `${i}b` };
    const [told, json] = await ask(venue, "/v2/orders", sent(venue, other));
    assert.equal(told, against ? 403 : 200, `${i}: ${JSON.stringify(json)}`);
    if (against) {
      assert.deepEqual(json, {
        code: 40310000,
        message: "potential wash trade detected. use complex orders",
        existing_order_id: id,
        reject_reason: `opposite side ${against} order exists`,
      });
    }
    // A cancel arrives a moment later, though no bar comes meanwhile.
    await ask(venue, "/v2/orders", { method: "DELETE" });
    venue.set(plus(venue.floor.now(), 300));
  }
});

test("a stop rests till cancelled, holds its shares, and is not taken where the price is past it", async () => {
  await using venue = await faceVenue();
  await bought(venue);
  const [, order] = await ask(venue, "/v2/orders", stop(venue));
  const { type, time_in_force, limit_price, stop_price, expires_at } = order;
  assert.deepEqual(
    [type, time_in_force, limit_price, stop_price, expires_at],
    ["stop", "gtc", null, near(venue, 0.9), null],
  );
  const [[held]] = [(await ask(venue, "/v2/positions"))[1]];
  assert.deepEqual([held.qty, held.qty_available], ["100", "0"]);
  assert.equal(moneyOf(held.cost_basis), moneyOf(held.avg_entry_price, 100));
  const sale = sent(venue, { side: "sell", client_order_id: "sale" });
  assert.deepEqual(await ask(venue, "/v2/orders", sale), [403, {
    code: 40310000,
    message:
      "insufficient qty available for order (requested: 100, available: 0)",
    available: "0",
    existing_qty: "100",
    held_for_orders: "100",
    related_orders: [order.id],
    symbol: venue.symbol,
  }]);
  const past = stop(venue, {
    client_order_id: "past",
    stop_price: near(venue, 1.1),
  });
  const [status, { code, message, market_price }] = await ask(
    venue,
    "/v2/orders",
    past,
  );
  assert.deepEqual([status, code], [422, 42210000]);
  assert.equal(message, "stop price must be less than current price");
  assert.equal(Number(market_price), Number(near(venue, 1)));
  await venue.to(us.sessionOn("2026-01-06")!.open);
  const [, next] = await ask(venue, `/v2/orders/${order.id}`);
  assert.equal(next.status, "new");
});

test("a market order is filled with the next bar", async () => {
  await using venue = await faceVenue();
  const market = sent(venue, { type: "market", limit_price: null, qty: "1" });
  const [status, order] = await ask(venue, "/v2/orders", market);
  assert.deepEqual([status, order.type, order.limit_price], [
    200,
    "market",
    null,
  ]);
  await venue.to(minutes(7));
  const [, { status: after }] = await ask(venue, `/v2/orders/${order.id}`);
  assert.equal(after, "filled");
});

test("positions are left at the market: a part, a share, all; not what an order holds", async () => {
  await using venue = await faceVenue();
  await bought(venue);
  const { symbol } = venue;
  const path = `/v2/positions/${symbol}`, init = { method: "DELETE" };
  for (const query of ["?qty=1&percentage=1", "?qty=0", "?percentage=0.1"]) {
    assert.equal((await ask(venue, path + query, init))[0], 422, query);
  }
  assert.equal((await ask(venue, "/v2/positions/NONE", init))[0], 404);
  const [, one] = await ask(venue, `${path}?qty=10`, init);
  const [, two] = await ask(venue, `${path}?percentage=50`, init);
  assert.deepEqual([one.qty, two.qty], ["10", "50"]);
  assert.deepEqual([one.type, one.side], ["market", "sell"]);
  const [refused, { message }] = await ask(venue, path, init);
  assert.equal(refused, 403);
  assert.match(message, /requested: 100, available: 40/);
  const [status, told] = await ask(venue, "/v2/positions", init);
  assert.equal(status, 207);
  assert.deepEqual([told[0].symbol, told[0].status], [symbol, 403]);
  await venue.to(minutes(20));
  const [, [all]] = await ask(venue, "/v2/positions", init);
  assert.deepEqual([all.status, all.body.qty], [200, "40"]);
  await venue.to(minutes(30));
  assert.deepEqual(await ask(venue, "/v2/positions"), [200, []]);
});

test("all orders are cancelled at once, also before all positions are left", async () => {
  await using venue = await faceVenue();
  await bought(venue);
  const [, { id }] = await ask(venue, "/v2/orders", stop(venue));
  const [, { id: other }] = await ask(
    venue,
    "/v2/orders",
    sent(venue, { symbol: venue.floor.symbols[1], limit_price: "1.00" }),
  );
  const [status, told] = await ask(
    venue,
    "/v2/positions?cancel_orders=true",
    { method: "DELETE" },
  );
  assert.deepEqual([status, told[0].status], [207, 403]);
  const [, open] = await ask(venue, "/v2/orders");
  assert.deepEqual(
    open.map((one: { id: string; status: string }) => [one.id, one.status]),
    [[other, "pending_cancel"], [id, "pending_cancel"]],
  );
  await venue.to(minutes(20));
  assert.deepEqual(
    await ask(venue, "/v2/orders", { method: "DELETE" }),
    [207, []],
  );
});

test("more than 200 requests a minute are refused, each kind for itself", async () => {
  await using venue = await faceVenue({ limitSpeed: 10 });
  const { face, machine } = venue;
  const once = async (path: string) => {
    const url = `http://practice${path}`;
    const answer = await face.handle(new Request(url, { headers: HEADERS }));
    return { answer, json: await answer.json() };
  };
  for (let i = 1; i <= 200; i++) {
    const { answer } = await once("/v2/clock");
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("X-RateLimit-Remaining"), `${200 - i}`);
    machine.now += 10;
  }
  const { answer, json } = await once("/v2/clock");
  assert.equal(answer.status, 429);
  assert.deepEqual(json, { code: 42910000, message: "rate limit exceeded" });
  const header = (name: string) => answer.headers.get(name);
  // Ten market seconds to a machine second: the window is six, two are over.
  assert.equal(header("Retry-After"), "4");
  assert.equal(header("X-RateLimit-Limit"), "200");
  assert.equal(header("X-RateLimit-Reset"), "1006");
  const latest = `/v2/stocks/bars/latest?symbols=${venue.symbol}`;
  assert.equal((await once(latest)).answer.status, 200);
  machine.now += 4_000;
  assert.equal((await once("/v2/clock")).answer.status, 200);
  assert.equal((await once("/v2/clock")).answer.status, 429);
  assert.deepEqual(face.limits(), { trading: 202, data: 1 });
});

test("what traded is listed, page after page, and the exchange's calendar has times", async () => {
  await using venue = await faceVenue();
  const { alpaca: { trading }, close } = sdk(venue);
  await ask(venue, "/v2/orders", sent(venue, { qty: "900000" }));
  await venue.to(minutes(60));
  const fills = venue.floor.fills();
  assert.ok(fills.length > 3);
  const path = "/v2/account/activities/FILL?page_size=2&direction=asc";
  const told: { id: string; qty: string; cum_qty: string }[] = [];
  for (let token = "";;) {
    const [, page] = await ask(venue, `${path}&page_token=${token}`);
    if (page.length === 0) break;
    told.push(...page);
    token = page.at(-1).id;
  }
  assert.deepEqual(
    told.map(({ qty, cum_qty }) => [qty, cum_qty]),
    fills.map((one) => [`${one.quantity}`, `${one.cumulativeQuantity}`]),
  );
  assert.equal(new Set(told.map(({ id }) => id)).size, fills.length);
  const listed = await trading.accountActivities.getAccountActivities({});
  assert.equal(listed.length, fills.length);

  const { calendar } = await trading.calendar.calendar({
    ...{ market: "XNYS", start: new Date("2026-11-26") },
    end: new Date("2026-11-27"),
  });
  const [day] = calendar;
  assert.equal(calendar.length, 1);
  assert.equal(day!.coreStart.toISOString(), "2026-11-27T14:30:00.000Z");
  assert.equal(day!.coreEnd.toISOString(), "2026-11-27T18:00:00.000Z");
  assert.equal(day!.postEnd!.toISOString(), "2026-11-27T22:00:00.000Z");
  close();
});

test("a stream works in memory as over a socket", async () => {
  await using venue = await faceVenue();
  const told: unknown[] = [];
  let ended = 0;
  const far = {
    send: (data: Uint8Array) => told.push(read(data)),
    close: () => ended++,
  };
  const updates = venue.face.connect("updates", far);
  const data = { key_id: KEYS.key, secret_key: KEYS.secret };
  updates.receive(JSON.stringify({ action: "authenticate", data }));
  const streams = ["trade_updates"];
  updates.receive(JSON.stringify({ action: "listen", data: { streams } }));
  await ask(venue, "/v2/orders", sent(venue));
  assert.equal(Object(told.at(-1)).data.event, "new");
  const bars: unknown[] = [];
  const packed = venue.face.connect("data", {
    send: (data) => bars.push(decode(data)),
    close: () => ended++,
  }, "msgpack");
  assert.deepEqual(bars, []);
  await Promise.resolve();
  assert.deepEqual(bars, [[{ T: "success", msg: "connected" }]]);
  packed.receive(encode({ action: "auth", ...KEYS }));
  packed.receive(encode({ action: "subscribe", bars: ["*"] }));
  updates.closed();
  const heard = told.length;
  await venue.to(minutes(6));
  assert.deepEqual([told.length, bars.length], [heard, 4]);
  venue.face.close();
  assert.equal(ended, 1);
});
