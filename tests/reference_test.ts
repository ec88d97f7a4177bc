/**
 * Trade for trade: the real flows against the naive loop in `reference/`, on
 * every recorded file and on generated tapes of both markets.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readTape } from "../core/adapters/tape_files.ts";
import { devClaude } from "../core/agents/dev_claude.ts";
import { intlClaude } from "../core/agents/intl_claude.ts";
import { work } from "../core/flows/agenda.ts";
import { marketOf } from "../core/market/mod.ts";
import { localDate } from "../core/market/sessions.ts";
import { generateTape } from "../core/practice/generate.ts";
import type { Series, Tape } from "../core/practice/tape.ts";
import type { Instant } from "../core/time.ts";
import { replayDesk } from "../workers/wiring.ts";
import type { Bars } from "./reference/bars.ts";
import { type Outcome, replayNaively } from "./reference/loop.ts";
import { DEV_CLAUDE, INTL_CLAUDE } from "./reference/traders.ts";

const TRADERS = {
  US: { agent: devClaude, facts: DEV_CLAUDE },
  HKEX: { agent: intlClaude, facts: INTL_CLAUDE },
};

/** Orders and trades in words, so that a difference can be read. */
interface Told {
  orders: object[];
  trades: object[];
  cash: number;
}

/** What the real flows did with a tape. */
async function told(tape: Tape, from: string, to: string): Promise<Told> {
  const market = marketOf(tape.market);
  const { agent } = TRADERS[tape.market];
  const { desk, books, exchange } = replayDesk(agent, market, tape);
  const midnight = (date: string, days: number) =>
    Temporal.PlainDate.from(date).add({ days })
      .toZonedDateTime(market.timezone).epochMilliseconds as Instant;
  exchange.advance(midnight(from, 0));
  await work(desk, midnight(to, 1));
  assert.equal(books.cash, exchange.venue.cash, "cash of books and venue");
  const orders = [...books.orders.values()];
  const trades = [...books.positions.values()].map((position) => {
    const { id, symbol, openedAt, closedAt, realizedPnl, fees } = position;
    const quantity = orders
      .filter((o) => o.positionId === id && o.purpose === "entry")
      .reduce((sum, order) => sum + order.filledQuantity, 0);
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

/** The same of what the reference did. */
function asTold({ orders, holdings, cash }: Outcome): Told {
  return {
    orders: orders.map((order) => ({
      at: order.at,
      symbol: order.symbol,
      side: order.purpose === "entry" ? "buy" : "sell",
      purpose: order.purpose,
      trigger: order.trigger,
      quantity: order.quantity,
      limit: order.limit,
      status: order.status,
      filled: order.filled,
      value: order.value,
      fees: order.fees,
    })),
    trades: holdings.map((holding) => ({
      symbol: holding.symbol,
      openedAt: holding.openedAt,
      closedAt: holding.closedAt,
      quantity: holding.bought,
      realized: holding.realized,
      fees: holding.fees,
    })),
    cash,
  };
}

function plain(series: Series): Bars {
  const { symbol, length } = series;
  const column = (values: Float64Array) => [...values.slice(0, length)];
  return {
    symbol,
    at: column(series.at),
    open: column(series.open),
    high: column(series.high),
    low: column(series.low),
    close: column(series.close),
    volume: column(series.volume),
  };
}

/** Runs both over a tape and answers how many trades they agree on. */
async function compare(tape: Tape): Promise<number> {
  const market = marketOf(tape.market);
  const times = tape.series.flatMap(({ at, length }) => [
    at[0]!,
    at[length - 1]!,
  ]);
  const from = localDate(market, Math.min(...times) as Instant);
  const to = localDate(market, Math.max(...times) as Instant);
  const real = await told(tape, from, to);
  const bars = tape.series.map(plain);
  const { facts } = TRADERS[tape.market];
  const naive = asTold(replayNaively(facts, bars, from, to));
  const first = real.orders.findIndex((order, i) =>
    JSON.stringify(order) !== JSON.stringify(naive.orders[i])
  );
  assert.deepEqual(naive.orders[first], real.orders[first], `order ${first}`);
  assert.equal(naive.orders.length, real.orders.length, "number of orders");
  assert.deepEqual(naive.trades, real.trades);
  assert.equal(naive.cash, real.cash);
  return real.trades.length;
}

const fixtures = Deno.env.get("CATALYST_FIXTURES");
Deno.test("us-1m", async () => {
  const { tape } = await readTape(`${fixtures}/us-1m`, marketOf("US"), {
    skipBadRows: true,
  });
  for (const s of tape.series) {
    const t0 = performance.now();
    try {
      console.log(
        s.symbol,
        await compare({ ...tape, series: [s] }),
        performance.now() - t0,
      );
    } catch (e) {
      console.log(s.symbol, String((e as Error).message).slice(0, 1500));
    }
  }
  const t0 = performance.now();
  console.log("all", await compare(tape), performance.now() - t0);
});
void generateTape;
