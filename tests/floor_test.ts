/** The practice floor: the venue's rules, saved before they are told, the same after any crash. */
import assert from "node:assert/strict";
import { us } from "../core/market/us.ts";
import { hkex } from "../core/market/hkex.ts";
import { money, type Price, price } from "../core/money.ts";
import { Random } from "../core/practice/random.ts";
import { tapeSource } from "../core/practice/tape_source.ts";
import type { VenueOrder } from "../core/practice/venue.ts";
import { type Instant, iso, MINUTE_MS, plus } from "../core/time.ts";
import type { Floor, PlacedOrder } from "../workers/practice/floor.ts";
import { MemoryKeeper, testFloor } from "./practice/floors.ts";
import { minutesOf, tapeOf } from "./tapes.ts";

const OPEN = us.sessionOn("2026-01-05")!.open;

function minute(n: number): Instant {
  return plus(OPEN, n * MINUTE_MS);
}

/** What an order is unless it says otherwise. */
const LIMIT = { type: "limit", stopPrice: null, goodTill: "day" } as const;
const STOP = { type: "stop", limitPrice: null, goodTill: "cancelled" } as const;

let ids = 0;
/** A buy of AAPL at a limit so far from the last price, in ticks. */
function buy(floor: Floor, ticks: number, quantity = 10): VenueOrder {
  const symbol = "AAPL", last = floor.last(symbol)!.price;
  const limitPrice = price(last + ticks * 10_000);
  const id = `a-${++ids}`;
  return { ...LIMIT, id, symbol, side: "buy", quantity, limitPrice };
}

async function placed(floor: Floor, order: VenueOrder): Promise<PlacedOrder> {
  const answer = await floor.place(order);
  if ("refused" in answer) assert.fail(answer.refused);
  return answer;
}

Deno.test("an order fills on bars that began after it arrived, and cash and shares follow", async () => {
  const { floor, to } = await testFloor({ market: us });
  await to(plus(minute(10), 500));
  const order = await placed(floor, buy(floor, 100));
  assert.deepEqual(
    [order.number, order.status, iso(order.arrivesAt)],
    [1, "accepted", "2026-01-05T14:40:00.75Z"],
  );
  await to(minute(11));
  assert.equal(floor.order(order.id)!.status, "accepted"); // it began before
  await to(minute(12));
  const filled = floor.orderOf(1)!;
  assert.deepEqual([filled.status, filled.filledQuantity], ["filled", 10]);
  const { cash, openingCash, holdings } = floor.state();
  assert.equal(cash, openingCash - filled.filledValue - filled.fees);
  assert.deepEqual(holdings.get("AAPL"), {
    symbol: "AAPL",
    quantity: 10,
    cost: filled.filledValue,
  });
});

Deno.test("what is sold takes its share of the cost, and the last share the rest", async () => {
  const { floor, to } = await testFloor({ market: us });
  await to(minute(10));
  await placed(floor, buy(floor, 100, 7));
  await to(minute(12));
  const { cost } = floor.state().holdings.get("AAPL")!;
  const limitPrice = price(floor.last("AAPL")!.price - 1_000_000);
  await placed(floor, { ...buy(floor, 0, 3), side: "sell", limitPrice });
  await to(minute(14));
  assert.deepEqual(floor.state().holdings.get("AAPL"), {
    symbol: "AAPL",
    quantity: 4,
    cost: money(cost - Math.round(cost * 3 / 7)),
  });
  await placed(floor, { ...buy(floor, 0, 4), side: "sell", limitPrice });
  await to(minute(16));
  assert.equal(floor.state().holdings.size, 0);
  const sum = floor.fills().reduce(
    (sum, { value, fee, number }) =>
      sum + (number === 1 ? -value : value) - fee,
    0,
  );
  assert.equal(floor.state().cash - floor.state().openingCash, sum);
});

