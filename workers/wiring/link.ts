/** Opens the link to an agent's broker, and loads no other's. @module */
import type {
  LinkListener,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import type { Lease } from "../../core/adapters/stores/lease.ts";
import type { Market } from "../../core/market/market.ts";
import { type Broker, BrokerUnavailable } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import type { Endpoint } from "../endpoint.ts";
import { opening } from "./outside.ts";

export interface LinkOptions {
  market: Market;
  listener: LinkListener;
  now: () => Instant;
  /** Market time per machine time: vendors count their limits by the machine's. */
  speed: number;
}

const ALPACA = () => import("../../core/adapters/brokers/alpaca/open.ts");
const MOOMOO = () => import("../../core/adapters/brokers/moomoo/open.ts");

/** @throws {BrokerUnavailable} If the venue is not there, or does not let us in. */
export async function openLink(
  endpoint: Endpoint,
  options: LinkOptions,
): Promise<VenueLink> {
  return await opening(async () => {
    if (endpoint.broker === "alpaca") {
      const { openAlpaca } = await ALPACA();
      return await openAlpaca({ ...endpoint, ...options });
    }
    const { openMoomoo } = await MOOMOO();
    return await openMoomoo({ ...endpoint, ...options });
  });
}

/**
 * The same broker for as long as the lease is ours, asked just before a byte
 * leaves.
 *
 * @param speed At other than 1 its clock is not compared with ours: the way to
 * us alone takes seconds of market time.
 */
export function guarded(broker: Broker, lease: Lease, speed = 1): Broker {
  const why = `the lease of ${lease.agent} is lost`;
  return {
    capabilities: broker.capabilities,
    reports: () => broker.reports(),
    find: (orderId) => broker.find(orderId),
    account: () => broker.account(),
    orders: () => broker.orders(),
    standing: () => broker.standing(),
    async day(date) {
      const day = await broker.day(date);
      return speed === 1 ? day : { ...day, now: null };
    },
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
