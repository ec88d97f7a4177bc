/** What a link does when the way to its venue is cut, frozen or gone, and what it hears of the market. @module */
import assert from "node:assert/strict";
import { BrokerUnavailable } from "../../core/ports.ts";
import { type Fault } from "../../core/practice/mischief.ts";
import { MINUTE_MS } from "../../core/time.ts";
import { hearing, until } from "./heard.ts";
import { type Promised, together } from "./promised.ts";
import type { Registered } from "./registered.ts";
import { minutesIn, resting, type Scene, sceneOf } from "./scene.ts";

/** No venue is silent for longer before it is given up: two heartbeats, and what a request may take. */
const SILENCE_MS = 20_000;
const MINUTE_APART_MS = 40;

export const LINE_PROMISES: readonly Promised[] = [
  [
    "each full minute of what is subscribed is told once, in its order",
    async (one) => {
      await using scene = await sceneOf(one, { symbols: 4 });
      const { agent: { link }, floor } = scene;
      const heard = floor.symbols.slice(0, 3);
      await link.subscribe(heard.slice(0, 1));
      await link.subscribe(heard);
      await link.subscribe(heard);
      for (let n = 6; n < 150; n += 1 + n % 7) await scene.play(n);
      await minutesTold(scene, heard);
    },
  ],
  [
    "minutes among what cannot be read, is cut off or comes after a restart come once, too",
    async (one) => {
      const faults: Fault[] = [
        "garbage",
        "partial_frame",
        "restart",
      ];
      await together(faults.map((fault) => disturbBars(one, fault)));
    },
  ],
  [
    "a cut is told once, the venue is sought until it is back, and all that was missed comes once",
    async (one) => {
      await using scene = await sceneOf(one);
      const { agent, broker, floor, wire } = scene;
      await agent.link.subscribe(floor.symbols);
      await scene.play(8);
      const order = scene.order({ quantity: scene.lots(200_000) });
      await broker.submit(order);
      for (const times of [1, 2]) {
        wire.hangUp();
        await until(() => agent.downs.length === times);
        const { connected, reason } = broker.standing();
        assert.deepEqual([connected, reason], [false, agent.downs.at(-1)]);
        await scene.play(minutesIn(scene) + 12);
        await until(() => agent.ups() === times);
        const standing = { connected: true, reason: null, reconnects: times };
        assert.deepEqual(broker.standing(), standing);
        await scene.play(minutesIn(scene) + 3);
        await minutesTold(scene, floor.symbols);
        await scene.agrees(order);
      }
      assert.equal(agent.downs.length, 2);
    },
  ],
  [
    "while the venue is gone nothing is read, nothing is sent twice, and all is said",
    async (one) => {
      await using scene = await sceneOf(one);
      const { agent, broker, floor, wire } = scene;
      const { link } = agent, { liquidator } = link;
      await link.subscribe(floor.symbols);
      wire.tearOut();
      await until(() => agent.downs.length > 0);
      const order = scene.order();
      const answer = await broker.submit(order);
      const { reason } = Object(answer);
      const known = answer.status === "rejected"
        ? /^It was not sent: /
        : /\w{3}/;
      assert.notEqual(answer.status, "accepted");
      assert.match(reason, known);
      const sale = ["kill-1", order.symbol, "sell", 1] as const;
      const sold = await liquidator.reduce(...sale).catch((error) => error);
      assert.ok(
        sold instanceof BrokerUnavailable || sold.status !== "accepted",
      );
      const reads: (() => Promise<unknown>)[] = [
        () => broker.account(),
        () => broker.orders(),
        () => broker.find(order.id),
        () => broker.cancel(order.id),
        () => broker.day("2026-01-05"),
        () => liquidator.working(),
        () => liquidator.positions(),
        () => liquidator.cancel("77"),
        () => link.facts(["0700"]),
        () => link.prices(floor.symbols),
        () => link.universe(floor.symbols),
        () => link.subscribe([floor.symbols[0]!, "0005"]),
        () =>
          Array.fromAsync(
            link.history(floor.symbols, scene.minute(0), floor.now(), 60_000),
          ),
      ];
      const failed = await Promise.allSettled(reads.map((read) => read()));
      failed.forEach((outcome, n) => {
        // Facts that are the same for every share are known without asking.
        if (n === 8 && outcome.status === "fulfilled") return;
        assert.equal(outcome.status, "rejected", `${reads[n]}`);
        const { reason } = Object(outcome);
        assert.ok(reason instanceof BrokerUnavailable, `${reads[n]}`);
      });
      wire.plugIn();
      await scene.connected();
      assert.equal(scene.attempts(order.id), 0);
      assert.equal(await broker.find(order.id), undefined);
    },
  ],
  [
    "a venue that is not there at first, or is none, is unavailable in seconds",
    async (one) => {
      const ground = await one.stand();
      ground.wire.tearOut();
      const began = performance.now();
      await assert.rejects(
        hearing((listener) => ground.open(listener)),
        BrokerUnavailable,
      );
      assert.ok(performance.now() - began < 5_000);
      await ground.close();
    },
  ],
  [
    "closed, it leaves nothing behind, whatever was under way, and closes at once",
    async (one) => {
      for (const trouble of ["freeze", "tearOut"] as const) {
        const scene = await sceneOf(one);
        const { agent, broker, floor, wire } = scene;
        await agent.link.subscribe(floor.symbols);
        wire[trouble]();
        const order = scene.order(resting(scene));
        const pending = Promise.allSettled<unknown>([
          broker.submit(order),
          broker.account(),
          broker.orders(),
        ]);
        await new Promise((done) => setTimeout(done, 20));
        const began = performance.now();
        const downs = agent.downs.length;
        await agent.link.close();
        assert.ok(performance.now() - began < 3_000, `${trouble}: slow`);
        const [sent, ...reads] = await pending;
        assert.ok(performance.now() - began < 3_500, `${trouble}: pending`);
        assert.notEqual(Object(sent).value?.status, "accepted");
        for (const read of reads) {
          assert.ok(Object(read).reason instanceof BrokerUnavailable);
        }
        await assert.rejects(broker.account(), BrokerUnavailable);
        assert.deepEqual([agent.downs.length, agent.ups()], [downs, 0]);
        wire.thaw();
        await until(() => wire.connections === 0);
        await scene.close();
      }
    },
  ],
  [
    "a venue that falls silent is given up in seconds, told once, and found again",
    async (one) => {
      await using scene = await sceneOf(one);
      const { agent, broker, floor, wire } = scene;
      await agent.link.subscribe(floor.symbols);
      await scene.play(8);
      wire.freeze();
      const order = scene.order();
      const sending = broker.submit(order);
      const reading = assert.rejects(broker.account(), BrokerUnavailable);
      await within(SILENCE_MS, () => agent.downs.length > 0);
      assert.equal(broker.standing().connected, false);
      assert.equal((await sending).status, "unknown");
      await reading;
      await scene.play(20);
      wire.hangUp();
      wire.thaw();
      await within(SILENCE_MS, () => broker.standing().connected);
      await scene.play(24);
      await minutesTold(scene, floor.symbols);
      assert.equal(agent.downs.length, 1);
      assert.ok(scene.attempts(order.id) <= 1);
    },
  ],
];

