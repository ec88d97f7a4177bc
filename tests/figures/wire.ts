/**
 * How long a quote takes to become an order on the wire, both commits included,
 * and a fill to be in the journal: the real flows, adapters and books in one
 * thread, the venue in another behind real sockets. Needs CATALYST_TEST_POSTGRES
 * with fsync on.
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
import type { Market } from "../../core/market/market.ts";
import { marketOf } from "../../core/market/mod.ts";
import { localDate, shifted } from "../../core/market/sessions.ts";
import { noMind } from "../../core/mind/no_mind.ts";
import { MILLION } from "../../core/money.ts";
import type { Desk } from "../../core/ports.ts";
import { type Instant, MINUTE_MS, plus } from "../../core/time.ts";
import { firstVersion } from "../../core/trading/parameter_version.ts";
import { chartOf, path } from "../charts.ts";
import { freshDatabase } from "../postgres.ts";
import type { Figure } from "./figure.ts";
import { HOST, KEYS, openVenue, SPEED, type Venue } from "./venue.ts";

const FIRST_DATE = "2026-01-05";
const LAST_DATE = "2026-10-30";
/** Of fewer, one stall of the machine would be the p99. */
const ORDERS_MIN = 500;
const ORDER_MAX_MS = 15;
const FILL_MAX_MS = 10;
/** An order is filled by then, and a report of a minute told. */
const MINUTES_MAX = 30;
const QUIET_MS = 20;
const FLAG = path(100, [100, 49], [106, 8], [105.5, 1], [104, 5]);
const DRAWN_AT = 105;

interface Times {
  orders: number[];
  fills: number[];
  floor: number[];
}

