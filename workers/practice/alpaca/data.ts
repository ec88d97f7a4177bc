/** Market data over REST: /v2/stocks. @module */
import type { Bar } from "../../../core/market/bar.ts";
import { localDate, sessionOf } from "../../../core/market/sessions.ts";
import {
  DAY_MS,
  HOUR_MS,
  type Instant,
  MINUTE_MS,
  plus,
} from "../../../core/time.ts";
import type { Floor } from "../floor.ts";
import { type Ask, limitIn, symbolsIn, timeIn, wordIn } from "./ask.ts";
import { malformed } from "./fault.ts";
import { asText, barView, quoteView, tradeView } from "./market_data.ts";

const PAGE = 1_000;
const PAGE_MAX = 10_000;
/** How far back a latest bar may lie: the longest closure is shorter. */
const LATEST_MS = 7 * DAY_MS;

const UNITS_MS: Readonly<Record<string, number>> = {
  Min: MINUTE_MS,
  T: MINUTE_MS,
  Hour: HOUR_MS,
  H: HOUR_MS,
  Day: DAY_MS,
  D: DAY_MS,
};

const FEEDS = ["iex", "sip", "delayed_sip"] as const;

type Latest<T> = (floor: Floor, symbol: string) => T | undefined;

/** Symbol by symbol, each from the oldest; a token says where the next page begins. */
export function listBars(ask: Ask) {
  const { floor, query } = ask;
  const barMs = timeframeIn(query.get("timeframe") ?? "");
  const now = floor.now();
  const from = timeIn(ask, "start", startOfDay(floor, now));
  const to = plus(timeIn(ask, "end", now), 1);
  const limit = limitIn(ask, PAGE, PAGE_MAX);
  const symbols = needed(ask).sort();
  const [atSymbol, atTime] = tokenIn(query.get("page_token"), symbols);
  const newestFirst = query.get("sort") === "desc";
  const bars: Record<string, unknown[]> = {};
  let room = limit;
  for (const symbol of symbols.slice(symbols.indexOf(atSymbol))) {
    const all = floor.bars(symbol, from, to, barMs);
    if (newestFirst) all.reverse();
    const begin = symbol === atSymbol && atTime !== undefined
      ? all.findIndex(({ at }) => at === atTime)
      : 0;
    const rest = begin < 0 ? [] : all.slice(begin);
    const page = rest.slice(0, room);
    if (page.length > 0) {
      bars[symbol] = page.map((bar) => barView(bar, asText));
    }
    room -= page.length;
    const next = rest[page.length];
    if (next) return { bars, next_page_token: tokenOf(symbol, next) };
  }
  return { bars, next_page_token: null };
}

export function latestBars(ask: Ask) {
  return {
    bars: latest(ask, (floor, symbol) => lastBar(floor, symbol, MINUTE_MS)),
  };
}

export function latestTrades(ask: Ask) {
  return { trades: latest(ask, lastTrade) };
}

export function latestQuotes(ask: Ask) {
  return { quotes: latest(ask, lastQuote) };
}

export function listSnapshots(ask: Ask) {
  return latest(ask, (floor, symbol) => {
    const latestTrade = lastTrade(floor, symbol);
    if (!latestTrade) return;
    const days = floor.bars(
      symbol,
      plus(floor.now(), -LATEST_MS),
      floor.now(),
      DAY_MS,
    ).map((bar) => barView(bar, asText));
    return {
      latestTrade,
      latestQuote: lastQuote(floor, symbol),
      minuteBar: lastBar(floor, symbol, MINUTE_MS),
      dailyBar: days.at(-1) ?? null,
      prevDailyBar: days.at(-2) ?? null,
    };
  });
}

const lastTrade: Latest<unknown> = (floor, symbol) => {
  const last = floor.last(symbol);
  return last && tradeView(last.price, last.at, asText);
};

const lastQuote: Latest<unknown> = (floor, symbol) => {
  const last = floor.last(symbol);
  return last && quoteView(floor, last.price, last.at, asText);
};

function lastBar(floor: Floor, symbol: string, barMs: number) {
  const now = floor.now();
  const last = floor.last(symbol);
  if (!last) return;
  const bar = floor.bars(symbol, plus(last.at, -barMs), now, barMs).at(-1);
  return bar && barView(bar, asText);
}

function latest<T>(ask: Ask, view: Latest<T>): Record<string, T> {
  const views: Record<string, T> = {};
  for (const symbol of needed(ask)) {
    const seen = view(ask.floor, symbol);
    if (seen !== undefined) views[symbol] = seen;
  }
  return views;
}

function needed(ask: Ask): string[] {
  // One tape stands for every feed.
  wordIn(ask, "feed", FEEDS, "iex");
  const symbols = symbolsIn(ask) ?? [];
  if (symbols.length > 0) return [...new Set(symbols)];
  throw malformed("symbols are required");
}

function timeframeIn(text: string): number {
  const [, count, unit] = /^(\d{1,2})(\w+)$/.exec(text) ?? [];
  const barMs = Number(count) * (UNITS_MS[unit ?? ""] ?? NaN);
  if (barMs > 0 && barMs <= DAY_MS) return barMs;
  throw malformed(`invalid timeframe: ${text}`);
}

function startOfDay({ market }: Floor, now: Instant): Instant {
  return sessionOf(market, now)?.open ??
    Date.parse(localDate(market, now)) as Instant;
}

function tokenOf(symbol: string, { at }: Bar): string {
  return btoa(`${symbol}|${at}`);
}

function tokenIn(
  token: string | null,
  symbols: readonly string[],
): [symbol: string, at?: number] {
  if (!token) return [symbols[0]!];
  try {
    const [symbol = "", at] = atob(token).split("|");
    if (symbols.includes(symbol)) return [symbol, Number(at)];
  } catch { /* the fault below says it in Alpaca's words */ }
  throw malformed("invalid page_token");
}