Deno.test("a large order fills bar by bar, a tenth of each, told in order with its parts", async () => {
  const cash = money(9_000_000_000_000_000);
  const { floor, to } = await testFloor({ market: us, cash });
  await to(minute(10));
  const told: [string, number, number | undefined][] = [];
  floor.listen({
    onOrder: ({ status, filledQuantity }, fill) =>
      told.push([status, filledQuantity, fill?.quantity]),
  });
  await placed(floor, buy(floor, 300, 200_000));
  await to(minute(200));
  const parts = floor.fills().map(({ quantity }) => quantity);
  assert.ok(parts.length > 2, `${parts}`);
  assert.equal(parts.reduce((sum, part) => sum + part), 200_000);
  let sum = 0;
  assert.deepEqual(told, [
    ["accepted", 0, undefined],
    ...parts.map((part) => {
      sum += part;
      return [sum === 200_000 ? "filled" : "partial", sum, part];
    }),
  ]);
});

const REFUSED: [what: string, change: Partial<VenueOrder>, reason: RegExp][] = [
  [
    "a symbol that is not on the tape",
    { symbol: "ZZZ" },
    /^ZZZ is not listed here$/,
  ],
  [
    "a price off the tick",
    { limitPrice: 200_001_000 as Price },
    /not on a tick/,
  ],
  ["no shares", { quantity: 0 }, /not a multiple of the lot/],
  ["parts of a share", { quantity: 1.5 }, /not a multiple of the lot/],
  ["more than anybody has", { quantity: 1e15 }, /more than anybody has/],
  ["more than its cash", { quantity: 1_000_000 }, /^Buying power/],
  ["shares it has not", { side: "sell" }, /0 held and free/],
  ["an id without letters", { id: "" }, /^An order id/],
  ["an id no database keeps", { id: "a\0b" }, /^An order id/],
  ["an id too long", { id: "x".repeat(129) }, /^An order id/],
];
for (const [what, change, reason] of REFUSED) {
  Deno.test(`it refuses ${what}, and that leaves no trace`, async () => {
    const { floor, keeper, to } = await testFloor({ market: us });
    await to(minute(10));
    const { saves } = keeper;
    const answer = await floor.place({ ...buy(floor, 0), ...change });
    assert.match("refused" in answer ? answer.refused : "placed", reason);
    assert.deepEqual([floor.orders(), keeper.saves], [[], saves]);
  });
}

Deno.test("an id is taken once, also after a restart; closed is closed", async () => {
  const { floor, keeper, to } = await testFloor({ market: us });
  const early = await floor.place({
    ...{ ...LIMIT, id: "e", symbol: "AAPL", side: "buy", quantity: 1 },
    limitPrice: price(200_000_000),
  });
  assert.match("refused" in early ? early.refused : "", /closed: phase pre/);
  await to(minute(10));
  const order = buy(floor, 0);
  await placed(floor, order);
  assert.match(JSON.stringify(await floor.place(order)), /was used before/);
  const again = await testFloor({ market: us, keeper, at: minute(11) });
  assert.match(
    JSON.stringify(await again.floor.place(order)),
    /was used before/,
  );
});

Deno.test("a cancel arrives, an order that is over cannot be cancelled, the rest expires", async () => {
  const { floor, to } = await testFloor({ market: us });
  await to(minute(10));
  const [first, second] = [
    await placed(floor, buy(floor, -2_000)),
    await placed(floor, buy(floor, -2_000)),
  ];
  assert.equal(await floor.cancel(first.id), true);
  assert.deepEqual(
    [floor.order(first.id)!.status, floor.order(first.id)!.cancelAsked],
    ["accepted", true],
  );
  assert.equal(floor.nextAt(), plus(minute(10), 250));
  await to(plus(minute(10), 250));
  assert.equal(floor.order(first.id)!.status, "cancelled");
  assert.deepEqual(
    [await floor.cancel(first.id), await floor.cancel("nobody")],
    [false, false],
  );
  await to(minute(400));
  const { status, updatedAt } = floor.order(second.id)!;
  assert.deepEqual([status, updatedAt], ["expired", minute(390)]);
});

