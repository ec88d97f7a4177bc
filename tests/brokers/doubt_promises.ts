/** What is known of an order when requests, answers and pushes go astray. @module */
import assert from "node:assert/strict";
import { BrokerUnavailable } from "../../core/ports.ts";
import type { Fault } from "../../core/practice/mischief.ts";
import { until } from "./heard.ts";
import { type Promised, together } from "./promised.ts";
import type { Registered } from "./registered.ts";
import { minutesIn, resting, type Scene, sceneOf } from "./scene.ts";

/** An answer that has not come by then is not waited for: the wire is cut, as it would be in the end. */
const PATIENCE_MS = 400;

export const DOUBT_PROMISES: readonly Promised[] = [
  [
    "an answer that is lost leaves an order unknown: never sent again, and found by its id once it is there",
    async (one) => {
      const losses = Object.entries(one.losses) as [Fault, boolean][];
      await together(losses.map((loss) => lose(one, ...loss)));
    },
  ],
  [
    "a cancel whose fate is not known is told so, and asking again is harmless",
    async (one) => {
      const lost: Fault[] = ["lost_ack", "lost_request"];
      await together(lost.map((fault) => loseCancel(one, fault)));
    },
  ],
  [
    "an id that is sent twice is one order",
    async (one) => {
      await using scene = await sceneOf(one);
      const order = scene.order(resting(scene));
      const first = await scene.broker.submit(order);
      const second = await scene.broker.submit(order);
      assert.equal(first.status, "accepted");
      if (second.status === "accepted") assert.deepEqual(second, first);
      assert.equal(scene.floor.orders().length, 1);
    },
  ],
  [
    "a look-up of what is not there is undefined, and throws where nothing can be read",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, mischief } = scene;
      assert.equal(await broker.find("agent-20260105-99"), undefined);
      const order = scene.order(resting(scene));
      await broker.submit(order);
      mischief.set("lookup_miss", { times: 1 });
      // What one list misses another may have.
      const found = await broker.find(order.id);
      assert.ok(!found || found.orderId === order.id);
      assert.equal(mischief.counts().lookup_miss, 1);
      assert.equal((await broker.find(order.id))?.status, "accepted");
      mischief.set("read_fails");
      await assert.rejects(broker.find(order.id), BrokerUnavailable);
    },
  ],
  [
    "pushes before the answer, twice, out of order, unreadable, cut or after a restart come to the same",
    async (one) => {
      const faults: Fault[] = [
        "late_ack",
        "duplicate_push",
        "reordered_push",
        "garbage",
        "partial_frame",
        "restart",
      ];
      await together(faults.map((fault) => disturb(one, fault)));
    },
  ],
  [
    "what pushes do not tell, the list of orders does",
    async (one) => {
      await using scene = await sceneOf(one);
      const { broker, agent, mischief, floor } = scene;
      const order = scene.order();
      await broker.submit(order);
      await agent.report(({ orderId }) => orderId === order.id);
      mischief.set("mute");
      await scene.play(8);
      assert.ok(mischief.counts().mute > 0);
      mischief.clear();
      const [listed] = await broker.orders();
      assert.deepEqual(
        [listed?.orderId, listed?.status, listed?.cumulativeValue],
        [order.id, "filled", floor.order(order.id)!.filledValue],
      );
      const told = agent.reports.map(({ status }) => status);
      assert.ok(!told.includes("filled"), "it was told");
    },
  ],
];

async function lose(
  one: Registered,
  fault: Fault,
  isDone: boolean,
): Promise<void> {
  await using scene = await sceneOf(one);
  const { broker, agent, floor } = scene;
  const order = scene.order(resting(scene));
  const answer = await waylaid(scene, fault, () => broker.submit(order));
  assert.equal(answer.status, "unknown", `${fault}: ${JSON.stringify(answer)}`);
  assert.match(Object(answer).reason, /\w{3}/);
  await scene.connected();
  if (isDone) {
    // What is late comes minutes later.
    await scene.play(9);
    await until(() => floor.order(order.id) !== undefined);
    const found = await broker.find(order.id);
    assert.deepEqual([found?.orderId, found?.status], [order.id, "accepted"]);
    await agent.report(({ orderId }) => orderId === order.id);
  } else {
    assert.equal(await broker.find(order.id), undefined, fault);
    await scene.play(9);
    assert.equal(await broker.find(order.id), undefined, fault);
  }
  assert.equal(scene.attempts(order.id), isDone ? 1 : 0, fault);
}

async function loseCancel(one: Registered, fault: Fault): Promise<void> {
  await using scene = await sceneOf(one);
  const { broker } = scene;
  const order = scene.order(resting(scene));
  await broker.submit(order);
  await assert.rejects(
    waylaid(scene, fault, () => broker.cancel(order.id)),
    BrokerUnavailable,
  );
  await scene.connected();
  await broker.cancel(order.id);
  await scene.play(minutesIn(scene) + 2);
  assert.equal((await scene.agrees(order)).status, "cancelled");
}

/** Asks for something that goes wrong once; what is not answered at all is cut off. */
async function waylaid<T>(
  { mischief, wire }: Scene,
  fault: Fault,
  ask: () => Promise<T>,
): Promise<T> {
  mischief.set(fault, { times: 1 });
  const late = setTimeout(() => wire.hangUp(), PATIENCE_MS);
  try {
    return await ask();
  } finally {
    clearTimeout(late);
    assert.equal(mischief.counts()[fault], 1, `${fault} did not happen`);
  }
}

/** Asks until it is asked: what cannot be read may be on its way still. */
async function cancelled({ broker }: Scene, id: string): Promise<void> {
  let asked = false;
  await until(() => asked, async () => {
    await broker.cancel(id).then(() => asked = true, () => "not yet");
  });
}

/** Trades while `fault` happens again and again. */
async function disturb(one: Registered, fault: Fault): Promise<void> {
  await using scene = await sceneOf(one);
  const { broker, mischief, floor } = scene;
  const sent = [
    scene.order({ quantity: scene.lots(300_000) }),
    scene.order(resting(scene)),
  ];
  const before = fault === "late_ack";
  if (before) mischief.set(fault, { times: 1 });
  const answering = Promise.all(sent.map((order) => broker.submit(order)));
  if (!before) await answering;
  mischief.set(fault, { times: fault === "restart" ? 1 : 4, share: 0.5 });
  for (let n = 6; n < 16; n++) {
    await scene.play(n);
    // Some venues only fall over when they are asked for something.
    if (fault === "restart") await broker.orders().catch(() => "down");
  }
  await answering;
  assert.ok(mischief.counts()[fault] > 0, `${fault} did not happen`);
  mischief.clear();
  await cancelled(scene, sent[1]!.id);
  for (let n = 17; n < 40; n++) await scene.play(n);
  for (const order of sent) {
    const { status } = await scene.agrees(order);
    assert.equal(status, floor.order(order.id)!.status, fault);
    assert.equal(scene.attempts(order.id), 1);
  }
}
