/**
 * One trading day of one agent on its vendor's wire, seeded: the real flows, the
 * real adapter, the practice face, bytes between them, and everything going
 * wrong in between. At its end the books are held against the venue's.
 */
import { MemoryBooks } from "../../core/adapters/stores/memory.ts";
import { marketOf } from "../../core/market/mod.ts";
import { type Fault, FAULTS, Mischief } from "../../core/practice/mischief.ts";
import { Random } from "../../core/practice/random.ts";
import {
  seedSource,
  type TapeSource,
} from "../../core/practice/tape_source.ts";
import { HOUR_MS, type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { Floor, type VenueOrder } from "../../workers/practice/floor.ts";
import { MemoryKeeper } from "../practice/floors.ts";
import { born, type Life } from "./trader.ts";
import { type Side, SIDES } from "./sides.ts";
import { type Held, heldAgainst } from "./verdict.ts";
import { VirtualTime } from "./virtual_time.ts";

export interface Day {
  seed: number;
  venue: string;
  /** Faults that happened, by kind, and deaths of the agent's process. */
  happened: Record<string, number>;
  orders: number;
  fills: number;
  /** What must not be; empty is right. */
  wrong: string[];
}

/** So long before its end the venue behaves again, so that all can come to rest. */
const CALM_MS = 25 * MINUTE_MS;
/** One day in so many is a full one. */
const FULL_EVERY = 20;
const TAPES = 12;
/** Enough for a prior close; what else a warm-up tells is told by `trader.ts`. */
const WARM_UP = 2;
const SYMBOLS = 4;
/** Wrong and plausible: only another look tells. They pass sooner than books follow. */
const LIE_MS = 8_000;
const RARE: readonly Fault[] = [
  "empty_positions",
  "missing_position",
  "wrong_quantity",
  "wrong_cash",
];

export async function playDay(seed: number): Promise<Day> {
  const random = Random.seeded(`day ${seed}`);
  const kind = SIDES[seed % SIDES.length]!;
  const market = marketOf(kind.agent.market);
  const date = random.whole(1, FULL_EVERY) === 1 ? kind.fullDay : kind.halfDay;
  const { open, close } = market.sessionOn(date)!;
  const time = new VirtualTime(plus(open, -31 * MINUTE_MS));
  const now = () => time.now() as Instant;
  const realRandom = Math.random;
  time.install();
  Math.random = () => random.uniform();
  try {
    const source = seedSource({
      market,
      seed: random.whole(1, TAPES),
      from: date,
      to: date,
      warmUp: WARM_UP,
      symbols: SYMBOLS,
    });
    const floor = await Floor.open({
      source: thinned(source, 10 ** random.whole(0, 4)),
      keeper: new MemoryKeeper(),
      now,
      openingCash: kind.agent.paperCash,
      begin: now(),
    });
    const attempts = counted(floor);
    const mischief = new Mischief(random.fork("mischief"));
    const side = kind.stand(floor, mischief);
    const books = new MemoryBooks(kind.agent.paperCash);
    const stage = { kind, side, floor, books, random, now };
    const deaths = { count: 0 };
    const day = live(
      stage,
      plus(close, 6 * MINUTE_MS),
      deaths,
      mischief,
      close,
    );
    const over = await time.run(day, plus(close, HOUR_MS));
    const died = deaths.count > 0;
    const held: Held = { floor, books, attempts, side, died };
    const wrong = over ? await heldAgainst(held) : ["the day never ended"];
    const happened = { ...mischief.counts(), died: deaths.count };
    side.close();
    await time.run(Promise.resolve(), now());
    return {
      ...{ seed, venue: kind.name, wrong },
      happened,
      orders: floor.orders().length,
      fills: floor.fills().length,
    };
  } finally {
    Math.random = realRandom;
    time.release();
  }
}

type Stage = Parameters<typeof born>[0];

/** The venue plays, faults come and go, the process dies and is started again. */
async function live(
  stage: Stage,
  end: Instant,
  deaths: { count: number },
  mischief: Mischief,
  close: Instant,
): Promise<void> {
  const { random, now, floor } = stage;
  let over = false;
  const playing = play(floor, now, () => over);
  let agent: Life = born(stage, end);
  const calm = plus(close, -CALM_MS);
  while (now() < end) {
    await passed(random.whole(60, 600) * 1_000);
    if (now() >= calm) {
      mischief.clear();
      await passed(Math.max(0, end - now()));
      break;
    }
    if (random.chance(0.02)) {
      deaths.count++;
      await agent.kill();
      await passed(random.whole(1, 20) * 1_000);
      agent = born(stage, end);
    } else provoke(mischief, random, stage.kind.name);
  }
  await agent.over;
  over = true;
  await playing;
}

/** One fault, once or a few times; wrong reads come one at a time. */
function provoke(mischief: Mischief, random: Random, venue: string): void {
  const fault = FAULTS[random.whole(0, FAULTS.length - 1)]!;
  const isRest = fault.startsWith("http_");
  const isGateway = ["needs_login", "captcha", "kicked_out", "no_quote_right"]
    .includes(fault);
  if (venue === "opend" ? isRest || fault === "drop_stop" : isGateway) return;
  if (!RARE.includes(fault)) {
    return mischief.set(fault, { times: random.whole(1, 3) });
  }
  mischief.set(fault);
  setTimeout(() => mischief.clear(fault), LIE_MS);
}

/** Each bar when it is over, and whatever orders ask for in between. */
async function play(
  floor: Floor,
  now: () => Instant,
  over: () => boolean,
): Promise<void> {
  let ring = () => {};
  floor.listen({ onOrder: () => ring() });
  while (!over()) {
    await floor.advance();
    const wait = Math.max(1, Math.min(floor.nextAt() - now(), MINUTE_MS));
    await new Promise<void>((done) => {
      const timer = setTimeout(done, wait);
      ring = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

/** The same bars with fewer shares traded, so that orders fill in parts. */
function thinned(source: TapeSource, factor: number): TapeSource {
  return {
    ...source,
    next: () =>
      source.next()?.map((series) => ({
        ...series,
        volume: series.volume.map((shares) => Math.ceil(shares / factor)),
      })),
  };
}

/** How often each client id was sent to the venue. */
function counted(floor: Floor): ReadonlyMap<string, number> {
  const attempts = new Map<string, number>();
  const place = floor.place.bind(floor);
  floor.place = (order: VenueOrder) => {
    attempts.set(order.id, (attempts.get(order.id) ?? 0) + 1);
    return place(order);
  };
  return attempts;
}

function passed(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

export type { Side };