Deno.test("nothing is told before it is saved, and nothing at all once a save has failed", async () => {
  class Failing extends MemoryKeeper {
    fails = false;
    override async save(changes: Parameters<MemoryKeeper["save"]>[0]) {
      if (this.fails) throw new Error("the disk is full");
      await super.save(changes);
    }
  }
  const keeper = new Failing();
  const { floor, set, to } = await testFloor({ market: us, keeper });
  await to(minute(10));
  const told: boolean[] = [];
  const saved = async (id: string) =>
    (await keeper.load())!.orders.some((order) => order.id === id);
  const checks: Promise<void>[] = [];
  floor.listen({
    onOrder: ({ id }) => {
      checks.push(saved(id).then((is) => void told.push(is)));
    },
  });
  await placed(floor, buy(floor, 100));
  await to(minute(12));
  await Promise.all(checks);
  assert.deepEqual(told, [true, true]);
  keeper.fails = true;
  await assert.rejects(floor.place(buy(floor, 0)), /disk is full/);
  keeper.fails = false;
  set(minute(20));
  await assert.rejects(floor.advance(), /disk is full/);
  assert.equal(told.length, 2);
});

Deno.test("bars are told once their minute is over, and add up to longer ones within the session", async () => {
  const { floor, to, set } = await testFloor({
    market: hkex,
    symbols: ["0700"],
  });
  const { open, close, lunch } = hkex.sessionOn("2026-01-05")!;
  const heard: Instant[] = [];
  floor.listen({
    onBars: (knownAt, bars) => {
      const bar = bars.get("0700")!;
      assert.deepEqual([bar.at + MINUTE_MS, bar.barMs], [knownAt, MINUTE_MS]);
      heard.push(bar.at);
    },
  });
  const bars = (barMs: number, from = open) =>
    floor.bars("0700", from, close, barMs);
  await to(plus(open, 4 * MINUTE_MS));
  assert.equal(bars(5 * MINUTE_MS).length, 0);
  await to(plus(open, 5 * MINUTE_MS));
  const minutes = bars(MINUTE_MS);
  assert.deepEqual(bars(5 * MINUTE_MS), [{
    at: open,
    barMs: 5 * MINUTE_MS,
    open: minutes[0]!.open,
    high: Math.max(...minutes.map(({ high }) => high)),
    low: Math.min(...minutes.map(({ low }) => low)),
    close: minutes.at(-1)!.close,
    volume: minutes.reduce((sum, { volume }) => sum + volume, 0),
  }]);
  assert.deepEqual(heard, minutes.map(({ at }) => at));
  await to(plus(close, -1));
  assert.equal(bars(390 * MINUTE_MS).length, 1); // the morning; the afternoon runs
  assert.equal(floor.bars("0700", open, close, 24 * 60 * MINUTE_MS).length, 0);
  set(close);
  const hours = bars(60 * MINUTE_MS).map(({ at }) => at);
  const starts = [open, open + 60 * MINUTE_MS, open + 120 * MINUTE_MS];
  const after = [0, 60, 120].map((n) => lunch!.end + n * MINUTE_MS);
  assert.deepEqual(hours, [...starts, ...after]);
  assert.equal(floor.bars("0700", open, close, 24 * 60 * MINUTE_MS).length, 1);
  assert.equal(floor.last("0700")!.at, close);
  assert.deepEqual([floor.bars("0005", open, close, 1), floor.last("0005")], [
    [],
    undefined,
  ]);
});

const RICH = money(1_000_000_000_000_000);

/** A sale of all that is held, once the price has fallen by so many ticks. */
function stop(floor: Floor, ticks: number, quantity: number): VenueOrder {
  const stopPrice = price(floor.last("AAPL")!.price - ticks * 10_000);
  return { ...buy(floor, 0, quantity), ...STOP, side: "sell", stopPrice };
}

