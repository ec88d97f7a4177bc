/** Bars session by session, so that a venue need not hold years of them. @module */
import type { Market, Session } from "../market/market.ts";
import { localDate, sessionsBetween } from "../market/sessions.ts";
import type { Instant } from "../time.ts";
import { listedWalks } from "./generate.ts";
import { SeriesBuilder } from "./series_builder.ts";
import { minutesOf } from "../market/stretches.ts";
import type { Series, Tape } from "./tape.ts";

/** One market's bars in order, to be taken once from the beginning. */
export interface TapeSource {
  /** Lots of the tape included; what is not on the tape is not listed. */
  readonly market: Market;
  /** Sorted. */
  readonly symbols: readonly string[];
  /** All of the tape. */
  readonly sessions: readonly Session[];
  /** How many of them come before the first one to practise in. */
  readonly warmUp: number;
  /** Bars of the next session, in the order of `symbols`; undefined after the last. */
  next(): Series[] | undefined;
  /** Passes over the next session; cheaper than to take it and let it go. */
  skip(): void;
}

export interface SeedOptions {
  market: Market;
  seed: number;
  /** First local date to practise; must be a session. */
  from: string;
  to: string;
  warmUp: number;
  symbols?: number | readonly string[];
}

/**
 * The bars that `generateTape` makes of the same seed and dates, each session
 * when it is asked for.
 *
 * @throws {RangeError} As `generateTape` does.
 */
export function seedSource({ warmUp, ...recipe }: SeedOptions): TapeSource {
  const { sessions, walks } = listedWalks({
    ...recipe,
    warmUpSessions: warmUp,
  });
  const symbols = walks.map(({ symbol }) => symbol);
  const unseen = new SeriesBuilder();
  let at = 0;
  return {
    market: listing(recipe.market, symbols),
    symbols,
    sessions,
    warmUp,
    next() {
      const session = sessions[at++];
      return session && walks.map(({ symbol, walk }) => {
        const bars = new SeriesBuilder(minutesOf(session));
        walk.trade(session, bars);
        return bars.build(symbol);
      });
    },
    skip() {
      const session = sessions[at++]!;
      for (const { walk } of walks) {
        unseen.length = 0;
        walk.trade(session, unseen);
      }
    },
  };
}

/**
 * A tape that is in memory already, cut into its sessions.
 *
 * @param lots Board lots by symbol, before those that the market knows.
 * @throws {RangeError} If there is no bar on it.
 */
export function tapeSource(
  { series }: Tape,
  market: Market,
  lots: ReadonlyMap<string, number>,
  warmUpMax: number,
): TapeSource {
  const sessions = sessionsOf(series, market);
  const symbols = series.map(({ symbol }) => symbol);
  const cursor = new Int32Array(series.length);
  let at = 0;
  return {
    market: listing(market, symbols, lots),
    symbols,
    sessions,
    warmUp: Math.min(warmUpMax, sessions.length - 1),
    next() {
      const session = sessions[at++];
      return session && series.map((one, i) => {
        const from = cursor[i]!;
        let to = from;
        while (to < one.length && one.at[to]! < session.close) to++;
        cursor[i] = to;
        return cut(one, from, to);
      });
    },
    skip() {
      this.next();
    },
  };
}

/** The market as this tape has it: only what is on it can be traded. */
function listing(
  market: Market,
  symbols: readonly string[],
  lots?: ReadonlyMap<string, number>,
): Market {
  const own = new Map(
    symbols.map((
      symbol,
    ) => [symbol, lots?.get(symbol) ?? market.lotOf(symbol)]),
  );
  return { ...market, lotOf: (symbol) => own.get(symbol) };
}

function sessionsOf(series: readonly Series[], market: Market): Session[] {
  const filled = series.filter(({ length }) => length > 0);
  if (filled.length === 0) {
    throw new RangeError(
      `Cannot play tape: 0 bars in regular hours of ${market.id}`,
    );
  }
  const first = Math.min(...filled.map(({ at }) => at[0]!));
  const last = Math.max(...filled.map(({ at, length }) => at[length - 1]!));
  return sessionsBetween(
    market,
    localDate(market, first as Instant),
    localDate(market, last as Instant),
  );
}

/** Bars `from` up to but not including `to`; they share the columns' memory. */
function cut(series: Series, from: number, to: number): Series {
  const { symbol, barMs, at, open, high, low, close, volume } = series;
  const part = (column: Float64Array) => column.subarray(from, to);
  return {
    symbol,
    barMs,
    length: to - from,
    at: part(at),
    open: part(open),
    high: part(high),
    low: part(low),
    close: part(close),
    volume: part(volume),
  };
}
