/** Whatever Alpaca says, the adapter reads it or says that it cannot, and grows no larger by it. */
import assert from "node:assert/strict";
import {
  type AlpacaLink,
  openAlpaca,
} from "../core/adapters/brokers/alpaca/open.ts";
import type { Bar } from "../core/market/bar.ts";
import { us } from "../core/market/us.ts";
import { BrokerUnavailable } from "../core/ports.ts";
import { Random } from "../core/practice/random.ts";
import { plus } from "../core/time.ts";
import { jsonBytes, mutated, packed, pick, spoilt } from "./alpaca/frames.ts";
import { KEYS, minutes, OPEN, test } from "./alpaca/practice.ts";
import { approved } from "./alpaca/scripted_link.ts";
import { wireBar, wireOrder, wireUpdate } from "./alpaca/scripted_venue.ts";
import { type WireInMemory, wireInMemory } from "./alpaca/wire_in_memory.ts";

const FRAMES = 100_000;
const BATCH = 1_000;
const REQUESTS = 20_000;
/** What may be left behind, garbage not yet collected included. */
const GROWTH_BYTES = 64 * 1024 * 1024;
/** So many market seconds a second that no pace holds anything back. */
const SPEED = 100_000;

const ACCOUNT = {
  id: "1",
  account_number: "PA1",
  cash: "1000",
  currency: "USD",
};
const SYMBOLS = ["AAPL", "MSFT", "F"];

interface Fuzzed {
  link: AlpacaLink;
  wire: WireInMemory;
  bars: [symbol: string, bar: Bar][];
  downs: string[];
}

async function opened(): Promise<Fuzzed> {
  const wire = wireInMemory();
  wire.answer = (_, path) =>
    Response.json(
      path === "/v2/account"
        ? ACCOUNT
        : path.startsWith("/v2/stocks")
        ? { bars: {}, next_page_token: null }
        : [],
    );
  const bars: Fuzzed["bars"] = [], downs: string[] = [];
  const link = await openAlpaca({
    baseUrl: "http://127.0.0.1:1",
    ...KEYS,
    market: us,
    now: () => plus(OPEN, 3_600_000),
    speed: SPEED,
    network: wire,
    listener: {
      onBar: (...told) => bars.push(told),
      onNews() {},
      onDown: (reason) => downs.push(reason),
      onUp() {},
    },
  });
  await link.subscribe(SYMBOLS);
  return { link, wire, bars, downs };
}

/** Lets whatever is due happen. */
const turn = () => new Promise((done) => setTimeout(done, 0));

/** Tells `frames` in batches; memory may not follow their number. */
async function flood(
  frame: () => void,
  between: () => Promise<void>,
): Promise<void> {
  const used: number[] = [];
  for (let told = 0; told < FRAMES; told += BATCH) {
    for (let n = 0; n < BATCH; n++) frame();
    await turn();
    await between();
    used.push(Deno.memoryUsage().heapUsed);
  }
  const tenth = used.length / 10;
  const before = Math.min(...used.slice(tenth, 2 * tenth));
  const after = Math.min(...used.slice(-tenth));
  assert.ok(after - before < GROWTH_BYTES, `${before} became ${after}`);
}

const STATES = [
  "accepted",
  "partial",
  "filled",
  "rejected",
  "cancelled",
  "expired",
];

test(`${FRAMES} updates are read, or counted and asked for`, async () => {
  const random = Random.seeded("updates");
  const { link, wire, downs } = await opened();
  const good = [
    wireUpdate(),
    wireUpdate(
      { status: "filled", filled_qty: "10", filled_avg_price: "9.05" },
      {
        ...{ event: "fill", execution_id: "x", price: "9.05", qty: "10" },
      },
    ),
    { stream: "listening", data: { streams: ["trade_updates"] } },
  ];
  let reports = 0;
  await flood(() => {
    const message = mutated(random, pick(random, good));
    wire.tell("orders", spoilt(random, jsonBytes(message)));
  }, async () => {
    for (const report of await link.broker.reports()) {
      reports++;
      assert.ok(typeof report.orderId === "string" && report.orderId !== "");
      assert.ok(STATES.includes(report.status));
      assert.ok(report.cumulativeQuantity >= 0);
      assert.ok(Number.isSafeInteger(report.cumulativeValue));
      assert.ok(Number.isSafeInteger(report.at));
      assert.ok((report.reason ?? "").length <= 200);
    }
  });
  assert.ok(reports > FRAMES / 10, `${reports} reports`);
  assert.ok(link.unreadable > FRAMES / 10, `${link.unreadable} unreadable`);
  assert.deepEqual(downs, []);
  wire.tell("orders", jsonBytes(wireUpdate({ client_order_id: "last" })));
  const [last] = (await link.broker.reports()).slice(-1);
  assert.equal(last?.orderId, "last");
  await link.close();
});