Deno.test("a stop holds its shares over sessions and restarts, and sells once it is traded", async () => {
  const keeper = new MemoryKeeper();
  // Falls by a cent a minute from 200 on; the second day begins where the first ended.
  const bars = minutesOf(us, "2026-01-05", "2026-01-06", (day, minute) => ({
    ...{ open: 200 - (day * 390 + minute) / 100, volume: 1e6 },
  }));
  const source = () => tapeSource(tapeOf(us, "AAPL", bars), us, new Map(), 0);
  const first = await testFloor({ market: us, keeper, source: source() });
  await first.to(minute(10));
  await placed(first.floor, buy(first.floor, 100, 10));
  await first.to(minute(12));
  const guard = await placed(first.floor, stop(first.floor, 500, 10));
  assert.deepEqual([guard.status, guard.expiresAt], ["accepted", null]);
  const sale = { ...buy(first.floor, 0, 1), side: "sell" } as const;
  assert.match(
    JSON.stringify(await first.floor.place(sale)),
    /1 AAPL to sell, 0 held and free/,
  );
  const night = us.sessionOn("2026-01-05")!.close;
  await first.to(plus(night, 60_000));
  assert.equal(first.floor.order(guard.id)!.status, "accepted");
  const at = plus(night, 120_000);
  const { floor, to } = await testFloor({
    ...{ market: us, keeper, source: source(), at },
  });
  assert.deepEqual(floor.order(guard.id), guard);
  const { open } = us.sessionOn("2026-01-06")!;
  await to(plus(open, 10 * MINUTE_MS));
  assert.equal(floor.order(guard.id)!.status, "accepted");
  await to(plus(open, 200 * MINUTE_MS));
  const sold = floor.order(guard.id)!;
  assert.deepEqual(
    [sold.status, sold.filledValue],
    ["filled", 10 * guard.stopPrice!],
  );
  assert.equal(floor.state().holdings.size, 0);
});

Deno.test("a stop is taken and cancelled at night, a market order fills at the next open", async () => {
  const { floor, to } = await testFloor({ market: us });
  await to(minute(10));
  const order: VenueOrder = {
    ...{ ...buy(floor, 0), type: "market", limitPrice: null },
  };
  await placed(floor, order);
  await to(minute(12));
  assert.equal(floor.order(order.id)!.status, "filled");
  const [bar] = floor.bars("AAPL", minute(11), minute(12), MINUTE_MS);
  assert.equal(
    floor.order(order.id)!.filledValue,
    10 * (Math.ceil(bar!.open / 10_000) + 1) * 10_000,
  );
  await to(minute(500));
  const guard = await placed(floor, stop(floor, 500, 10));
  assert.match(
    JSON.stringify(await floor.place({ ...order, id: "m", side: "sell" })),
    /closed: phase post/,
  );
  assert.equal(await floor.cancel(guard.id), true);
  await to(plus(minute(500), 250));
  assert.equal(floor.order(guard.id)!.status, "cancelled");
});

Deno.test("a dropped order is as if it had never been, also after a restart, but for its id", async () => {
  const { floor, keeper, to } = await testFloor({ market: us });
  await to(minute(10));
  await placed(floor, buy(floor, 100, 10));
  await to(minute(12));
  const guard = await placed(floor, stop(floor, 500, 10));
  const told: string[] = [];
  floor.listen({ onOrder: ({ id }) => told.push(id) });
  assert.equal(await floor.drop(guard.id), true);
  const again = await testFloor({ market: us, keeper, at: minute(13) });
  for (const one of [floor, again.floor]) {
    assert.equal(one.order(guard.id), undefined);
    assert.equal(one.orderOf(guard.number), undefined);
    assert.equal(one.orders().length, 1);
    assert.equal(await one.cancel(guard.id), false);
    assert.equal(await one.drop(guard.id), false);
    assert.match(JSON.stringify(await one.place(guard)), /was used before/);
  }
  assert.deepEqual(told, []);
  const next = await placed(again.floor, stop(again.floor, 500, 10));
  assert.equal(next.number, guard.number + 1);
});

/** What happens on one day: asked at these minutes, whatever dies in between. */
interface Ask {
  at: Instant;
  do: (floor: Floor) => Promise<unknown>;
}

/** Every kind of order, at a price near the last. */
const kinds: ((
  price: Price,
) => Omit<VenueOrder, "id" | "symbol" | "side" | "quantity">)[] = [
  (limitPrice) => ({ ...LIMIT, limitPrice }),
  (limitPrice) => ({ ...LIMIT, limitPrice, goodTill: "cancelled" }),
  (stopPrice) => ({ ...STOP, stopPrice }),
  (stopPrice) => ({ ...STOP, stopPrice, goodTill: "day" }),
  () => ({ ...LIMIT, type: "market", limitPrice: null }),
];

