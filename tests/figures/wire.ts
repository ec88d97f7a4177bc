/**
 * How long a quote takes to become an order on the wire, both commits included,
 * and a fill to be in the journal: the real flows, adapters and books in one
 * process, practice faces behind real sockets. Needs CATALYST_TEST_POSTGRES with
 * fsync on.
 *
 * @module
 */
import { openAlpaca } from "../../core/adapters/brokers/alpaca/open.ts";
import type {
  LinkListener,
  SecurityFacts,
  VenueLink,
} from "../../core/adapters/brokers/link.ts";
import { openMoomoo } from "../../core/adapters/brokers/moomoo/open.ts";
import { LiveData } from "../../core/adapters/live/live_data.ts";
import {
  type Database,
  openDatabase,
} from "../../core/adapters/stores/database.ts";
import { takeLease } from "../../core/adapters/stores/lease.ts";
import { PostgresBooks } from "../../core/adapters/stores/trading/books.ts";
import type { Trader } from "../../core/agents/agent.ts";
import { devClaude } from "../../core/agents/dev_claude.ts";
import { intlClaude } from "../../core/agents/intl_claude.ts";
import { close } from "../../core/flows/close.ts";
import { bookReports } from "../../core/flows/news.ts";
import { trade } from "../../core/flows/trade.ts";
import { marketOf } from "../../core/market/mod.ts";
import { localDate } from "../../core/market/sessions.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import { MILLION } from "../../core/money.ts";
import type { Desk } from "../../core/ports.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import { alpacaFace } from "../../workers/practice/alpaca/face.ts";
import type { Floor } from "../../workers/practice/floor.ts";
import { openDFace } from "../../workers/practice/opend/face.ts";
import { chartOf, path } from "../charts.ts";
import { freshDatabase } from "../postgres.ts";
import { type TestFloor, testFloor } from "../practice/floors.ts";
import type { Figure } from "./figure.ts";

const HOST = "127.0.0.1";
const KEYS = { key: "PKFIGURES", secret: "figures" };
const DATES = ["2026-01-05", "2026-01-06", "2026-01-07"];
/** Not measured: everything is slower the first time. */
const WARM = 5;
const ORDER_MAX_MS = 15;
const FILL_MAX_MS = 10;
/** An order is filled by then, and a report of a minute told. */
const MINUTES_MAX = 30;
const QUIET_MS = 20;
/** Request limits are not what is measured here. */
const SPEED = 100_000;
const FLAG = path(100, [100, 49], [106, 8], [105.5, 1], [104, 5]);
const DRAWN_AT = 105;

interface Times {
  orders: number[];
  fills: number[];
  floor: number[];
}

export async function wireFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const agent of [devClaude, intlClaude]) {
    const { orders, fills, floor } = await measured(agent);
    const name = agent.broker === "alpaca" ? "Alpaca" : "OpenD";
    figures.push(
      { name: "floor: two bare commits, p99 ms", seen: quantile(floor, 0.99) },
      {
        name: `${name}: quote to order on the wire, p50 ms`,
        seen: quantile(orders, 0.5),
      },
      {
        name: `${name}: quote to order on the wire, p99 ms`,
        seen: quantile(orders, 0.99),
        atMost: ORDER_MAX_MS,
      },
      { name: `${name}: fill to journal, p50 ms`, seen: quantile(fills, 0.5) },
      {
        name: `${name}: fill to journal, p99 ms`,
        seen: quantile(fills, 0.99),
        atMost: FILL_MAX_MS,
      },
    );
  }
  return figures;
}

/** Day after day of new books, as a day has only so many minutes. */
async function measured(agent: Trader): Promise<Times> {
  const times: Times = { orders: [], fills: [], floor: [] };
  for (const date of DATES) await measureDay(agent, date, times);
  return times;
}

