/** The practice floor as Alpaca: what its wire answers, byte for byte and to the real SDK. */
import assert from "node:assert/strict";
import { decode, encode } from "msgpack";
import { alpacaAddress } from "../core/adapters/brokers/alpaca/address.ts";
import { alpacaClient } from "../core/adapters/brokers/alpaca/client.ts";
import { moneyOf } from "../core/adapters/brokers/alpaca/decimal.ts";
import { us } from "../core/market/us.ts";
import { money } from "../core/money.ts";
import { iso, MINUTE_MS } from "../core/time.ts";
import { alpacaFace } from "../workers/practice/alpaca/face.ts";
import { peerOf } from "../workers/practice/alpaca/peer.ts";
import { average, decimal } from "../workers/practice/alpaca/wire_text.ts";
import {
  KEYS,
  minutes,
  type Practice,
  practice,
  test,
} from "./alpaca/practice.ts";
import { testFloor } from "./practice/floors.ts";

const HEADERS = {
  "APCA-API-KEY-ID": KEYS.key,
  "APCA-API-SECRET-KEY": KEYS.secret,
};

/** Status and JSON of one request. */
async function ask(
  { url }: Practice,
  path: string,
  init: RequestInit = {},
): Promise<[status: number, json: unknown]> {
  const answer = await fetch(url + path, { headers: HEADERS, ...init });
  const text = await answer.text();
  return [answer.status, text && JSON.parse(text)];
}

/** What a client sends for a good order, changed as given. */
function sent(venue: Practice, given: object = {}): RequestInit {
  const [symbol] = venue.floor.symbols as [string];
  const { price } = venue.floor.last(symbol)!;
  const body = JSON.stringify({
    symbol,
    qty: "100",
    side: "buy",
    type: "limit",
    time_in_force: "day",
    limit_price: (price / 1_000_000 * 1.05).toFixed(2),
    client_order_id: "one",
    ...given,
  });
  return { method: "POST", body };
}

test("every no is a status, a code and a message, as Alpaca's are", async () => {
  await using venue = await practice();
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
    [orders, sent(venue, { type: "market" }), 422, 42210000, /only limit/],
    [orders, sent(venue, { time_in_force: "gtc" }), 422, 42210000, /only day/],
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
    [
      "/v2/stocks/bars?symbols=AAPL&timeframe=5Sec",
      {},
      422,
      40010001,
      /timeframe/,
    ],
    ["/v2/stocks/bars?timeframe=1Min", {}, 422, 40010001, /symbols/],
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
  await using venue = await practice();
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
  assert.match(message, /is canceled/);
});

test("lists of orders are cut by status, time, symbol, direction and limit", async () => {
  await using venue = await practice();
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
  const cases: [query: string, ids: string][] = [
    ["", "c b"],
    ["?status=closed", "a"],
    ["?status=all&direction=asc", "a b c"],
    ["?status=all&limit=2", "c b"],
    [`?status=all&after=${at}`, "c"],
    [`?status=all&until=${at}`, "a"],
    [`?status=all&symbols=${one}&nested=true`, "b a"],
  ];
  for (const [query, ids] of cases) {
    const [, list] = await ask(venue, `/v2/orders${query}`);
    const told = list as { client_order_id: string }[];
    assert.equal(told.map((it) => it.client_order_id).join(" "), ids, query);
  }
});

test("bars come page by page, no page longer than its limit, none twice", async () => {
  await using venue = await practice();
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
  await using venue = await practice();
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
  await using venue = await practice();
  const { alpaca, close } = alpacaClient(alpacaAddress(venue.url), KEYS);
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

/** A raw client: what it is told, message by message. */
function socket({ url }: Practice, path: string) {
  const web = new WebSocket(url.replace("http", "ws") + path);
  web.binaryType = "arraybuffer";
  const told: unknown[] = [];
  let more = Promise.withResolvers<void>();
  const ring = () => {
    more.resolve();
    more = Promise.withResolvers();
  };
  const closed = new Promise<void>((done) => {
    web.onclose = () => done(ring());
  });
  web.onmessage = ({ data }) => {
    told.push(JSON.parse(new TextDecoder().decode(data)));
    ring();
  };
  return {
    say: (message: unknown) => web.send(JSON.stringify(message)),
    opened: new Promise((done) => web.onopen = done),
    closed,
    /** The next message; undefined once it is closed. */
    async next() {
      while (told.length === 0 && web.readyState <= WebSocket.OPEN) {
        await more.promise;
      }
      return told.shift();
    },
    async [Symbol.asyncDispose]() {
      web.close();
      await closed;
    },
  };
}

test("a stream tells nobody anything who is not known", async () => {
  await using venue = await practice();
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
  await using venue = await practice();
  const peers = ["/v2/iex", "/stream"].map((path) => socket(venue, path));
  await Promise.all(peers.map(({ opened }) => opened));
  const began = performance.now();
  venue.face.close();
  await Promise.all(peers.map(({ closed }) => closed));
  assert.ok(performance.now() - began < 5_000);
});

test("a peer that does not read is dropped, and forgotten", () => {
  class Stuck extends EventTarget {
    readyState = WebSocket.OPEN;
    bufferedAmount = 5_000_000;
    sent = 0;
    closed = 0;
    send = () => this.sent++;
    close = () => this.closed++;
  }
  const stuck = new Stuck();
  const peer = peerOf(stuck as unknown as WebSocket, "json");
  let forgotten = 0;
  peer.onEnd(() => forgotten++);
  peer.tell("more");
  assert.deepEqual([stuck.sent, stuck.closed, forgotten], [0, 1, 1]);
});

test("whoever subscribes to trades and quotes is told of each minute", async () => {
  await using venue = await practice();
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