function plan(): Ask[] {
  const random = Random.seeded("floor");
  return Array.from({ length: 60 }, (_, i): Ask => {
    const at = plus(minute(5 + i * 6), random.whole(0, 59_000));
    const symbol = random.pick(["AAPL", "MSFT", "NVDA"]);
    const side = random.chance(0.6) ? "buy" as const : "sell" as const;
    const reach = random.chance(0.2) ? -900 : random.whole(-40, 60);
    const ticks = reach * (side === "buy" ? 1 : -1);
    // Some are larger than what a bar gives.
    const quantity = random.whole(1, random.chance(0.5) ? 20 : 200_000);
    const kind = random.whole(0, kinds.length - 1);
    const drops = random.chance(0.1);
    const cancels = random.chance(0.3) ? `p-${i - random.whole(0, 2)}` : "";
    return {
      at,
      do: async (floor) => {
        const limitPrice = price(floor.last(symbol)!.price + ticks * 10_000);
        const terms = kinds[kind]!(limitPrice);
        const order = { ...terms, id: `p-${i}`, symbol, side, quantity };
        if (!floor.order(order.id)) await floor.place(order);
        if (drops) await floor.drop(order.id);
        if (cancels && !floor.order(cancels)?.cancelAsked) {
          await floor.cancel(cancels);
        }
      },
    };
  });
}

/** Everything there is to compare. */
function whole(floor: Floor) {
  const { cash, holdings } = floor.state();
  const { orders, fills } = { orders: floor.orders(), fills: floor.fills() };
  return { cash, holdings: [...holdings.values()], orders, fills };
}

async function playedPlainly() {
  const { floor, to, set } = await testFloor({ market: us, cash: RICH });
  for (const ask of plan()) {
    await to(ask.at);
    await ask.do(floor);
  }
  set(minute(420));
  await floor.advance();
  return whole(floor);
}

Deno.test("it is all the same how often a floor is asked to advance", async () => {
  const plainly = await playedPlainly();
  const statuses = new Set(plainly.orders.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [
    ...["accepted", "cancelled", "expired", "filled"],
  ]);
  assert.ok(plainly.fills.length > 1.5 * plainly.orders.length);
  const { floor, to } = await testFloor({ market: us, cash: RICH });
  const asks = plan();
  for (let at = OPEN; at <= minute(420); at = plus(at, 7_000)) {
    while (asks[0] && asks[0].at <= at) {
      const ask = asks.shift()!;
      await to(ask.at);
      await ask.do(floor);
    }
    await to(at);
  }
  assert.deepEqual(whole(floor), plainly);
});

Deno.test("wherever it dies, before or after a save, the next one ends with the same orders and cash", async () => {
  const plainly = await playedPlainly();
  const random = Random.seeded("deaths");
  let deaths = 0;
  class Dying extends MemoryKeeper {
    override async save(changes: Parameters<MemoryKeeper["save"]>[0]) {
      if (random.chance(0.1)) throw new Error("died before");
      await super.save(changes);
      if (random.chance(0.15)) throw new Error("died after");
    }
  }
  const keeper = new Dying();
  /** Again and again, as a supervisor does; the keeper alone survives. */
  async function surviving(
    at: Instant,
    work: (floor: Floor) => Promise<unknown>,
  ) {
    for (;;) {
      try {
        if (random.chance(0.1)) current = undefined; // died, nothing under way
        current ??= await testFloor({ market: us, keeper, cash: RICH });
        current.set(at);
        await current.floor.advance();
        return await work(current.floor);
      } catch (error) {
        assert.match(String(error), /died/);
        deaths++;
        current = undefined;
      }
    }
  }
  let current: Awaited<ReturnType<typeof testFloor>> | undefined;
  let at = OPEN;
  for (const ask of plan()) {
    for (; at < ask.at; at = plus(at, MINUTE_MS)) {
      await surviving(at, async () => {});
    }
    await surviving(ask.at, ask.do);
  }
  await surviving(minute(420), async () => {});
  assert.ok(deaths > 40, `${deaths} deaths`);
  assert.deepEqual(whole(current!.floor), plainly);
});