async function disturbBars(one: Registered, fault: Fault): Promise<void> {
  await using scene = await sceneOf(one);
  const { agent: { link }, broker, mischief, floor } = scene;
  await link.subscribe(floor.symbols);
  for (let n = 6; n < 40; n++) {
    // The pushes of one minute go wrong, and no answer beside them.
    if (n === 8 || n === 14) {
      const times = fault === "restart" ? 1 : floor.symbols.length;
      mischief.set(fault, { times });
    }
    if (n === 20) mischief.clear();
    await scene.play(n);
    // Minutes do not come all at once.
    if (n < 20) await new Promise((done) => setTimeout(done, MINUTE_APART_MS));
    // Some venues only fall over when they are asked for something.
    if (fault === "restart") await broker.orders().catch(() => "down");
  }
  assert.ok(mischief.counts()[fault] > 0, `${fault} did not happen`);
  await scene.connected();
  for (let n = 40; n < 45; n++) await scene.play(n);
  await minutesTold(scene, floor.symbols);
}

/** Waits until every minute was told that the floor has traded, and no other. */
async function minutesTold(
  scene: Scene,
  symbols: readonly string[],
): Promise<void> {
  const { agent, floor, minute } = scene;
  for (const symbol of symbols) {
    const wanted = floor.bars(symbol, minute(5), floor.now(), MINUTE_MS);
    // One that was over when it was subscribed is nobody's loss and no harm.
    const told = () =>
      agent.bars.flatMap(([one, bar]) =>
        one === symbol && bar.at >= minute(5) ? [bar] : []
      );
    await until(() => told().at(-1)?.at === wanted.at(-1)?.at);
    assert.ok(wanted.length > 1);
    assert.deepEqual(
      told().map(({ at }) => (at - minute(0)) / MINUTE_MS),
      wanted.map(({ at }) => (at - minute(0)) / MINUTE_MS),
    );
    assert.deepEqual(told(), wanted);
  }
}

async function within(ms: number, there: () => boolean): Promise<void> {
  const deadline = performance.now() + ms;
  while (!there()) {
    if (performance.now() > deadline) throw new Error("It did not come");
    await new Promise((done) => setTimeout(done, 50));
  }
}
