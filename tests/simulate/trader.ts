/** One life of the agent's process: its desk on the real adapters, until it ends or dies. */
import { LiveData } from "../../core/adapters/live/live_data.ts";
import { liveClock } from "../../core/adapters/clocks/live_clock.ts";
import { Wake } from "../../core/adapters/clocks/wake.ts";
import type { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import type {
  SecurityFacts,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import { work } from "../../core/flows/agenda.ts";
import type { Bar } from "../../core/market/bar.ts";
import { marketWith } from "../../core/market/venue_facts.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import { MILLION } from "../../core/money.ts";
import {
  BrokerUnavailable,
  type Desk,
  type MarketData,
} from "../../core/ports.ts";
import type { Random } from "../../core/practice/random.ts";
import type { Chart } from "../../core/setups/setup.ts";
import type { Instant } from "../../core/time.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import { chartOf, path } from "../charts.ts";
import { Process } from "../order_life/process.ts";
import type { Side, SideKind } from "./sides.ts";

/** How often machine time wakes the agent: at work it is a second. */
const TICK_MS = 20_000;
/** A process that could not begin is started again. */
const AGAIN_MS = 3_000;
/** A pattern that may be entered at the price it ends at, drawn at 105. */
const FLAG = path(100, [100, 49], [106, 8], [105.5, 1], [104, 5]);
const DRAWN_AT = 105;
/** Shares of a usual day, which a short warm-up does not tell. */
const USUAL = 1_000_000;

export interface Stage {
  kind: SideKind;
  side: Side;
  floor: Floor;
  books: MemoryBooks;
  random: Random;
  now: () => Instant;
}

export interface Life {
  /** Settles when it is over, whichever way. */
  over: Promise<void>;
  /** The process is gone between two of its calls. */
  kill(): Promise<void>;
}

/** Starts the process; it works until `end`. */
export function born(stage: Stage, end: Instant): Life {
  const stop = new AbortController();
  const process = new Process(stage.random, () => stop.signal.aborted);
  let link: VenueLink | undefined;
  const life = async () => {
    const wake = new Wake();
    let hear = (_symbol: string, _bar: Bar) => {};
    const { kind: { agent }, floor, now } = stage;
    const ring = () => wake.ring();
    link = await stage.side.open({
      onBar: (symbol, bar) => hear(symbol, bar),
      onNews: ring,
      onDown: ring,
      onUp: ring,
    }, now);
    const tick = setInterval(ring, TICK_MS);
    try {
      const symbols = await link.universe(null);
      const facts = new Map<string, SecurityFacts>(await link.facts(symbols));
      const market = marketWith(floor.market, facts);
      const time = {
        speed: 1,
        now,
        close: () => {},
        wait: (at: Instant, signal: AbortSignal) => waited(at - now(), signal),
      };
      const machineNow = () => performance.now();
      const data = await LiveData.open(
        { market, symbols, link, facts, time, machineNow, onFault: () => {} },
        (onBar) => hear = onBar,
      );
      const desk: Desk = {
        agent,
        parameters: firstVersion(agent),
        market,
        clock: liveClock(time, wake, stop.signal),
        machine: { now: machineNow },
        data: drawing(data, floor),
        broker: doorOf(process, link),
        books: process.door(stage.books),
        mind: noMind,
        sightings: new Map(),
      };
      await work(desk, end);
    } finally {
      clearInterval(tick);
    }
  };
  /** As the launcher does: what ends for the outside is started again. */
  const lives = async () => {
    while (!stop.signal.aborted) {
      try {
        return await life();
      } catch (error) {
        await link?.close();
        if (stop.signal.aborted) return;
        if (!(error instanceof BrokerUnavailable)) throw error;
      }
      await waited(AGAIN_MS, stop.signal);
    }
  };
  const over = lives().finally(() => link?.close());
  over.catch(() => {});
  return {
    over,
    async kill() {
      stop.abort(new Error("killed"));
      // Its sockets are closed by the system, at once.
      await link?.close();
    },
  };
}

/** The synchronous members do not wait at a door. */
function doorOf(process: Process, { broker }: VenueLink): Desk["broker"] {
  const door = process.door(broker);
  return {
    capabilities: broker.capabilities,
    standing: () => broker.standing(),
    submit: (order) => door.submit(order),
    cancel: (id) => door.cancel(id),
    reports: () => door.reports(),
    find: (id) => door.find(id),
    account: () => door.account(),
    orders: () => door.orders(),
    day: (date) => door.day(date),
  };
}

/** The data as they come, with a pattern to enter in every symbol: there is to be something to lose. */
function drawing(data: LiveData, floor: Floor): MarketData {
  return {
    universe: () => data.universe(),
    async snapshots(symbols) {
      const seen = await data.snapshots(symbols);
      return new Map([...seen].map(([symbol, snapshot]) => [symbol, {
        ...snapshot,
        technicals: { ...snapshot.technicals, averageDailyVolume: USUAL },
      }]));
    },
    feed: () => data.feed(),
    refresh: () => data.refresh(),
    charts: async () =>
      data.universe().flatMap((symbol): Chart[] => {
        const last = floor.last(symbol);
        if (!last) return [];
        const scale = last.price / MILLION / DRAWN_AT;
        const closes = FLAG.map((close) => close * scale);
        const price = DRAWN_AT * scale;
        const known = { priorClose: 100 * scale };
        return [chartOf({ symbol, closes, price, known })];
      }),
  };
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, Math.min(ms, 2 ** 31 - 1)));
  signal.addEventListener("abort", () => resolve());
  await promise;
  clearTimeout(timer);
}