test(`${FRAMES} messages of bars are read, or counted and asked for`, async () => {
  const random = Random.seeded("bars");
  const { link, wire, bars, downs } = await opened();
  const told = new Map<string, number>();
  let count = 0, minute = 0;
  await flood(() => {
    const at = minutes(minute);
    const good = SYMBOLS.map((symbol) => wireBar(symbol, at));
    const message = mutated(random, good);
    wire.tell("bars", spoilt(random, packed(message)));
  }, () => {
    // A hundred batches are less than the hour there is.
    minute = Math.min(58, minute + 0.58);
    minute = Math.round(minute * 100) / 100;
    for (const [symbol, bar] of bars.splice(0)) {
      count++;
      assert.ok(SYMBOLS.includes(symbol));
      assert.ok(bar.at > (told.get(symbol) ?? -Infinity), "told again");
      told.set(symbol, bar.at);
      for (const price of [bar.open, bar.high, bar.low, bar.close]) {
        assert.ok(Number.isSafeInteger(price) && price > 0);
      }
      assert.ok(bar.low <= bar.high && bar.volume >= 0);
    }
    return Promise.resolve();
  });
  assert.ok(count > 0 && count <= 3 * 60, `${count} bars`);
  assert.ok(link.unreadable > FRAMES / 10, `${link.unreadable} unreadable`);
  assert.deepEqual(downs, []);
  await link.close();
});

test(`${REQUESTS} answers are read whole, or are none`, async () => {
  const random = Random.seeded("answers");
  const { link, wire } = await opened();
  const position = {
    ...{ symbol: "AAPL", qty: "10", qty_available: "5", side: "long" },
    cost_basis: "90.50",
  };
  const { T: _, S: __, ...bar } = wireBar("AAPL", minutes(1));
  const bodies: Record<string, unknown> = {
    "/v2/account": ACCOUNT,
    "/v2/positions": [position],
    "/v2/orders": [wireOrder(), wireOrder({ id: "v2" })],
    "/v2/calendar": [{ date: "2026-01-05", open: "09:30", close: "16:00" }],
    "/v2/clock": { timestamp: "2026-01-05T09:31:00-05:00" },
    "/v2/stocks/trades/latest": {
      trades: { AAPL: { p: 9.05, t: "2026-01-05T14:40:00Z" } },
    },
    "/v2/stocks/bars": {
      bars: { AAPL: [{ ...bar, t: "2026-01-05T14:31:00Z" }] },
      next_page_token: null,
    },
    "/v2/assets/AAPL": { symbol: "AAPL", status: "active", tradable: true },
  };
  wire.answer = (method, path) => {
    const body = mutated(random, bodies[path] ?? wireOrder());
    const status = random.chance(0.9) ? 200 : pick(random, [204, 404, 422]);
    if (method === "DELETE" || status === 204) {
      return new Response(null, { status: 204 });
    }
    const bytes = spoilt(random, jsonBytes(body));
    return new Response(bytes as Uint8Array<ArrayBuffer>, { status });
  };
  const { broker, liquidator } = link;
  const calls: (() => Promise<unknown>)[] = [
    () => broker.account(),
    () => broker.orders(),
    () => broker.find("c1"),
    () => broker.cancel("c1"),
    () => broker.day("2026-01-05"),
    () => broker.submit(approved()),
    () => link.prices(["AAPL"]),
    () => link.universe(["AAPL"]),
    () => liquidator.positions(),
    () => liquidator.working(),
    async () => {
      const history = link.history(["AAPL"], OPEN, minutes(30), 60_000);
      for await (const [, { at }] of history) assert.ok(at >= OPEN);
    },
  ];
  let failed = 0;
  const one = async (ask: () => Promise<unknown>) => {
    try {
      await ask();
    } catch (error) {
      assert.ok(error instanceof BrokerUnavailable, String(error));
      assert.ok(error.message.length < 1_000, error.message);
      failed++;
    }
  };
  for (let asked = 0; asked < REQUESTS; asked += 2 * BATCH) {
    await Promise.all(
      Array.from(
        { length: 2 * BATCH },
        (_, n) => one(calls[n % calls.length]!),
      ),
    );
  }
  assert.ok(failed > REQUESTS / 20 && failed < REQUESTS, `${failed} failed`);
  await link.close();
});
