/** What is read of a venue: the account, the orders on it, the day, the market. @module */
import assert from "node:assert/strict";
import type { Bar } from "../../core/market/bar.ts";
import { BrokerUnavailable } from "../../core/ports.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import type { ListedOrder } from "../../core/trading/order.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import type { Promised } from "./promised.ts";
import { DATE, resting, type Scene, sceneOf, selling } from "./scene.ts";

/** More than there is room for on one page of any venue. */
const ORDERS = 510;
/** By market: whole days, half days, holidays, weekends, both sides of a change of the clock. */
const DAYS: Record<string, string[]> = {
  US: [
    ...["2026-01-05", "2026-07-03", "2026-11-27", "2026-12-24", "2026-12-25"],
    ...["2026-03-06", "2026-03-09", "2026-10-30", "2026-11-02", "2026-01-10"],
  ],
  HKEX: [
    ...["2026-01-05", "2026-02-16", "2026-02-17", "2026-04-03", "2026-04-07"],
    ...["2026-12-24", "2026-12-25", "2026-12-31", "2026-01-10"],
  ],
};

export const READING_PROMISES: readonly Promised[] = [
  [
    "the account is its exact cash, the shares held, those that are free, and what they cost",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor } = scene;
      const { symbol, quantity } = await scene.bought(3_000);
      const sale = selling(scene, scene.lots(100));
      await broker.submit(sale);
      const account = await broker.account();
      const { cash, openingCash, holdings } = floor.state();
      assert.ok(cash < openingCash);
      assert.equal(account.cash, cash);
      assert.equal(account.currency, floor.market.currency);
      assert.ok(account.account.length > 0);
      const available = quantity - sale.quantity;
      const { cost } = holdings.get(symbol)!;
      assert.deepEqual([...account.positions], [
        [symbol, { quantity, available, cost }],
      ]);
      await broker.submit(
        selling(scene, available, { limitPrice: scene.near(0.95) }),
      );
      await broker.cancel(sale.id);
      await scene.play(20);
      await broker.submit(
        selling(scene, sale.quantity, { limitPrice: scene.near(0.95) }),
      );
      await scene.play(30);
      const after = await broker.account();
      assert.equal(after.cash, floor.state().cash);
      assert.deepEqual([...after.positions], []);
    },
  ],
  [
    "orders are all that work and all of today, whoever sent them, ended ones too",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor } = scene;
      const filled = await scene.bought(100);
      const cancelled = scene.order(resting(scene));
      await broker.submit(cancelled);
      await broker.cancel(cancelled.id);
      const theirs = "another-trader-1";
      await place(scene, theirs);
      await scene.play(12);
      const listed = await broker.orders();
      assert.deepEqual(
        listed.map(({ orderId, status }) => [orderId, status]).sort(),
        [
          [filled.id, "filled"],
          [cancelled.id, "cancelled"],
          [theirs, "accepted"],
        ].sort(),
      );
      const other = listed.find(({ orderId }) => orderId === theirs)!;
      const { symbol, side, quantity } = floor.order(theirs)!;
      assert.deepEqual(
        [other.symbol, other.side, other.quantity, other.type],
        [symbol, side, quantity, "limit"],
      );
      assert.ok(other.brokerOrderId);
    },
  ],
  [
    "a list of orders is whole, however long, or it is none",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, wire, mischief } = scene;
      for (let n = 0; n < ORDERS; n++) {
        scene.set(plus(scene.minute(5), n));
        await place(scene, `theirs-${n}`);
      }
      const ids = (orders: ListedOrder[]) =>
        new Set(orders.map(({ orderId }) => orderId)).size;
      assert.equal(ids(await broker.orders()), ORDERS);
      mischief.set("read_fails");
      await assert.rejects(broker.orders(), BrokerUnavailable);
      mischief.clear();
      const asked = broker.orders();
      setTimeout(() => wire.hangUp(), 3);
      const told = await asked.catch((error) => error);
      if (told instanceof BrokerUnavailable) return;
      assert.equal(ids(told), ORDERS);
    },
  ],
  [
    "an account that cannot be read is unavailable, never empty",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, mischief } = scene;
      await scene.bought(100);
      mischief.set("read_fails");
      await assert.rejects(broker.account(), BrokerUnavailable);
      mischief.clear();
      assert.equal((await broker.account()).positions.size, 1);
    },
  ],
  [
    "a date has the hours of our calendar, and the venue's clock is told",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor: { market } } = scene;
      for (const date of DAYS[market.id]!) {
        const session = market.sessionOn(date);
        const { hours, now } = await broker.day(date);
        const { open, close, lunch } = session ?? {};
        assert.deepEqual(hours, session ? { open, close, lunch } : null, date);
        assert.ok(now === null || now === scene.floor.now());
      }
    },
  ],
  [
    "lots, price steps, last prices and what is listed are the venue's",
    async (one) => {
      await using scene = await sceneOf(one);
      const { agent: { link }, floor } = scene;
      const { symbols, market } = floor;
      assert.deepEqual(await link.universe(null), [...symbols].sort());
      const wanted = [symbols[2]!, "9998", symbols[0]!];
      const listed = [symbols[0]!, symbols[2]!].sort();
      assert.deepEqual(await link.universe(wanted), listed);
      const facts = await link.facts(symbols);
      const prices = await link.prices(symbols);
      for (const symbol of symbols) {
        const { lot, tick } = facts.get(symbol)!;
        const last = floor.last(symbol)!;
        assert.equal(lot, market.lotOf(symbol));
        const step = market.tickAt(last.price, DATE, symbol);
        assert.ok(tick === null || tick === step, `${symbol} ${tick}`);
        assert.deepEqual(prices.get(symbol), last);
      }
      assert.deepEqual([...await link.prices([])], []);
    },
  ],
  [
    "history is what has traded, from where it is asked to where it ends",
    async (one) => {
      await using scene = await sceneOf(one);
      const { agent: { link }, floor } = scene;
      await scene.play(40);
      const queries: [Instant, Instant, number][] = [
        [plus(scene.minute(10), 1), plus(scene.minute(21), -1), MINUTE_MS],
        [plus(scene.minute(0), -6 * 86_400_000), floor.now(), 5 * MINUTE_MS],
      ];
      for (const [from, to, barMs] of queries) {
        const told = new Map<string, Bar[]>();
        const bars = link.history(floor.symbols, from, to, barMs);
        for await (const [symbol, bar] of bars) {
          told.set(symbol, [...told.get(symbol) ?? [], bar]);
        }
        for (const symbol of floor.symbols) {
          const known = floor.bars(symbol, from, plus(to, 1 - barMs), barMs);
          assert.ok(known.length > 5);
          assert.deepEqual(told.get(symbol), known);
        }
      }
    },
  ],
];

/** An order that somebody else has sent, and that nobody fills. */
async function place(scene: Scene, id: string): Promise<void> {
  const { symbol, limitPrice } = scene.order(resting(scene));
  const order: Parameters<Floor["place"]>[0] = {
    ...{ id, symbol, side: "buy", quantity: scene.lots(1) },
    ...{ type: "limit", limitPrice, stopPrice: null, goodTill: "day" },
  };
  assert.ok(!("refused" in await scene.floor.place(order)));
}
