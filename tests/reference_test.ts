/**
 * Trade for trade: the real flows against the naive loop in `reference/`, on
 * every recorded file and on generated tapes of both markets.
 *
 * @module
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { readTape } from "../core/adapters/tape_files.ts";
import type { Trader } from "../core/agents/agent.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { work } from "../core/flows/agenda.ts";
import { marketOf } from "../core/market/mod.ts";
import { localDate } from "../core/market/sessions.ts";
import { generateTape } from "../core/practice/generate.ts";
import type { Tape } from "../core/practice/tape.ts";
import type { Money } from "../core/money.ts";
import type { Limits } from "../core/risk/limits.ts";
import type { Instant } from "../core/time.ts";
import { replayDesk } from "../workers/wiring/replay.ts";
import { replayNaively } from "./reference/loop.ts";
import { wild, within } from "./reference/tapes.ts";
import { asTold, plain, type Told } from "./reference/told.ts";
import {
  DEV_CLAUDE,
  INTL_CLAUDE,
  type TraderFacts,
} from "./reference/traders.ts";

const TRADERS = {
  US: { agent: devClaude, facts: DEV_CLAUDE },
  HKEX: { agent: intlClaude, facts: INTL_CLAUDE },
};

/** The agent under the limits that the reference has of it. */
function agentOf(facts: TraderFacts): Trader {
  const { market, cash, maxQuoteAge, maxCandidates, ...same } = facts;
  const { agent } = TRADERS[market];
  return {
    ...agent,
    paperCash: cash as Money,
    limits: { ...agent.limits, ...same as Limits, maxQuoteAgeMs: maxQuoteAge },
    entry: { ...agent.entry, maxCandidates },
  };
}

/** What the real flows did with a tape. */
async function told(
  tape: Tape,
  from: string,
  to: string,
  agent: Trader,
): Promise<Told> {
  const market = marketOf(tape.market);
  const { desk, books, exchange } = replayDesk(agent, market, tape);
  const midnight = (date: string, days: number) =>
    Temporal.PlainDate.from(date).add({ days })
      .toZonedDateTime(market.timezone).epochMilliseconds as Instant;
  exchange.advance(midnight(from, 0));
  await work(desk, midnight(to, 1));
  assert.equal(books.cash, exchange.venue.cash, "cash of books and venue");
  const orders = [...books.orders.values()];
  const bought = new Map<string, number>();
  for (const { positionId, purpose, filledQuantity } of orders) {
    if (purpose === "entry") bought.set(positionId, filledQuantity);
  }
  const trades = [...books.positions.values()].map((position) => {
    const { id, symbol, openedAt, closedAt, realizedPnl, fees } = position;
    const quantity = bought.get(id);
    const realized = realizedPnl;
    return { symbol, openedAt, closedAt, quantity, realized, fees };
  });
  return {
    orders: orders.map((order) => ({
      at: order.at,
      symbol: order.symbol,
      side: order.side,
      purpose: order.purpose,
      trigger: order.trigger,
      quantity: order.quantity,
      limit: order.limitPrice,
      status: order.status,
      filled: order.filledQuantity,
      value: order.filledValue,
      fees: order.fees,
    })),
    trades,
    cash: books.cash,
  };
}

/** Runs both over a tape, and compares them in a step that says how much it compared. */
async function compare(
  t: Deno.TestContext,
  name: string,
  tape: Tape,
  facts: TraderFacts = TRADERS[tape.market].facts,
): Promise<number> {
  const market = marketOf(tape.market);
  const dates = tape.series.flatMap(({ at, length }) =>
    length === 0 ? [] : [at[0]!, at[length - 1]!]
  ).map((at) => localDate(market, at as Instant)).sort();
  const from = dates[0]!, to = dates.at(-1)!;
  const real = await told(tape, from, to, agentOf(facts));
  const naive = asTold(replayNaively(facts, tape.series.map(plain), from, to));
  const { orders, trades } = real;
  const size = `${orders.length} orders, ${trades.length} trades`;
  await t.step(`${name}: ${size}`, () => {
    const first = orders.findIndex((order, i) =>
      !isDeepStrictEqual(order, naive.orders[i])
    );
    assert.deepEqual(naive.orders[first], orders[first], `order ${first}`);
    assert.equal(naive.orders.length, orders.length, "number of orders");
    assert.deepEqual(naive.trades, trades);
    assert.equal(naive.cash, real.cash);
  });
  return trades.length;
}

