/** Bars out of a seed: practice on any day, without recorded data. @module */
import type { Market, Session } from "../market/market.ts";
import { previousSession, sessionsBetween } from "../market/sessions.ts";
import { type Listing, listingsOf } from "./listings.ts";
import { Random } from "./random.ts";
import { SeriesBuilder } from "./series_builder.ts";
import { minutesOf } from "../market/stretches.ts";
import type { Tape } from "./tape.ts";
import { Walk } from "./walk.ts";

/** Symbols of a tape that names none. */
const DEFAULT_SYMBOLS = 12;

export interface Recipe {
  market: Market;
  /** Equal seeds give equal bytes on every machine. */
  seed: number;
  /** First and last exchange-local date, ISO 8601, both included. */
  from: string;
  to: string;
  /** Which ones, or how many: the listed ones, then the rest of the universe. */
  symbols?: number | readonly string[];
  /** Sessions before `from` to begin with, for indicators to settle. */
  warmUpSessions: number;
}

/**
 * 1-minute bars over the market's real sessions. What a symbol does depends on
 * seed, symbol and first session only, not on the other symbols or on `to`.
 *
 * @throws {RangeError} If a symbol is none of this market, or the calendar has
 * no session in the range, or begins too late for the warm-up.
 */
export function generateTape(recipe: Recipe): Tape {
  const { sessions, walks } = listedWalks(recipe);
  const capacity = sessions.reduce((sum, day) => sum + minutesOf(day), 0);
  const series = walks.map(({ symbol, walk }) => {
    const bars = new SeriesBuilder(capacity);
    for (const session of sessions) walk.trade(session, bars);
    return bars.build(symbol);
  });
  return { market: recipe.market.id, series, outsideHours: 0 };
}

/**
 * What `generateTape` walks: its sessions, and one walk for each symbol.
 *
 * @throws {RangeError} As it does.
 */
export function listedWalks(
  recipe: Recipe,
): { sessions: Session[]; walks: { symbol: string; walk: Walk }[] } {
  const { market } = recipe;
  const sessions = sessionsOf(recipe);
  const root = Random.seeded(recipe.seed).fork(market.id);
  const walks = symbolsOf(recipe).map((symbol) => {
    const random = root.fork(symbol);
    const listing = listingOf(symbol, market, random);
    return { symbol, walk: new Walk(listing, market, random) };
  });
  return { sessions, walks };
}

function sessionsOf({ market, from, to, warmUpSessions }: Recipe): Session[] {
  const sessions = sessionsBetween(market, from, to);
  if (sessions.length === 0) {
    throw new RangeError(
      `Cannot generate tape: ${market.id} has no session ${from} to ${to}`,
    );
  }
  for (let i = 0; i < warmUpSessions; i++) {
    sessions.unshift(previousSession(market, sessions[0]!.date));
  }
  return sessions;
}

/** One spelling each, sorted as a tape is. */
function symbolsOf({ market, symbols }: Recipe): string[] {
  const listed = listingsOf(market.id).map(({ symbol }) => symbol);
  const all = [...new Set([...listed, ...market.universe.symbols])];
  const names = symbols ?? DEFAULT_SYMBOLS;
  if (typeof names !== "number") {
    const known = names.map((name) => {
      const symbol = market.symbolOf(name);
      if (symbol) return symbol;
      throw new RangeError(
        `Cannot generate tape: "${name}" is no symbol of ${market.id}`,
      );
    });
    return [...new Set(known)].sort();
  }
  if (!Number.isInteger(names) || names < 1 || names > all.length) {
    throw new RangeError(
      `Cannot generate tape: ${names} symbols, not 1 to ${all.length}`,
    );
  }
  return all.slice(0, names).sort();
}

/** A name that is not listed gets a listing of its own, out of its stream. */
function listingOf(symbol: string, market: Market, random: Random): Listing {
  const listed = listingsOf(market.id).find((known) => known.symbol === symbol);
  if (listed) return listed;
  const drawn = random.fork("listing");
  return {
    symbol,
    price: drawn.whole(10, 300),
    dailyMove: drawn.whole(12, 40) / 1_000,
    dailyVolume: drawn.whole(300, 20_000) * 1_000,
    thinness: drawn.whole(0, 50) / 100,
  };
}