export async function wireFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  // Dropped when all is measured: the disk is busy with that for a while.
  await using databases = new AsyncDisposableStack();
  for (const agent of [devClaude, intlClaude]) {
    console.error(`${agent.id}: ${ORDERS_MIN} orders, about two minutes`);
    const { orders, fills, floor } = await measured(agent, databases);
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

/** Day after day, as a day has only so many minutes, and an agent so many orders. */
async function measured(
  agent: Trader,
  databases: AsyncDisposableStack,
): Promise<Times> {
  const times: Times = { orders: [], fills: [], floor: [] };
  const market = marketOf(agent.market);
  await using held = new AsyncDisposableStack();
  const venue = await openVenue(
    agent.id,
    FIRST_DATE,
    begin(market, FIRST_DATE),
  );
  held.defer(() => venue.close());
  const stage = await opened(agent, venue, databases, held);
  // An agent lives for weeks: what its first day compiles and plans is no part of that.
  await measureDay(stage, agent, FIRST_DATE);
  let date = FIRST_DATE;
  while (times.orders.length < ORDERS_MIN) {
    if (date > LAST_DATE) throw new Error(`${agent.id} trades too little`);
    do date = shifted(date, 1); while (!market.sessionOn(date));
    await venue.to(begin(market, date));
    const day = await measureDay(stage, agent, date);
    times.floor.push(...day.floor);
    times.orders.push(...day.orders);
    times.fills.push(...day.fills);
  }
  return times;
}

function begin(market: Market, date: string): Instant {
  return plus(market.sessionOn(date)!.open, 30 * MINUTE_MS);
}

async function measureDay(
  stage: Stage,
  { market: id, limits: { maxOrdersPerSession } }: Trader,
  date: string,
): Promise<Times> {
  const times: Times = { orders: [], fills: [], floor: [] };
  const market = marketOf(id);
  let at = begin(market, date);
  const last = plus(market.sessionOn(date)!.close, -30 * MINUTE_MS);
  /** The next minute of trading. */
  const next = () => {
    do at = plus(at, MINUTE_MS); while (market.phaseAt(at) !== "regular");
    return at;
  };
  for (let i = 0; at < last && i < maxOrdersPerSession; i++) {
    const floor = await twoCommits(stage.database);
    const order = await quoteToOrder(stage, next());
    // A review may let what is held stay: the next quote is another chance.
    if (Number.isNaN(order)) continue;
    const fills = await fillsToJournal(stage, next);
    // It opens the session's books as well.
    if (i === 0) continue;
    times.floor.push(floor);
    times.orders.push(order);
    times.fills.push(...fills);
  }
  return times;
}

interface Stage {
  desk: Desk;
  venue: Venue;
  database: Database;
  /** Machine time of the last report heard. */
  at: { news: number };
  /** Resolves with the next bar, or report. */
  next: Record<"bar" | "news", () => Promise<void>>;
}

/** From the bar in the adapter to the order at the other end of the wire; NaN if none was sent. */
async function quoteToOrder(stage: Stage, at: Instant): Promise<number> {
  const { desk, venue } = stage;
  const heard = stage.next.bar();
  await venue.to(at);
  await Promise.race([heard, passed(QUIET_MS)]);
  const holds =
    (await desk.books.ledger(localDate(desk.market, at))).positions.length > 0;
  const from = machineNow();
  if (holds) await close(desk, "close");
  else await trade(desk);
  return await venue.orderAt() - from;
}

/** Each time from a report of a fill in the adapter to its row in the journal, until it is whole. */
async function fillsToJournal(
  stage: Stage,
  next: () => Instant,
): Promise<number[]> {
  const { desk, venue } = stage;
  // What the venue says of taking it comes before.
  await bookReports(desk);
  const times: number[] = [];
  for (let tries = 0; tries < MINUTES_MAX; tries++) {
    const news = stage.next.news();
    const there = venue.to(next());
    // As an agent does: it is woken by the news, whatever else its venue has to do.
    await Promise.race([news, there.then(() => passed(QUIET_MS))]);
    const from = stage.at.news;
    const moved = await bookReports(desk);
    if (moved.length > 0) times.push(performance.now() - from);
    await there;
    if (moved.some(({ status }) => status === "filled")) break;
  }
  return times;
}

/** In ms since 1970, as the venue's thread counts too. */
function machineNow(): number {
  return performance.timeOrigin + performance.now();
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
  venue: Venue,
  databases: AsyncDisposableStack,
  held: AsyncDisposableStack,
): Promise<Stage> {
  const at = { news: NaN };
  const waiting = { bar: new Set<() => void>(), news: new Set<() => void>() };
  const tell = (what: "bar" | "news") => {
    if (what === "news") at.news = performance.now();
    for (const go of waiting[what]) go();
    waiting[what].clear();
  };
  const next = (what: "bar" | "news") => () =>
    new Promise<void>((done) => void waiting[what].add(done));
  let hear: LinkListener["onBar"] = () => {};
  let price = 0;
  const link = await linkTo(agent, venue, {
    onBar(symbol, bar) {
      price = bar.close / MILLION;
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
  const { now, symbols } = venue;
  const market = marketOf(agent.market);
  const facts = new Map<string, SecurityFacts>();
  const data = await LiveData.open({
    ...{ market, symbols, link, facts },
    time: { now, speed: SPEED },
    machineNow: () => performance.now(),
    onFault: (line) => {
      throw new Error(line);
    },
  }, (onBar) => hear = onBar);
  const { books, database } = await booksOf(agent, databases, held);
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
      charts: async () => [flagOf(symbols[0]!, price)],
    },
    broker: link.broker,
    books,
    mind: noMind,
    sightings: new Map(),
  };
  return {
    ...{ desk, venue, database, at },
    next: { bar: next("bar"), news: next("news") },
  };
}

/** A pattern that may be entered at the last price, whatever it is. */
function flagOf(symbol: string, price: number) {
  const scale = price / DRAWN_AT;
  return chartOf({
    symbol,
    closes: FLAG.map((close) => close * scale),
    price,
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

function linkTo(
  agent: Trader,
  { now, port }: Venue,
  listener: LinkListener,
): Promise<VenueLink> {
  const market = marketOf(agent.market);
  const options = { market, listener, now, speed: SPEED };
  return agent.broker === "moomoo"
    ? openMoomoo({ host: HOST, port, ...options })
    : openAlpaca({ baseUrl: `http://${HOST}:${port}`, ...KEYS, ...options });
}

async function booksOf(
  agent: Trader,
  databases: AsyncDisposableStack,
  held: AsyncDisposableStack,
) {
  const name = agent.market === "US" ? "dev" : "intl";
  const { ownerUrl: url, drop } = await freshDatabase(name);
  databases.defer(drop);
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