const fixtures = Deno.env.get("CATALYST_FIXTURES");

/** A test over recorded files; without them it is ignored, and its name says why. */
function recorded(name: string, test: (t: Deno.TestContext) => Promise<void>) {
  const why = fixtures ? "" : " (ignored: CATALYST_FIXTURES names no folder)";
  Deno.test(`${name}, trade for trade${why}`, { ignore: !fixtures }, test);
}

async function read(folder: string, market: string): Promise<Tape> {
  const options = { skipBadRows: true };
  return (await readTape(folder, marketOf(market), options)).tape;
}

/** Every file of a folder, some at a time, each group as a tape of its own. */
async function inGroups(t: Deno.TestContext, tape: Tape, size: number) {
  for (let i = 0; i < tape.series.length; i += size) {
    const series = tape.series.slice(i, i + size);
    const name = series.map(({ symbol }) => symbol).join(" ");
    await compare(t, name, { ...tape, series });
  }
}

recorded("us-1m", async (t) => {
  const tape = await read(`${fixtures}/us-1m`, "US");
  await inGroups(t, tape, 1);
  const trades = await compare(t, "all at once", tape);
  assert.ok(trades > 100, `only ${trades} trades: equality says little`);
});

for (const folder of ["us-daily", "us-daily-raw"]) {
  recorded(folder, async (t) => {
    const tape = await read(`${fixtures}/${folder}`, "US");
    await inGroups(t, tape, 5);
    // Many symbols at once meet the caps on positions, orders and value.
    await compare(t, "all in half a year", within(tape, "2016-01", "2016-07"));
  });
}

recorded("edge", async (t) => {
  await inGroups(t, await read(`${fixtures}/edge`, "US"), 1);
});

/** Raw and repaired are files of one symbol, and a folder holds each symbol once. */
recorded("hk-daily", async (t) => {
  for await (const { name } of Deno.readDir(`${fixtures}/hk-daily`)) {
    if (!name.endsWith(".csv")) continue;
    const folder = await Deno.makeTempDir();
    await Deno.copyFile(`${fixtures}/hk-daily/${name}`, `${folder}/${name}`);
    await compare(t, name, await read(folder, "HKEX"));
    await Deno.remove(folder, { recursive: true });
  }
});

const GENERATED = [
  // Sixty sessions over Thanksgiving and Christmas, and the autumn clock change.
  { id: "US", from: "2025-10-13", to: "2026-01-08" },
  // Sixty sessions over three half-days, the last before the lunar new year.
  { id: "HKEX", from: "2025-12-01", to: "2026-03-02" },
];
for (const recipe of GENERATED) {
  Deno.test(`generated ${recipe.id} bars, trade for trade`, async (t) => {
    const trades: number[] = [];
    for (const seed of [1, 2]) {
      const calm = generated(recipe, seed);
      trades.push(await compare(t, `seed ${seed}`, calm));
      trades.push(await compare(t, `seed ${seed}, wild`, wild(calm)));
    }
    assert.ok(trades.every((count) => count > 0), "a tape without a trade");
  });

  Deno.test(`tight limits on ${recipe.id} bars, trade for trade`, async (t) => {
    const tape = wild(generated(recipe, 3));
    const { facts } = TRADERS[tape.market];
    const one = facts.maxPositionValue;
    const tight: Record<string, Partial<TraderFacts>> = {
      cash: { cash: 2.5 * one },
      loss: { maxDayLoss: 0.05 * one },
      value: { maxGrossValue: 1.5 * one, maxPositions: 2 },
      pace: { maxOrdersPerMinute: 1, maxOpenOrders: 1 },
      session: { maxOrdersPerSession: 5, maxOrdersPerSymbol: 2 },
      mishaps: { maxMishaps: 1 },
    };
    for (const [name, limits] of Object.entries(tight)) {
      await compare(t, name, tape, { ...facts, ...limits });
    }
  });
}

function generated({ id, from, to }: typeof GENERATED[number], seed: number) {
  const market = marketOf(id);
  return generateTape({
    market,
    seed,
    from,
    to,
    symbols: 12,
    warmUpSessions: 0,
  });
}