async function measureDay(
  agent: Trader,
  date: string,
  times: Times,
): Promise<void> {
  const market = marketOf(agent.market);
  const { open, close } = market.sessionOn(date)!;
  const cash = agent.paperCash;
  const on = await testFloor({ market, symbols: 1, from: date, cash });
  let at = plus(open, 30 * MINUTE_MS);
  await on.to(at);
  await using held = new AsyncDisposableStack();
  const stage = await opened(agent, on, held);
  const last = plus(close, -30 * MINUTE_MS);
  /** The next minute of trading. */
  const next = () => {
    do at = plus(at, MINUTE_MS); while (market.phaseAt(at) !== "regular");
    return at;
  };
  for (let i = 0; at < last; i++) {
    const floor = await twoCommits(stage.database);
    const order = await quoteToOrder(stage, next());
    // A review may let what is held stay: the next quote is another chance.
    if (Number.isNaN(order)) continue;
    const fills = await fillsToJournal(stage, next);
    if (i < WARM) continue;
    times.floor.push(floor);
    times.orders.push(order);
    times.fills.push(...fills);
  }
}

interface Stage {
  desk: Desk;
  on: TestFloor;
  database: Database;
  /** Machine time of the last bar heard, order arrived, report heard. */
  at: { bar: number; order: number; news: number };
  /** Resolves with the next of them. */
  next: Record<"bar" | "news", () => Promise<void>>;
}

/** From the bar in the adapter to the order at the other end of the wire; NaN if none was sent. */
async function quoteToOrder(stage: Stage, at: Instant): Promise<number> {
  const { desk, on } = stage;
  const heard = stage.next.bar();
  await on.to(at);
  await heard;
  stage.at.order = NaN;
  const holds =
    (await desk.books.ledger(localDate(desk.market, at))).positions.length > 0;
  const from = performance.now();
  if (holds) await close(desk, "close");
  else await trade(desk);
  return stage.at.order - from;
}

/** Each time from a report of a fill in the adapter to its row in the journal, until it is whole. */
async function fillsToJournal(
  stage: Stage,
  next: () => Instant,
): Promise<number[]> {
  const { desk, on } = stage;
  // What the venue says of taking it comes before.
  await bookReports(desk);
  const times: number[] = [];
  for (let tries = 0; tries < MINUTES_MAX; tries++) {
    const news = stage.next.news();
    await on.to(next());
    await Promise.race([news, passed(QUIET_MS)]);
    const from = stage.at.news;
    const moved = await bookReports(desk);
    if (moved.length > 0) times.push(performance.now() - from);
    if (moved.some(({ status }) => status === "filled")) break;
  }
  return times;
}

function passed(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** What the machine takes for the two commits alone. */
async function twoCommits(database: Database): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < 2; i++) {
    await database.write((sql) =>
      sql`insert into ops.journal (agent, kind, subject, at, body)
          values ('operator', 'command', 'floor', clock_timestamp(), '{}')`
    );
  }
  return performance.now() - from;
}

