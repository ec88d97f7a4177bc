/** What a broker does not do: ask too often, reduce below nothing, tell secrets. @module */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { BrokerUnavailable } from "../../core/ports.ts";
import type { Answer } from "../../core/trading/order.ts";
import { hearing, until } from "./heard.ts";
import type { Promised } from "./promised.ts";
import { minutesIn, resting, type Scene, sceneOf, selling } from "./scene.ts";

/** Market seconds per machine second, by which a minute's requests are over in three seconds. */
const SPEED = 20;
/** More than any venue takes in a window. */
const MANY = 240;
const AT_ONCE = 30;
const WRONG = "Wr0ng-and-not-for-logs-either";

export const LIMIT_PROMISES: readonly Promised[] = [
  [
    "the venue is never asked more often than it takes: entries make way, exits and cancels wait",
    async (one) => {
      await using scene = await sceneOf(one, { speed: SPEED });
      const { broker } = scene;
      const { symbol, quantity } = await scene.bought(3_000);
      const entries = Array.from(
        { length: MANY },
        () => scene.order(resting(scene)),
      );
      const answers: Answer[] = [];
      for (let n = 0; n < MANY; n += AT_ONCE) {
        const some = entries.slice(n, n + AT_ONCE);
        answers.push(
          ...await Promise.all(some.map((order) => broker.submit(order))),
        );
      }
      const kept = answers.filter(({ status }) => status === "rejected");
      assert.ok(kept.length > 0, "all were sent");
      for (const answer of kept) {
        assert.match(Object(answer).reason, /^It was not sent: /);
      }
      const sent = entries.filter((_, n) => answers[n]!.status === "accepted");
      assert.equal(sent.length + kept.length, MANY);
      const lot = scene.lots(1);
      const exits = Array.from(
        { length: Math.min(12, quantity / lot) },
        () => selling(scene, lot, { symbol }),
      );
      const [urgent] = await Promise.all([
        Promise.all(exits.map((exit) => broker.submit(exit))),
        Promise.all(sent.slice(0, 24).map(({ id }) => broker.cancel(id))),
        Promise.all(Array.from({ length: 12 }, () => broker.orders())),
      ]);
      for (const answer of urgent) {
        assert.equal(answer.status, "accepted", Object(answer).reason);
      }
      for (const [kind, most, taken] of scene.requests()) {
        assert.ok(most <= taken, `${most} ${kind}, ${taken} are taken`);
      }
      for (const { id } of entries) assert.ok(scene.attempts(id) <= 1);
    },
    true,
  ],
  [
    "kill lists what works, cancels it, and reduces what is held, and never more",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, floor } = scene;
      const { symbol, quantity } = await scene.bought(300);
      const [, other] = floor.symbols as [string, string];
      const order = scene.order(resting(scene));
      await broker.submit(order);
      const { liquidator, close } = await scene.openLiquidator();
      const [working, ...rest] = await liquidator.working();
      assert.deepEqual([working?.orderId, rest], [order.id, []]);
      await liquidator.cancel(working!.brokerOrderId);
      await scene.play(minutesIn(scene) + 2);
      assert.equal((await scene.agrees(order)).status, "cancelled");
      assert.deepEqual(await liquidator.working(), []);
      await liquidator.cancel(working!.brokerOrderId);
      const positions = await liquidator.positions();
      assert.deepEqual(positions, (await broker.account()).positions);
      const more: [string, "buy" | "sell", number][] = [
        [symbol, "buy", scene.lots(1)],
        [symbol, "sell", quantity + scene.lots(1)],
        [other, "sell", scene.lots(1)],
      ];
      for (const [what, side, shares] of more) {
        const answer = await liquidator.reduce("kill-1", what, side, shares);
        assert.equal(answer.status, "rejected");
        assert.match(Object(answer).reason, /^It was not sent: /);
      }
      const { length } = floor.orders();
      await liquidator.reduce("mine-1", symbol, "sell", quantity)
        .then(({ status }) => assert.equal(status, "rejected"), () => "thrown");
      assert.equal(floor.orders().length, length);
      const sold = await liquidator.reduce("kill-2", symbol, "sell", quantity);
      assert.equal(sold.status, "accepted");
      await scene.play(minutesIn(scene) + 3);
      assert.deepEqual([...await liquidator.positions()], []);
      await close();
      // Whoever trades the account hears of it, though it is not his.
      const listed = await broker.orders();
      assert.ok(listed.some(({ orderId }) => orderId === "kill-2"));
    },
  ],
  [
    "no text that is told has a secret in it",
    async (one) => {
      await using scene = await sceneOf(one);
      const texts = await textsOf(scene);
      if (one.secret !== "") {
        const wrong = await hearing((listener) =>
          scene.open(listener, { secret: WRONG })
        ).catch((error) => error);
        assert.ok(wrong instanceof BrokerUnavailable);
        texts.push(wrong.message, `${wrong.stack}`, Deno.inspect(wrong));
      }
      assert.ok(texts.length > 5);
      const md5 = (text: string) =>
        createHash("md5").update(text).digest("hex");
      const secrets = [one.secret, WRONG].filter((text) => text !== "");
      for (const secret of secrets.flatMap((one) => [one, md5(one)])) {
        for (const text of texts) assert.ok(!text.includes(secret), text);
      }
    },
  ],
];

/** All that is said while the venue refuses, fails and is gone. */
async function textsOf(scene: Scene): Promise<string[]> {
  const { broker, agent, wire, mischief } = scene;
  const texts: string[] = [];
  const fails = async (ask: () => Promise<unknown>) => {
    const error = Object(await ask().catch((error) => error));
    texts.push(error.message, error.stack, Deno.inspect(error));
  };
  const sale = selling(scene, scene.lots(100));
  const says = async () =>
    texts.push(Object(await broker.submit(sale)).reason ?? "");
  await says();
  mischief.set("read_fails", { times: 3 });
  await fails(() => broker.account());
  mischief.clear();
  wire.tearOut();
  await until(() => agent.downs.length > 0);
  await fails(() => broker.account());
  await fails(() => broker.orders());
  await fails(() => broker.cancel("x"));
  await says();
  texts.push(broker.standing().reason ?? "", ...agent.downs);
  wire.plugIn();
  return texts;
}
