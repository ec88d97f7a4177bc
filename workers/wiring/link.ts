/** Opens the link to an agent's broker, and loads no other's. @module */
import type {
  LinkListener,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import type { Lease } from "../../core/adapters/stores/lease.ts";
import type { Market } from "../../core/market/market.ts";
import { type Broker, BrokerUnavailable } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import type { Endpoint } from "../agent_environment.ts";

export interface LinkOptions {
  market: Market;
  listener: LinkListener;
  now: () => Instant;
}

const ALPACA = () => import("../../core/adapters/brokers/alpaca/open.ts");
const MOOMOO = () => import("../../core/adapters/brokers/moomoo/open.ts");

/** @throws {BrokerUnavailable} If the venue is not there, or does not let us in. */
export async function openLink(
  endpoint: Endpoint,
  options: LinkOptions,
): Promise<VenueLink> {
  if (endpoint.broker === "alpaca") {
    const { openAlpaca } = await ALPACA();
    return await openAlpaca({ ...endpoint, ...options });
  }
  const { openMoomoo } = await MOOMOO();
  return await openMoomoo({ ...endpoint, ...options });
}

/** The same broker for as long as the lease is ours, asked just before a byte leaves. */
export function guarded(broker: Broker, lease: Lease): Broker {
  const why = `the lease of ${lease.agent} is lost`;
  return {
    reports: () => broker.reports(),
    find: (orderId) => broker.find(orderId),
    account: () => broker.account(),
    async submit(order) {
      if (lease.held()) return await broker.submit(order);
      return { status: "rejected", reason: `It was not sent: ${why}` };
    },
    async cancel(orderId) {
      if (lease.held()) return await broker.cancel(orderId);
      throw new BrokerUnavailable(`Cannot cancel order ${orderId}: ${why}`);
    },
  };
}
