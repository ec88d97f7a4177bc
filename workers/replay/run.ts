/** One replay from its first bar to its last, and what it came to. @module */
import { work } from "../../core/flows/agenda.ts";
import type { Market } from "../../core/market/market.ts";
import {
  localDate,
  localInstant,
  shifted,
} from "../../core/market/sessions.ts";
import { type Money, money } from "../../core/money.ts";
import { buyAndHold } from "../../core/practice/buy_and_hold.ts";
import { EquityCurve } from "../../core/practice/equity_curve.ts";
import type { Exchange } from "../../core/practice/exchange.ts";
import {
  type Performance,
  performanceOf,
} from "../../core/practice/performance.ts";
import type { Tape } from "../../core/practice/tape.ts";
import { stateText } from "../../core/practice/state_text.ts";
import type { MarketClock } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { unrealized } from "../../core/trading/position.ts";
import type { ParameterVersion } from "../../core/trading/parameter_version.ts";
import type { Trader } from "../../core/agents/agent.ts";
import type { Contents } from "../../core/trading/contents.ts";
import {
  deskOn,
  type ReplayBooks,
  type ReplayDesk,
  replayDesk,
} from "../wiring/replay.ts";

export interface Replayed {
  agent: Trader;
  market: Market;
  from: string;
  to: string;
  bars: number;
  /** Machine time of the replay itself: reading or making the tape apart. */
  seconds: number;
  performance: Performance;
  curve: EquityCurve;
  equityStart: Money;
  equityEnd: Money;
  /** Σ realized + unrealized − fees less the venue's change in equity: 0 if the books tie out. */
  difference: Money;
  buyAndHold: number;
  /** SHA-256 of the canonical text of the books, in hex. */
  stateHash: string;
}

export interface Plan {
  agent: Trader;
  market: Market;
  tape: Tape;
  /** First and last local date that is traded; bars before only warm up. */
  from: string;
  to: string;
  onProgress: (share: number) => void;
  /** New books to write; in memory unless given. */
  books?: ReplayBooks;
}

export async function run(plan: Plan): Promise<Replayed> {
  const { agent, market, tape, from, to } = plan;
  const start = localInstant(market, from);
  const end = localInstant(market, shifted(to, 1));
  const opened: ReplayDesk = plan.books
    ? deskOn(plan.books, agent, market, tape)
    : replayDesk(agent, market, tape);
  const { exchange } = opened;
  const curve = new EquityCurve();
  const equityStart = equityAtVenue(exchange);
  const began = performance.now();
  exchange.advance(start);
  const desk = { ...opened.desk, clock: watched(opened, curve, plan, end) };
  await work(desk, end);
  curve.mark();
  const seconds = (performance.now() - began) / 1_000;
  const equityEnd = equityAtVenue(exchange);
  const contents = await opened.contents();
  const result = performanceIn(contents, exchange);
  const { realized, unrealized, fees } = result;
  const change = equityEnd - equityStart;
  return {
    agent,
    market,
    from,
    to,
    bars: exchange.played,
    seconds,
    performance: result,
    curve,
    equityStart,
    equityEnd,
    difference: money(realized + unrealized - fees - change),
    buyAndHold: buyAndHold(tape, start, end),
    stateHash: await stateHash(contents, opened.desk.parameters),
  };
}

/** The desk's clock, which shows the curve and the progress what passes. */
function watched(
  { desk, exchange }: ReplayDesk,
  curve: EquityCurve,
  { market, from, onProgress }: Plan,
  end: Instant,
): MarketClock {
  const first = exchange.now;
  let date = from;
  return {
    now: desk.clock.now,
    async until(at) {
      const reached = await desk.clock.until(at);
      const today = localDate(market, exchange.now);
      if (today !== date) {
        curve.mark();
        date = today;
        onProgress((exchange.now - first) / (end - first));
      }
      // Exposure counts trading minutes: a look at night is none.
      const trading = market.phaseAt(exchange.now) === "regular";
      const held = trading && holds(exchange);
      curve.see(exchange.now, equityAtVenue(exchange), held);
      return reached;
    },
  };
}

function performanceIn(contents: Contents, exchange: Exchange): Performance {
  const unrealized = unrealizedOf(contents, exchange);
  return performanceOf({ ...contents, unrealized });
}

function holds({ venue }: Exchange): boolean {
  return venue.holdings.values().some((quantity) => quantity !== 0);
}

/** Cash and holdings as the venue has them, not as the books believe. */
function equityAtVenue({ venue, priceOf }: Exchange): Money {
  let equity: number = venue.cash;
  for (const [symbol, quantity] of venue.holdings) {
    if (quantity !== 0) equity += quantity * priceOf(symbol);
  }
  return money(equity);
}

function unrealizedOf({ positions }: Contents, { priceOf }: Exchange): Money {
  let sum = 0;
  for (const position of positions) {
    if (position.status === "closed") continue;
    sum += unrealized(position, priceOf(position.symbol));
  }
  return money(sum);
}

async function stateHash(
  contents: Contents,
  parameters: ParameterVersion,
): Promise<string> {
  const text = [...stateText({ ...contents, parameters: [parameters] })].join(
    "",
  );
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex();
}
