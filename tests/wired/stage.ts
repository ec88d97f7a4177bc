/** A trader on his vendor's wire, in time that passes only as it is used: real flows, adapter and venue. @module */
import { liveClock } from "../../core/adapters/clocks/live_clock.ts";
import { Wake } from "../../core/adapters/clocks/wake.ts";
import type { VenueLink } from "../../core/adapters/brokers/link.ts";
import { LiveData } from "../../core/adapters/live/live_data.ts";
import { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import { devClaude } from "../../core/agents/dev_claude.ts";
import { intlClaude } from "../../core/agents/intl_claude.ts";
import { work } from "../../core/flows/agenda.ts";
import type { Bar } from "../../core/market/bar.ts";
import { marketOf } from "../../core/market/mod.ts";
import { shifted } from "../../core/market/sessions.ts";
import { marketWith } from "../../core/market/venue_facts.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import type { Desk, MarketData } from "../../core/ports.ts";
import { Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import { tapeSource } from "../../core/practice/tape_source.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import { Floor } from "../../workers/practice/floor.ts";
import { MemoryKeeper } from "../practice/floors.ts";
import { type SideKind, SIDES } from "../simulate/sides.ts";
import { VirtualTime } from "../simulate/virtual_time.ts";
import { minutesOf, tapeOf } from "../tapes.ts";
import { drawn } from "./drawn.ts";

const AGENTS = { alpaca: devClaude, opend: intlClaude };
/** The Monday on which every scenario begins. */
export const DATE = "2026-01-05";
/** At work an agent looks once a second. */
const TICK_MS = 1_000;
/** Where a scenario that hangs is given up, in market time. */
const END_MS = 4 * 24 * 60 * MINUTE_MS;
/** As many days of the past as indicators want. */
const PAST_DAYS = 36;

export interface StageOptions {
  venue: SideKind["name"];
  symbols: readonly string[];
  /** Price and volume of each minute of the first day, and of each later one. */
  draw(symbol: string, minute: number): { open: number; volume: number };
  /** Minutes into the session; ten unless told. */
  from?: number;
  /** Whether market data come from its streams, with a past before them. */
  live?: boolean;
}

export interface Stage {
  floor: Floor;
  mischief: Mischief;
  books: MemoryBooks;
  /** How often each id was sent to the venue. */
  attempts: ReadonlyMap<string, number>;
  now(): Instant;
  pass(seconds: number): Promise<void>;
  /** A process of the agent: it may be ended, and another begun. */
  life(): Promise<Life>;
}

export interface Life {
  desk: Desk;
  link: VenueLink;
  /** Works for so many seconds. */
  work(seconds: number): Promise<void>;
  /** Its process is gone. */
  end(): Promise<void>;
}

/** Lot of everything on the tape in Hong Kong. */
export const LOT = 100;

export async function stage(
  options: StageOptions,
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const kind = SIDES.find(({ name }) => name === options.venue)!;
  const agent = AGENTS[options.venue];
  const market = marketOf(agent.market);
  const { open } = market.sessionOn(DATE)!;
  const time = new VirtualTime(plus(open, (options.from ?? 10) * MINUTE_MS));
  const now = () => time.now() as Instant;
  time.install();
  let over = false;
  try {
    const floor = await Floor.open({
      source: sourceOf(options, market),
      keeper: new MemoryKeeper(),
      now,
      openingCash: agent.paperCash,
      begin: now(),
    });
    const mischief = new Mischief(Random.seeded("stage"));
    const side = kind.stand(floor, mischief);
    const books = new MemoryBooks(agent.paperCash);
    const lives: Life[] = [];
    const on: Stage = {
      ...{ floor, mischief, books, now, attempts: attemptsAt(floor) },
      pass: (seconds) => passed(seconds * 1_000),
      async life() {
        const life = await born(options, side, on);
        lives.push(life);
        return life;
      },
    };
    const playing = play(floor, now, () => over);
    const acted = act(on).finally(async () => {
      for (const life of lives) await life.end();
      over = true;
      await playing;
      side.close();
    });
    if (!await time.run(acted, now() + END_MS)) {
      throw new Error("The scenario never ended");
    }
    await acted;
  } finally {
    time.release();
  }
}

async function born(
  { venue, live = false, symbols }: StageOptions,
  side: ReturnType<SideKind["stand"]>,
  { books, floor, now }: Stage,
): Promise<Life> {
  const wake = new Wake(), stop = new AbortController();
  let hear = (_symbol: string, _bar: Bar) => {};
  const ring = () => wake.ring();
  const link = await side.open({
    onBar: (symbol, bar) => hear(symbol, bar),
    ...{ onNews: ring, onDown: ring, onUp: ring },
  }, now);
  const facts = new Map(await link.facts(symbols));
  const market = marketWith(floor.market, facts);
  const machineNow = () => performance.now();
  const time = { speed: 1, now, close() {}, wait: waiting(now) };
  const data: MarketData = live
    ? await LiveData.open(
      { market, symbols, link, facts, time, machineNow, onFault() {} },
      (onBar) => hear = onBar,
    )
    : drawn(symbols, link, now);
  const agent = AGENTS[venue];
  const desk: Desk = {
    ...{ agent, market, data, books, mind: noMind, sightings: new Map() },
    parameters: firstVersion(agent),
    clock: liveClock(time, wake, stop.signal),
    machine: { now: machineNow },
    broker: link.broker,
  };
  return {
    desk,
    link,
    async work(seconds) {
      const tick = setInterval(ring, TICK_MS);
      try {
        await work(desk, plus(now(), seconds * 1_000));
      } finally {
        clearInterval(tick);
      }
    },
    async end() {
      stop.abort(new Error("ended"));
      await link.close();
    },
  };
}

function sourceOf(
  { symbols, draw, live = false }: StageOptions,
  market: ReturnType<typeof marketOf>,
) {
  const from = live ? shifted(DATE, -PAST_DAYS) : DATE;
  const series = symbols.toSorted().flatMap((symbol) => {
    const bars = minutesOf(
      market,
      from,
      "2026-01-07",
      (_, minute) => draw(symbol, minute),
    );
    const traded = bars.filter(({ volume }) => volume > 0);
    return tapeOf(market, symbol, traded).series;
  });
  const lots = market.id === "HKEX"
    ? new Map(symbols.map((symbol) => [symbol, LOT]))
    : new Map<string, number>();
  const tape = { market: market.id, series, outsideHours: 0 };
  return tapeSource(tape, market, lots, 25);
}

/** Each bar when it is over, and whatever orders ask for in between. */
async function play(
  floor: Floor,
  now: () => Instant,
  over: () => boolean,
): Promise<void> {
  while (!over()) {
    await floor.advance();
    const wait = Math.max(1, floor.nextAt() - now());
    await passed(Math.min(wait, 500));
  }
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

function waiting(now: () => Instant) {
  return async (at: Instant, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(0, at - now()));
    signal.addEventListener("abort", () => resolve());
    await promise;
    clearTimeout(timer);
  };
}

function passed(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
