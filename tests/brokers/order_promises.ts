/** What becomes of an order when nothing goes wrong. @module */
import assert from "node:assert/strict";
import { DAY_MS, plus } from "../../core/time.ts";
import type { Promised } from "./promised.ts";
import { DATE, minutesIn, resting, sceneOf, selling } from "./scene.ts";

/** More than one minute's trade gives. */
const MANY = 400_000;

export const ORDER_PROMISES: readonly Promised[] = [
  [
    "an order that is taken is accepted with the venue's id, and reported under ours",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, agent, floor } = scene;
      const order = scene.order();
      const answer = await broker.submit(order);
      assert.equal(answer.status, "accepted");
      const { brokerOrderId } = Object(answer);
      assert.ok(brokerOrderId && brokerOrderId !== order.id);
      const told = await agent.report(({ orderId }) => orderId === order.id);
      assert.deepEqual(
        [told.status, told.brokerOrderId, told.cumulativeQuantity],
        ["accepted", brokerOrderId, 0],
      );
      const { symbol, side, quantity, limitPrice } = floor.order(order.id)!;
      assert.deepEqual({ symbol, side, quantity, limitPrice }, {
        symbol: order.symbol,
        side: order.side,
        quantity: order.quantity,
        limitPrice: order.limitPrice,
      });
    },
  ],
  [
    "fills are told in totals, quantity and value to the millionth",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, agent, floor } = scene;
      const order = await scene.bought(MANY);
      const fills = floor.fills();
      assert.ok(fills.length > 2, "filled at once");
      const totals = fills.map((_, n) =>
        fills.slice(0, n + 1).reduce((sum, { value }) => sum + value, 0)
      );
      const told = agent.reports.filter((it) => it.cumulativeQuantity > 0);
      assert.deepEqual(
        told.map((it) => [it.cumulativeQuantity, it.cumulativeValue, it.at]),
        fills.map((it, n) => [it.cumulativeQuantity, totals[n], it.at]),
      );
      const last = { ...told.at(-1)!, executionId: null };
      assert.equal(last.status, "filled");
      assert.deepEqual(await broker.find(order.id), last);
      const [listed] = await broker.orders();
      const { symbol, side, quantity, type } = order;
      assert.deepEqual(listed, { ...last, symbol, side, quantity, type });
      assert.deepEqual(agent.downs, []);
    },
  ],
  [
    "what the venue does not want is rejected with a reason, and is not there",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor } = scene;
      const { cash } = floor.state();
      const cases = [
        scene.order({ side: "sell", purpose: "exit" }),
        scene.order({ quantity: scene.lots(1.1 * cash / scene.near(1)) }),
        { ...scene.order(), symbol: one.broker === "alpaca" ? "ZZZZ" : "9998" },
      ];
      for (const order of cases) {
        const answer = await broker.submit(order);
        assert.equal(answer.status, "rejected", order.symbol);
        assert.match(Object(answer).reason, /\w{3}/);
      }
      await scene.to(plus(floor.market.sessionOn(DATE)!.close, 60_000));
      const late = await broker.submit(scene.order());
      assert.equal(late.status, "rejected");
      assert.deepEqual(floor.orders(), []);
    },
  ],
  [
    "a cancelled order ends cancelled, with what it had filled",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker } = scene;
      const none = scene.order(resting(scene));
      const some = scene.order({ quantity: scene.lots(MANY) });
      for (const order of [none, some]) await broker.submit(order);
      await scene.play(7);
      for (const { id } of [none, some]) await broker.cancel(id);
      await scene.play(9);
      assert.equal((await scene.agrees(none)).filledQuantity, 0);
      const { status, filledQuantity, reason } = await scene.agrees(some);
      assert.equal(status, "cancelled");
      assert.ok(filledQuantity > 0 && filledQuantity < some.quantity);
      assert.ok(reason);
    },
  ],
  [
    "to cancel what is over, or was never there, is harmless",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor } = scene;
      const filled = await scene.bought(100);
      const order = scene.order(resting(scene));
      await broker.submit(order);
      await broker.cancel(order.id);
      await scene.play(minutesIn(scene) + 2);
      const before = [filled, order].map(({ id }) => floor.order(id));
      for (const id of [filled.id, order.id, "nobody-sent-this"]) {
        await broker.cancel(id);
      }
      await scene.play(minutesIn(scene) + 2);
      assert.deepEqual(
        [filled, order].map(({ id }) => floor.order(id)),
        before,
      );
    },
  ],
  [
    "a cancel that meets a fill ends in either, with the true quantity",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker } = scene;
      const ends = new Set<string>();
      for (let n = 0; n < 12; n++) {
        const quantity = scene.lots(n % 2 ? 100 : MANY / 2);
        const order = scene.order({ quantity });
        await broker.submit(order);
        const goOn = () => scene.play(minutesIn(scene) + 1);
        if (n % 3 === 0) await goOn();
        await Promise.all([broker.cancel(order.id), goOn()]);
        await goOn();
        const { status, filledQuantity } = await scene.agrees(order);
        ends.add(status);
        assert.equal(status === "filled", filledQuantity === quantity);
      }
      assert.deepEqual([...ends].sort(), ["cancelled", "filled"]);
    },
  ],
  [
    "a cancel that is refused changes nothing: the order works on",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, mischief } = scene;
      const order = scene.order(resting(scene));
      await broker.submit(order);
      mischief.set("refuse_cancel", { times: 1 });
      await broker.cancel(order.id).catch(() => "told so, which is as good");
      assert.equal(mischief.counts().refuse_cancel, 1);
      await scene.play(8);
      assert.equal((await broker.find(order.id))?.status, "accepted");
      await broker.cancel(order.id);
      await scene.play(10);
      assert.equal((await scene.agrees(order)).status, "cancelled");
    },
  ],
  [
    "an order for the day lapses with it, and is found the day after",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor } = scene;
      const lapses = scene.order(resting(scene));
      await broker.submit(lapses);
      const filled = await scene.bought(100);
      await scene.to(plus(floor.market.sessionOn(DATE)!.close, 1));
      assert.equal((await scene.agrees(lapses)).status, "expired");
      await scene.to(plus(scene.minute(30), DAY_MS));
      assert.deepEqual(await broker.orders(), []);
      const found = await broker.find(filled.id);
      assert.deepEqual(
        [found?.status, found?.cumulativeValue],
        ["filled", floor.order(filled.id)!.filledValue],
      );
      assert.equal((await broker.find(lapses.id))?.status, "expired");
    },
  ],
  [
    "a market order fills at what the market gives",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker } = scene;
      const market = { type: "market", limitPrice: null } as const;
      const buy = scene.order(market);
      assert.equal((await broker.submit(buy)).status, "accepted");
      await scene.play(8);
      assert.equal((await scene.agrees(buy)).status, "filled");
      const sale = selling(scene, buy.quantity, market);
      assert.equal((await broker.submit(sale)).status, "accepted");
      await scene.play(11);
      assert.equal((await scene.agrees(sale)).status, "filled");
    },
  ],
  [
    "stops rest, hold shares and are told; where there are none, none is sent",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor } = scene;
      const entry = await scene.bought(100);
      const stop = selling(scene, entry.quantity, {
        ...{ type: "stop", limitPrice: null, stopPrice: scene.near(0.8) },
      });
      const answer = await broker.submit(stop);
      if (!broker.capabilities.stops) {
        assert.equal(answer.status, "rejected");
        assert.match(Object(answer).reason, /^It was not sent: /);
        return assert.equal(scene.attempts(stop.id), 0);
      }
      assert.equal(answer.status, "accepted");
      const held = async () =>
        (await broker.account()).positions.get(stop.symbol);
      assert.equal((await held())?.available, 0);
      // The next day it still rests.
      await scene.to(plus(scene.minute(1), DAY_MS));
      const [listed, ...others] = await broker.orders();
      assert.deepEqual(others, []);
      assert.deepEqual(
        [listed?.orderId, listed?.type, listed?.quantity, listed?.status],
        [stop.id, "stop", entry.quantity, "accepted"],
      );
      await broker.cancel(stop.id);
      await scene.to(plus(scene.minute(3), DAY_MS));
      assert.equal((await scene.agrees(stop)).status, "cancelled");
      assert.equal((await held())?.available, entry.quantity);
      // One that is reached sells.
      const close = selling(scene, entry.quantity, {
        ...{ type: "stop", limitPrice: null, stopPrice: scene.near(0.9999) },
      });
      assert.equal((await broker.submit(close)).status, "accepted");
      const { close: bell } = floor.market.sessionOn("2026-01-06")!;
      await scene.to(plus(bell, -60_000));
      assert.equal((await scene.agrees(close)).status, "filled");
      assert.equal(await held(), undefined);
    },
  ],
];
