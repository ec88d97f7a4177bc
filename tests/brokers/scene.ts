/** A venue, an agent connected to it, and what each of them has of the agent's orders. @module */
import { onTick } from "../../core/market/on_tick.ts";
import type { Price } from "../../core/money.ts";
import type { Broker } from "../../core/ports.ts";
import type { ApprovedOrder, Ticket } from "../../core/risk/gate.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { fillOf } from "../../core/trading/fill.ts";
import {
  intentOf,
  type Order,
  type OrderReport,
} from "../../core/trading/order.ts";
import { withFill, withReport } from "../../core/trading/progress.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import { ENTRY } from "../tickets.ts";
import { type Heard, hearing, until } from "./heard.ts";
import type { Ground, GroundOptions, Registered } from "./registered.ts";

export const DATE = "2026-01-05";

export interface Scene extends Ground {
  agent: Heard;
  broker: Broker;
  /** So many minutes into the session; it begins with five. */
  minute(count: number): Instant;
  /** Lets the market trade until then. */
  play(toMinute: number): Promise<void>;
  /** A good order to buy what is liquid; each has an id of its own. */
  order(given?: Partial<Ticket>): ApprovedOrder;
  /** Shares in whole lots, about so many. */
  lots(shares: number): number;
  /** A price about so many times the last one, on its tick. */
  near(ratio: number): Price;
  /** Buys and waits until it is filled. */
  bought(shares: number): Promise<ApprovedOrder>;
  /** Waits until what was told of an order comes to what the venue has. */
  agrees(order: ApprovedOrder): Promise<Order>;
  /** How often an id came to the venue. */
  attempts(id: string): number;
  connected(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function sceneOf(
  one: Registered,
  options?: GroundOptions,
): Promise<Scene> {
  const ground = await one.stand(options);
  const { floor } = ground, { market } = floor;
  const attempts = attemptsAt(floor);
  const agent = await hearing((listener) => ground.open(listener));
  const { broker } = agent.link;
  const { open } = market.sessionOn(DATE)!;
  const symbol = floor.symbols[0]!;
  const minute = (count: number) => plus(open, count * MINUTE_MS);
  let orders = 0;
  const near = (ratio: number): Price => {
    const wanted = Math.round(floor.last(symbol)!.price * ratio) as Price;
    return onTick(wanted, market.tickAt(wanted, DATE), "floor");
  };
  const lots = (shares: number) => {
    const lot = market.lotOf(symbol)!;
    return Math.ceil(shares / lot) * lot;
  };
  const scene: Scene = {
    ...{ ...ground, agent, broker, minute, near, lots },
    play: (toMinute) => ground.to(minute(toMinute)),
    order: (given = {}) => {
      const id = given.id ?? `agent-20260105-${++orders}`;
      const common = { id, positionId: id, session: DATE, symbol };
      const how = { quantity: lots(100), limitPrice: near(1.05) };
      return { ...ENTRY, ...common, ...how, ...given } as ApprovedOrder;
    },
    async bought(shares) {
      const order = scene.order({ quantity: lots(shares) });
      await broker.submit(order);
      for (let n = minutesIn(scene) + 1; !isFilled(floor, order); n++) {
        await scene.play(n);
      }
      await scene.agrees(order);
      return order;
    },
    async agrees(order) {
      const { id } = order;
      await agent.report(() => {
        const told = folded(order, agent.reports, floor);
        const { status, filledQuantity, filledValue } = floor.order(id)!;
        return told.status === status &&
          told.filledQuantity === filledQuantity &&
          told.filledValue === filledValue;
      });
      return folded(order, agent.reports, floor);
    },
    attempts: (id) => attempts.get(id) ?? 0,
    connected: () => until(() => broker.standing().connected),
    async [Symbol.asyncDispose]() {
      await agent.link.close();
      await ground.close();
    },
  };
  return scene;
}

/** The order as the reports of it have moved it, in the order they came. */
export function folded(
  order: ApprovedOrder,
  reports: readonly OrderReport[],
  { market }: Floor,
): Order {
  const sent: Order = { ...intentOf(order, 0 as Instant), status: "unknown" };
  return reports.filter(({ orderId }) => orderId === order.id)
    .reduce((now, report) => {
      const fill = fillOf(
        now,
        report,
        (value, quantity) => market.feesOf(order.side, value, quantity, DATE),
      );
      return withReport(fill ? withFill(now, fill) : now, report);
    }, sent);
}

/** Rests where no trade will come: far below the market. */
export function resting({ near }: Scene): Partial<Ticket> {
  return { limitPrice: near(0.5) };
}

/** Sells what is held, far above the market unless told. */
export function selling(
  scene: Scene,
  quantity: number,
  given: Partial<Ticket> = {},
): ApprovedOrder {
  return scene.order({
    ...{ side: "sell", purpose: "exit", quantity },
    ...{ limitPrice: scene.near(1.5), ...given },
  });
}

export function minutesIn({ floor, minute }: Scene): number {
  return Math.floor((floor.now() - minute(0)) / MINUTE_MS);
}

function isFilled(floor: Floor, { id }: ApprovedOrder): boolean {
  return floor.order(id)?.status === "filled";
}

function attemptsAt(floor: Floor): ReadonlyMap<string, number> {
  const attempts = new Map<string, number>();
  const place = floor.place.bind(floor);
  floor.place = (order) => {
    attempts.set(order.id, (attempts.get(order.id) ?? 0) + 1);
    return place(order);
  };
  return attempts;
}
