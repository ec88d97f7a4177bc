/** No byte leaves for the venue without the lease, also in the moment before anybody has noticed. */
import assert from "node:assert/strict";
import type { Lease } from "../core/adapters/stores/lease.ts";
import { money } from "../core/money.ts";
import { type Broker, BrokerUnavailable } from "../core/ports.ts";
import type { ApprovedOrder } from "../core/risk/gate.ts";
import { guarded } from "../workers/wiring/link.ts";

Deno.test("Orders and cancels leave while the lease is held, and not a moment longer", async () => {
  const sent: string[] = [];
  let held = true;
  const broker: Broker = {
    capabilities: { stops: true, fillsPushed: true },
    submit: (order) => {
      sent.push(`submit ${order.id}`);
      return Promise.resolve({ status: "accepted", brokerOrderId: "1" });
    },
    cancel: (orderId) => Promise.resolve(void sent.push(`cancel ${orderId}`)),
    reports: () => Promise.resolve([]),
    find: () => Promise.resolve(undefined),
    account: () =>
      Promise.resolve({
        ...{ account: "1", currency: "USD", cash: money(0) },
        positions: new Map(),
      }),
    orders: () => Promise.resolve([]),
    standing: () => ({ connected: true, reason: null, reconnects: 2 }),
    day: () => Promise.resolve({ hours: null, now: null }),
  };
  const lease = { agent: "dev_claude", held: () => held } as Lease;
  const desk = guarded(broker, lease);
  const order = { id: "a" } as ApprovedOrder;
  assert.equal((await desk.submit(order)).status, "accepted");
  await desk.cancel("a");
  held = false;
  const answer = await desk.submit({ ...order, id: "b" } as ApprovedOrder);
  assert.equal(answer.status, "rejected");
  assert.match(answer.status === "rejected" ? answer.reason : "", /not sent/);
  await assert.rejects(desk.cancel("a"), BrokerUnavailable);
  assert.deepEqual(sent, ["submit a", "cancel a"]);
  assert.deepEqual(await desk.reports(), [], "reading needs no lease");
  assert.equal(await desk.find("a"), undefined);
  assert.equal((await desk.account()).account, "1");
  assert.deepEqual(await desk.orders(), []);
  assert.equal(desk.standing().reconnects, 2);
  assert.equal((await desk.day("2026-01-05")).hours, null);
  assert.equal(desk.capabilities.stops, true);
});