async function opened(
  agent: Trader,
  on: TestFloor,
  held: AsyncDisposableStack,
): Promise<Stage> {
  const at = { bar: NaN, order: NaN, news: NaN };
  const waiting = { bar: new Set<() => void>(), news: new Set<() => void>() };
  const tell = (what: "bar" | "news") => {
    at[what] = performance.now();
    for (const go of waiting[what]) go();
    waiting[what].clear();
  };
  const next = (what: "bar" | "news") => () =>
    new Promise<void>((done) => void waiting[what].add(done));
  const { floor } = on;
  const place = floor.place.bind(floor);
  floor.place = (order) => {
    at.order = performance.now();
    return place(order);
  };
  let hear: LinkListener["onBar"] = () => {};
  const link = await linkTo(agent, floor, held, {
    onBar(symbol, bar) {
      hear(symbol, bar);
      tell("bar");
    },
    onNews: () => tell("news"),
    onDown: (why) => {
      throw new Error(`Cannot measure: ${why}`);
    },
    onUp: () => {},
  });
  held.defer(() => link.close());
  const now = () => floor.now();
  const facts = new Map<string, SecurityFacts>();
  const { market, symbols } = floor;
  const data = await LiveData.open({
    ...{ market, symbols, link, facts },
    time: { now, speed: SPEED },
    machineNow: () => performance.now(),
    onFault: (line) => {
      throw new Error(line);
    },
  }, (onBar) => hear = onBar);
  const { books, database } = await booksOf(agent, held);
  const desk: Desk = {
    agent: boundless(agent),
    parameters: { ...firstVersion(agent), id: "a-p1" },
    market,
    clock: { now, until: async () => true },
    machine: { now: () => performance.now() },
    data: {
      universe: () => data.universe(),
      snapshots: (wanted) => data.snapshots(wanted),
      feed: () => ({ ...data.feed(), silentMs: 0 }),
      refresh: () => Promise.resolve(),
      charts: async () => [flagOf(floor)],
    },
    broker: link.broker,
    books,
    mind: noMind,
    sightings: new Map(),
  };
  return {
    ...{ desk, on, database, at },
    next: { bar: next("bar"), news: next("news") },
  };
}

/** A pattern that may be entered at the last price, whatever it is. */
function flagOf(floor: Floor) {
  const symbol = floor.symbols[0]!;
  const scale = floor.last(symbol)!.price / MILLION / DRAWN_AT;
  return chartOf({
    symbol,
    closes: FLAG.map((close) => close * scale),
    price: DRAWN_AT * scale,
    known: { priorClose: 100 * scale },
  });
}

/** Paced by nothing but the machine. */
function boundless(agent: Trader): Trader {
  const limits = {
    ...agent.limits,
    maxOrdersPerMinute: Infinity,
    maxOrdersPerSession: Infinity,
    maxOrdersPerSymbol: Infinity,
    maxMishaps: Infinity,
    maxMove: Infinity,
    maxDayLoss: agent.limits.maxGrossValue,
    // One lot may be worth more than it may hold.
    maxPositionValue: agent.limits.maxGrossValue,
  };
  return { ...agent, limits };
}

async function linkTo(
  agent: Trader,
  floor: Floor,
  held: AsyncDisposableStack,
  listener: LinkListener,
): Promise<VenueLink> {
  const { market } = floor;
  const options = { market, listener, now: () => floor.now(), speed: SPEED };
  if (agent.broker === "moomoo") {
    const face = openDFace(floor, {
      hostname: HOST,
      port: 0,
      limitSpeed: SPEED,
    });
    held.defer(() => face.close());
    return await openMoomoo({ host: HOST, port: face.port, ...options });
  }
  const face = alpacaFace(floor, KEYS, { limitSpeed: SPEED });
  const server = Deno.serve(
    { hostname: HOST, port: 0, onListen() {} },
    (request) => face.handle(request),
  );
  held.defer(async () => {
    face.close();
    await server.shutdown();
  });
  const baseUrl = `http://${HOST}:${server.addr.port}`;
  return await openAlpaca({ baseUrl, ...KEYS, ...options });
}

async function booksOf(agent: Trader, held: AsyncDisposableStack) {
  const name = agent.market === "US" ? "dev" : "intl";
  const { ownerUrl: url, drop } = await freshDatabase(name);
  held.defer(drop);
  const database = await openDatabase({ url, name: "figures" });
  held.defer(() => database.close());
  const lease = await takeLease(database, {
    agent: agent.id,
    holder: "figures",
    build: "figures",
  });
  held.defer(() => lease.release());
  const books = await PostgresBooks.open({
    database,
    agent,
    market: marketOf(agent.market),
    broker: "PRACTICE",
    account: "figures",
    parameters: { ...firstVersion(agent), id: "a-p1" },
    lease,
    onAlert: () => {},
  });
  return { books, database };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1]!;
}
